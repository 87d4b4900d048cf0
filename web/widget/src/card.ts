/** A finished answer: what was asked for first, then where it stands, then what to mind and what to do next. */

import type { Client } from "./client";
import { copy, labelOf, plain } from "./copying";
import { button, h } from "./dom";
import { opinion } from "./opinion";
import { rows, type Segment } from "./rows";
import { sources } from "./sources";
import type { Answer, Citation, Nearest } from "./types";
import type { Say } from "./words";

const VALUE = 60; // characters of a first line that is shown large

export interface CardContext {
  client: Client;
  server: string;
  say: Say;
  ask: (question: string) => void;
  speak: (text: string) => void;
  send: (event: string, detail: unknown) => void;
}

export function card(answer: Answer, context: CardContext): HTMLElement {
  const { say, server } = context;
  const seen = (citation: Citation) => context.send("citation", citation);
  const listed = sources(answer.citations, server, say, true, !quotes(answer), seen);
  const near = sources(answer.nearest.passages, server, say, false, true, seen);
  const heading = headingOf(answer, say);
  return h("article", { class: `card ${answer.outcome}`, part: "answer", "aria-label": say("answer"), tabindex: -1 },
    heading && h("p", "heading", heading),
    answer.understood && answer.understood !== answer.question
      && h("p", "understood", say("understood", { text: answer.understood })),
    text(answer, say, listed.show),
    ...answer.warnings.map((warning) =>
      h("p", { class: "warning", role: "note" }, h("strong", {}, say("warning")), h("span", {}, warning))),
    known(answer.nearest, say),
    answer.citations.length > 0 && h("h2", "sub", say("sources")),
    answer.citations.length > 0 && listed.list,
    answer.nearest.passages.length > 0 && h("h2", "sub", say(answer.outcome === "clarify" ? "each" : "passages")),
    answer.nearest.passages.length > 0 && near.list,
    next(answer, context),
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
  return say(answer.outcome === "refused" ? `refused_${answer.reason ?? "not_found"}` : answer.outcome);
}

function text(answer: Answer, say: Say, show: (citation: Citation) => void): HTMLElement {
  const lines = rows(answer.text, answer.citations);
  const cited = new Set(answer.citations.map((citation) => citation.quote.trim()));
  const short = (lines[0] ?? []).map((segment) => segment.text).join("").length <= VALUE;
  const led = answer.outcome === "answered" && lines.length > 1 && short;
  return h("div", "text", ...lines.map((segments, index) => {
    const whole = segments.map((segment) => segment.text).join("").trim();
    const kind = led && index === 0 ? "value" : cited.has(whole) ? "quoted" : "line";
    return h("p", kind, ...segments.flatMap((segment) => marked(segment, say, show)));
  }));
}

function marked(segment: Segment, say: Say, show: (citation: Citation) => void): (Node | string)[] {
  return [segment.text, ...segment.citations.map((citation) => h("button", {
    type: "button",
    class: "mark",
    part: "citation",
    "aria-label": say("source_of", { n: citation.n, title: citation.title }),
    onclick: () => show(citation),
  }, String(citation.n)))];
}

/** The years, places and documents that are known instead of what was asked. */
function known(nearest: Nearest, say: Say): HTMLElement | null {
  const rows: [string, string[]][] = [
    [say("years"), nearest.years.map((year) => say("year", { year }))],
    [say("places"), nearest.places],
    [say("titles"), nearest.titles],
  ];
  const found = rows.filter(([, values]) => values.length > 0);
  if (!found.length) return null;
  return h("div", "known", h("h2", "sub", say("nearest")), h("dl", {}, ...found.map(([name, values]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, ...values.map((value) => h("span", {}, value)))))));
}

/** Whole questions to go on with: those one of which may be meant, or the same question for a year that is known. */
function next(answer: Answer, context: CardContext): HTMLElement | null {
  const choices = answer.choices.length ? answer.choices : otherYears(answer);
  if (!choices.length) return null;
  const title = context.say(answer.choices.length ? "choose" : "instead");
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
  const copied = button("tool", say("copy_about"), "copy", () => void copyAnswer());
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
    const done = await copy(plain(answer, context.server, say), note.parentElement ?? note);
    note.textContent = say(done ? "copied" : "copy_failed");
    speak(note.textContent);
    copied.focus();
  }
}
