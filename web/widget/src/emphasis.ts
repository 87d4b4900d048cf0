/** The words of a quoted sentence that answer the question; where none does, those that it shares with the question. */

import { h } from "./dom";

// A number with its percent sign, a Latin word, a Chinese character.
const TOKEN = /\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|\p{Script=Han}/gu;
const LOST = /^(?:.|[A-Za-z]{2,3})$/; // too little to be worth a mark: 亩, "of"

/** `text` with those words in `<mark>`. `value` is the first line of an answer, "" where that is a sentence. */
export function emphasised(text: string, value: string, question: string): (Node | string)[] {
  const told = runs(text, value).filter(([start, end]) => !/\d/.test(value) || /\d/.test(text.slice(start, end)));
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const [start, end] of told.length ? told : runs(text, question)) {
    parts.push(text.slice(at, start), h("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** Where the longest runs of tokens stand that occur in `other`, too: 3150亩, never the 50亩 of it. */
function runs(text: string, other: string): [number, number][] {
  const known = ` ${(other.match(TOKEN) ?? []).join(" ")} `;
  const spans: [number, number][] = [];
  let start = 0;
  let end = 0;
  let run = "";
  for (const { 0: token, index = 0 } of text.matchAll(TOKEN)) {
    const longer = index === end && run ? `${run} ${token}` : token;
    if (run && longer !== token && known.includes(` ${longer} `)) {
      run = longer;
    } else {
      keep();
      run = known.includes(` ${token} `) ? token : "";
      start = index;
    }
    end = index + token.length;
  }
  keep();
  return spans;

  function keep(): void {
    if (run && !LOST.test(run)) spans.push([start, end]);
  }
}
