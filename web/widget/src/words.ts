/** The sentences of `prompts/widget.toml`. Their keys are numbers in the script: the build makes `W` of them. */

import { en, W, zh } from "../made/words";
import type { Language } from "./types";

export { W };
export type Say = (word: W | undefined, values?: Record<string, string | number>) => string;

const lines: Record<Language, string[]> = { zh: zh.split("\n"), en: en.split("\n") };

/** Says the sentences of one language; a name set for the widget stands in place of the usual one. */
export function speaker(language: Language, name: string): Say {
  return (word, values = {}) => {
    const sentence = word === W.name && name ? name : (lines[language][word as number] ?? "");
    return sentence.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
  };
}
