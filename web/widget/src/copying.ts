/** An answer as plain text: never without its sources, nor without the line that says how it came about. */

import type { PageOf } from "./options";
import type { Answer, Citation } from "./types";
import { type Say, W } from "./words";

const LABELS = { extract: W.label_extract, llm: W.label_llm, faq: W.label_faq };

/** How the answer came about: quoted, written by a model or by the office, or only searched for. */
export function labelOf(answer: Answer, say: Say): string {
  return say(answer.outcome === "refused" ? W.label_search : LABELS[answer.mode]);
}

export function plain(answer: Answer, page: PageOf, say: Say): string {
  const cited = answer.citations.map((citation) => line(citation, page));
  return [answer.text, ...answer.warnings.map((warning) => `${say(W.warning)}：${warning}`), ...cited, footer(labelOf(answer, say), say)]
    .filter(Boolean).join("\n\n");
}

/** What follows text that was copied from the page itself. */
export function footer(label: string, say: Say): string {
  return `（${label}。${say(W.footnote)}）`;
}

function line(citation: Citation, page: PageOf): string {
  const about = [citation.doc_no, citation.issuer, citation.published_on].filter(Boolean).join(" · ");
  const rows = [`[${citation.n}] 《${citation.title}》${about}`, `“${citation.quote}”`, page(citation.url)];
  return rows.filter(Boolean).join("\n");
}

/** Puts text on the clipboard, also on plain-HTTP pages. Gives whether that worked. */
export async function copy(text: string, inside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const held = document.createElement("textarea");
    held.className = "unseen";
    held.value = text;
    inside.append(held);
    held.select();
    const done = document.execCommand("copy");
    held.remove();
    return done;
  }
}
