/** The sources of an answer: a row each, which opens to the sentence and the way to the document. */

import { h, icon } from "./dom";
import { pageOf } from "./options";
import type { Citation } from "./types";
import type { Say } from "./words";

// How a status looks, and its word. A map, since a status may be any text: `constructor` too.
const TONES = new Map<string, [string, string]>([
  ["有效", ["good", "status_valid"]],
  ["修订", ["warn", "status_amended"]],
  ["废止", ["bad", "status_repealed"]],
  ["失效", ["bad", "status_expired"]],
]);

export interface Sources {
  list: HTMLElement;
  /** Opens one source and puts the focus on it. */
  show(citation: Citation): void;
}

/** `numbered` sources carry the numbers of the marks in the text; with `open` the first shows its sentence at once. */
export function sources(
  citations: Citation[], server: string, say: Say, numbered: boolean, open: boolean,
  seen: (citation: Citation) => void,
): Sources {
  const made = new Map(citations.map((citation, index) => {
    const row = source(citation, server, say, numbered);
    row.open = open && index === 0;
    row.addEventListener("toggle", () => row.open && row.dataset.seen === "" && seen(citation));
    row.querySelector("summary")?.addEventListener("click", () => (row.dataset.seen = ""));
    return [citation, row];
  }));
  const list = h("ol", "sources", ...[...made.values()].map((row) => h("li", {}, row)));
  return {
    list,
    show(citation) {
      const row = made.get(citation);
      if (!row) return;
      row.open = true;
      const head = row.querySelector("summary");
      head?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
      row.classList.remove("shown");
      void row.offsetWidth; // starts the highlight anew
      row.classList.add("shown");
      seen(citation);
    },
  };
}

/** 有效, 废止 …; null where nothing is known. */
function badge(status: string | undefined, say: Say): HTMLElement | null {
  const [tone, word] = TONES.get(status ?? "") ?? [];
  return tone && word ? h("span", `badge ${tone}`, say(word)) : null;
}

function source(citation: Citation, server: string, say: Say, numbered: boolean): HTMLDetailsElement {
  const about = [citation.doc_no, citation.issuer, citation.published_on].filter(Boolean) as string[];
  const place = [citation.section, citation.page && say("page", { page: citation.page })].filter(Boolean) as string[];
  const href = pageOf(server, citation.url);
  const [tone, word] = TONES.get(citation.status ?? "") ?? [];
  const also = citation.also ?? [];
  return h("details", { class: "source", part: "source" },
    h("summary", {},
      numbered && h("span", "number", String(citation.n)),
      h("span", "head",
        h("span", "title", citation.title),
        h("span", "about", badge(citation.status, say), ...about.map((part) => h("span", {}, part)))),
      icon("more")),
    h("div", "inside",
      tone === "bad" && word && h("p", "void", say("void", { status: say(word) })),
      h("blockquote", { class: "quote", "aria-label": say("quote") }, citation.quote),
      h("p", "foot",
        place.length > 0 && h("span", "place", place.join(" · ")),
        href && h("a", { href, target: "_blank", rel: "noopener", class: "view", part: "link" },
          say("view"), icon("open"), h("span", "unseen", say("new_window")))),
      also.length > 0 && h("p", "also", say("also"), also.join("；"))),
  );
}
