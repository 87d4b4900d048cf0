/** The sources of an answer: a row each, which opens to its sentence, with the way to the document below. */

import { h, icon } from "./dom";
import { emphasised } from "./emphasis";
import type { PageOf } from "./options";
import type { Citation } from "./types";
import { type Say, W } from "./words";

// A map, not an object: a status is the server's text, and may be "constructor".
const TONES = new Map([
  ["有效", ["good", W.status_valid]],
  ["修订", ["warn", W.status_amended]],
  ["废止", ["bad", W.status_repealed]],
  ["失效", ["bad", W.status_expired]],
] as const);

export interface Sources {
  list: HTMLElement;
  /** Opens one source and puts the focus on it. */
  show(citation: Citation): void;
}

/** How the sources of one list are shown. */
export interface Manner {
  page: PageOf;
  say: Say;
  numbered: boolean; // with the numbers of the marks in the text
  open: boolean; // the first one, from the start
  value: string; // of the answer, and the question, for the words that are marked
  question: string;
  seen: (citation: Citation) => void;
}

export function sources(citations: Citation[], manner: Manner): Sources {
  const made = new Map(citations.map((citation, index) => [citation, source(citation, manner, manner.open && index === 0)]));
  return {
    list: h("ol", "sources", ...made.values()),
    show(citation) {
      const row = made.get(citation);
      const head = row?.querySelector("summary");
      if (!row || !head) return;
      (head.parentElement as HTMLDetailsElement).open = true;
      head.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
      row.classList.remove("shown");
      void row.offsetWidth; // starts the highlight anew
      row.classList.add("shown");
      manner.seen(citation);
    },
  };
}

function source(citation: Citation, manner: Manner, open: boolean): HTMLElement {
  const { say } = manner;
  const [tone, status] = TONES.get(citation.status as never) ?? ["", W.name];
  const about = [citation.doc_no, citation.issuer, citation.published_on].filter(Boolean) as string[];
  const also = citation.also ?? [];
  const head = h("summary", {},
    manner.numbered && h("span", "number", String(citation.n)),
    h("span", "head",
      h("span", "title", citation.title),
      h("span", "about", tone && h("span", `badge ${tone}`, say(status)), ...about.map((part) => h("span", {}, part)))),
    icon("more"));
  const row = h("details", { open }, head,
    h("div", "inside",
      h("blockquote", { class: "quote", "aria-label": say(W.quote) },
        ...emphasised(citation.quote, manner.value, manner.question)),
      also.length > 0 && h("p", "also", say(W.also), also.join("；"))));
  head.addEventListener("click", () => row.open || manner.seen(citation)); // a press on a closed one opens it
  return h("li", { class: "source", part: "source" }, row,
    tone === "bad" && h("p", "void", say(W.void, { status: say(status) })),
    foot(citation, manner));
}

/** Where the sentence stands in the document, and the way there. */
function foot(citation: Citation, { page, say }: Manner): HTMLElement | null {
  const place = [citation.section, citation.page && say(W.page, { page: citation.page })].filter(Boolean).join(" · ");
  const href = page(citation.url);
  if (!place && !href) return null;
  return h("p", "foot",
    place && h("span", "place", place),
    href && h("a", { href, target: "_blank", rel: "noopener", class: "view", part: "link" },
      say(W.view), icon("open"), h("span", "unseen", say(W.new_window))));
}
