/** A finished answer: what was asked for first, then where it stands, then what to mind and what to do next. */

import type { Client } from "./client";
import { copy, labelOf, plain } from "./copying";
import { button, h } from "./dom";
import { emphasised } from "./emphasis";
import { opinion } from "./opinion";
import type { PageOf } from "./options";
import { rows, type Segment } from "./rows";
import { type Manner, sources } from "./sources";
import type { Answer, Citation, Nearest } from "./types";
import { type Say, W } from "./words";

const REFUSED: Record<string, W> = {
  not_found: W.refused_not_found,
  wrong_year: W.refused_wrong_year,
  wrong_place: W.refused_wrong_place,
  off_topic: W.refused_off_topic,
  unsafe: W.refused_unsafe,
};
const VALUE = /^.{0,59}[^。；]$/; // a first line that is shown large: short, and no sentence

export interface CardContext {
  client: Client;
  page: PageOf;
  say: Say;
  ask: (question: string) => void;
  speak: (text: string) => void;
  send: (event: string, detail: unknown) => void;
}

export function card(answer: Answer, context: CardContext): HTMLElement {
  const { say, page } = context;
  const lines = rows(answer.text, answer.citations);
  const first = (lines[0] ?? []).map((segment) => segment.text).join("").trim();
  const value = answer.outcome === "answered" && lines.length > 1 && VALUE.test(first) ? first : "";
  const question = answer.understood || answer.question;
  const seen = (citation: Citation) => context.send("citation", citation);
  const manner = { page, say, value, question, seen };
  const listed = sources(answer.citations, { ...manner, numbered: true, open: !quotes(answer) });
  const near = sources(answer.nearest.passages, { ...manner, numbered: false, open: true });
  const heading = headingOf(answer, say);
  return h("article", { class: `card ${answer.outcome}`, part: "answer", "aria-label": say(W.answer), tabindex: -1 },
    heading && h("p", "heading", heading),
    answer.understood && answer.understood !== answer.question
      && h("p", "understood", say(W.understood, { text: answer.understood })),
    text(lines, answer.citations, manner, listed.show),
    ...answer.warnings.map((warning) =>
      h("p", { class: "warning", role: "note" }, h("strong", {}, say(W.warning)), h("span", {}, warning))),
    known(answer.nearest, say),
    next(answer, context),
    ...titled(say(W.sources), listed.list),
    ...titled(say(answer.outcome === "clarify" ? W.each : W.passages), near.list),
    tools(answer, context),
  );
}

/** Whether the text already shows the sentence of the first source as it stands. */
function quotes(answer: Answer): boolean {
  const quote = answer.citations[0]?.quote.trim();
  return answer.text.split("\n").some((line) => line.trim() === quote);
}

function headingOf(answer: Answer, say: Say): string {
  if (answer.outcome === "answered") return "";
  if (answer.outcome === "refused") return say(REFUSED[answer.reason ?? "not_found"]);
  return say(answer.outcome === "conflict" ? W.conflict : W.clarify);
}

/** A list under its title; nothing where it is empty. */
function titled(title: string, list: HTMLElement): HTMLElement[] {
  return list.childElementCount ? [h("h2", "sub", title), list] : [];
}

function text(
  lines: Segment[][], citations: Citation[], { say, value, question }: Pick<Manner, "say" | "value" | "question">, show: (citation: Citation) => void,
): HTMLElement {
  const cited = new Set(citations.map((citation) => citation.quote.trim()));
  return h("div", "text", ...lines.map((segments, index) => {
    const quoted = cited.has(segments.map((segment) => segment.text).join("").trim());
    const kind = value && index === 0 ? "value" : quoted ? "quoted" : "line";
    return h("p", kind, ...segments.flatMap((segment) => [
      ...(kind === "quoted" ? emphasised(segment.text, value, question) : [segment.text]),
      ...segment.citations.map((citation) => mark(citation, say, show)),
    ]));
  }));
}

function mark(citation: Citation, say: Say, show: (citation: Citation) => void): HTMLElement {
  return h("button", {
    type: "button",
    class: "mark",
    part: "citation",
    "aria-label": say(W.source_of, { n: citation.n, title: citation.title }),
    onclick: () => show(citation),
  }, String(citation.n));
}

/** The years, places and documents that are known instead of what was asked. */
function known(nearest: Nearest, say: Say): HTMLElement | null {
  const rows: [string, string[]][] = [
    [say(W.years), nearest.years.map((year) => say(W.year, { year }))],
    [say(W.places), nearest.places],
    [say(W.titles), nearest.titles.filter((title) => !nearest.passages.some((passage) => passage.title === title))],
  ];
  const found = rows.filter(([, values]) => values.length > 0);
  if (!found.length) return null;
  return h("div", "known", h("h2", "sub", say(W.nearest)), h("dl", {}, ...found.map(([name, values]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, ...values.map((value) => h("span", {}, value)))))));
}

/** Whole questions to go on with: those one of which may be meant, or the same question for a year that is known. */
function next(answer: Answer, context: CardContext): HTMLElement | null {
  const choices = answer.choices.length ? answer.choices : otherYears(answer);
  if (!choices.length) return null;
  const title = context.say(answer.choices.length ? W.choose : W.instead);
  return h("div", { class: "next", role: "group", "aria-label": title }, h("h2", "sub", title),
    h("div", "chips", ...choices.slice(0, 6).map((choice) => button("chip", choice, null, () => context.ask(choice), false))));
}

function otherYears(answer: Answer): string[] {
  const asked = answer.question.match(/(?:19|20)\d\d/g) ?? [];
  if (answer.reason !== "wrong_year" || asked.length !== 1) return [];
  return answer.nearest.years.slice(0, 3).map((year) => answer.question.replace(asked[0] as string, String(year)));
}

function tools(answer: Answer, context: CardContext): HTMLElement {
  const { say, speak, client } = context;
  const copied = button("tool", say(W.copy_about), "copy", () => void copyAnswer());
  const note = h("span", "note");
  const said = answer.id
    ? opinion(client, answer.id, say, speak, (rating, comment) =>
        context.send("feedback", { id: answer.id, rating, comment }))
    : null;
  return h("footer", {},
    h("p", { class: `label ${answer.mode}`, part: "label" }, labelOf(answer, say)),
    h("div", "tools", copied, said?.thumbs, note),
    said?.words);

  async function copyAnswer(): Promise<void> {
    const done = await copy(plain(answer, context.page, say), note.parentElement ?? note);
    note.textContent = say(done ? W.copied : W.copy_failed);
    speak(note.textContent);
    copied.focus();
  }
}
