/** The sentences of `prompts/widget.toml`. */

import made from "../made/words.json";
import type { Language } from "./types";

export type Say = (key: string, values?: Record<string, string | number>) => string;

const keys = made.keys.split("\n");
const lines: Record<Language, string[]> = { zh: made.zh.split("\n"), en: made.en.split("\n") };

/** Says the sentences of one language; a name set for the widget stands in place of the usual one. */
export function speaker(language: Language, name: string): Say {
  const say: Say = (key, values = {}) => {
    const sentence = key === "name" && name ? name : (lines[language][keys.indexOf(key)] ?? "");
    return sentence.replace(/\{(\w+)\}/g, (_, word) => String(values[word] ?? ""));
  };
  return say;
}
