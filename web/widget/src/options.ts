/** What the tags of a page say of the widget. */

import type { Language } from "./types";

export interface Options {
  server: string; // the address of the server, with no slash at its end
  key: string; // a public key, or "" where the page's origin is listed or tokens are fetched
  tokens: string; // where the page's own backend gives tokens, or ""
  language: Language;
  name: string;
  theme: "light" | "dark" | "auto";
  side: "left" | "right";
  open: boolean;
  examples: string[];
  mode: "extract" | "llm" | null;
  hello: string;
  accent: string;
}

export type Attributes = Record<string, string | undefined>;

const script = document.currentScript as HTMLScriptElement | null;
/** The data attributes of the script's own tag, which hold for every widget of the page. */
export const common: Attributes = { ...script?.dataset };
const served = script?.src ? script.src.replace(/\/widget\/v1\/[^/]*$/, "") : location.origin;

/** The options of one widget: its own data attributes before those of the script, and these before its bot's. */
export function optionsOf(element: HTMLElement, bots: Attributes = {}): Options {
  const given: Attributes = { ...bots, ...common, ...element.dataset };
  const lines = (text = "") => text.split("|").map((line) => line.trim()).filter(Boolean);
  const bot = given.bot ?? "";
  return {
    server: address(given.server ?? served),
    key: /^[ps]k_/.test(bot) ? bot : "",
    tokens: given.tokenEndpoint ?? "",
    language: languageOf(given.lang ?? element.closest("[lang]")?.getAttribute("lang") ?? navigator.language),
    name: given.name ?? "",
    theme: given.theme === "light" || given.theme === "dark" ? given.theme : "auto",
    side: given.position === "left" ? "left" : "right",
    open: given.open !== undefined && given.open !== "false",
    examples: lines(given.questions).slice(0, 6),
    mode: given.mode === "extract" || given.mode === "llm" ? given.mode : null,
    hello: given.hello ?? "",
    accent: given.accent ?? "",
  };
}

/** What gives the address of a page of the server, which then keeps to the bot's documents; "" for anything else. */
export type PageOf = (url: string) => string;

export function pageOf({ server, key }: Options, url: string): string {
  try {
    const base = new URL(`${server}/`);
    const found = new URL(url.startsWith("/") ? server + url : url, base);
    if (key) found.searchParams.set("bot", key);
    return /^https?:$/.test(found.protocol) && found.origin === base.origin ? found.href : "";
  } catch {
    return "";
  }
}

function address(text: string): string {
  return new URL(text, location.href).href.replace(/\/+$/, "");
}

function languageOf(tag: string): Language {
  return /^zh|^$/i.test(tag) ? "zh" : "en";
}
