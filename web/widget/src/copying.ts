/** An answer as plain text: never without its sources, nor without the line that says how it came about. */

import { pageOf } from "./options";
import type { Answer, Citation } from "./types";
import type { Say } from "./words";

/** How the answer came about: quoted, written by a model or by the office, or only searched for. */
export function labelOf(answer: Answer, say: Say): string {
  return say(`label_${answer.outcome === "refused" ? "search" : answer.mode}`);
}

export function plain(answer: Answer, server: string, say: Say): string {
  const cited = answer.citations.map((citation) => line(citation, server));
  return [answer.text, ...answer.warnings.map((warning) => `${say("warning")}：${warning}`), ...cited, footer(labelOf(answer, say), say)]
    .filter(Boolean).join("\n\n");
}

/** What follows text that was copied from the page itself. */
export function footer(label: string, say: Say): string {
  return `（${label}。${say("footnote")}）`;
}

function line(citation: Citation, server: string): string {
  const about = [citation.doc_no, citation.issuer, citation.published_on].filter(Boolean).join(" · ");
  const rows = [`[${citation.n}] 《${citation.title}》${about}`, `“${citation.quote}”`, pageOf(server, citation.url)];
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
