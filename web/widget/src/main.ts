/** Defines `<policy-bot>`, puts a floating one on the page unless its tag says no, and gives pages `PolicyBot`. */

import { PolicyBotElement } from "./bot";
import { common } from "./options";

const TAG = "policy-bot";

/** The widget that `PolicyBot` speaks to: the floating one before those in the page. */
function first(): PolicyBotElement | null {
  return document.querySelector<PolicyBotElement>(`${TAG}[floating]`) ?? document.querySelector<PolicyBotElement>(TAG);
}

function start(): void {
  if (common.launcher === "off" || document.querySelector(`${TAG}[floating]`)) return;
  const bot = document.createElement(TAG);
  bot.setAttribute("floating", "");
  document.body.append(bot);
}

// A page may hold the tag twice.
if (!customElements.get(TAG)) {
  customElements.define(TAG, PolicyBotElement);
  Object.defineProperty(window, "PolicyBot", {
    value: Object.freeze({
      ask: (question: string) => first()?.ask(question) ?? Promise.resolve(null),
      open: () => first()?.open(),
      close: () => first()?.close(),
      destroy: () => document.querySelectorAll<PolicyBotElement>(TAG).forEach((bot) => bot.destroy()),
    }),
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
