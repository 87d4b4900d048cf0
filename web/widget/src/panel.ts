/** The panel with its bar, and the button that opens it where the widget floats over a page. */

import { button, h, icon } from "./dom";
import { type Say, W } from "./words";

export const PHONE = "(max-width: 480px), (max-height: 420px)";

export interface Panel {
  root: HTMLElement;
  dialog: HTMLElement;
  launcher: HTMLButtonElement | null;
  live: HTMLElement;
}

interface Actions {
  toggle: () => void;
  clear: () => void;
}

/** `middle` and `bottom` are the conversation and the field. */
export function panel(
  say: Say, floating: boolean, actions: Actions, middle: HTMLElement, bottom: HTMLElement,
): Panel {
  const layered = floating && "showPopover" in HTMLElement.prototype;
  const root = h("div", { class: `root ${floating ? "floating" : "inline"}`, popover: layered ? "manual" : null });
  const size = button("bar-tool", say(W.more_size), "size", () => {
    size.setAttribute("aria-pressed", String(root.classList.toggle("larger")));
  });
  size.setAttribute("aria-pressed", "false");
  const live = h("div", { class: "unseen", "aria-live": "polite", "aria-atomic": "true" });
  const dialog = h("section", { class: "panel", part: "panel", role: floating ? "dialog" : "region", "aria-label": say(W.name) },
    h("header", { class: "bar", part: "header" },
      h("span", "emblem", icon("chat")),
      h("span", "name", say(W.name)),
      size,
      button("bar-tool", say(W.again), "again", actions.clear),
      floating && button("bar-tool", say(W.close), "close", actions.toggle)),
    middle, bottom, live);
  const launcher = floating
    ? h("button", { type: "button", class: "launcher", part: "launcher", onclick: actions.toggle,
        "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": say(W.open, { name: say(W.name) }) },
        icon("chat"), h("span", {}, say(W.name)))
    : null;
  dialog.hidden = floating;
  root.append(dialog, ...(launcher ? [launcher] : []));
  return { root, dialog, launcher, live };
}

/** Keeps the focus inside, where the panel covers the whole screen. */
export function keepInside(event: KeyboardEvent, dialog: HTMLElement, active: Element | null): void {
  const all = [...dialog.querySelectorAll<HTMLElement>("button, textarea, a[href], summary, [tabindex='0']")]
    .filter((element) => element.getClientRects().length > 0 && !(element as HTMLButtonElement).disabled);
  const edge = event.shiftKey ? all[0] : all[all.length - 1];
  if (active !== edge && active) return;
  event.preventDefault();
  (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
}

/** Follows the part of the screen that a phone's keyboard leaves. Gives what ends it. */
export function followViewport(root: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const set = () => {
    root.style.setProperty("--seen-height", `${view.height}px`);
    root.style.setProperty("--seen-top", `${view.offsetTop}px`);
  };
  set();
  view.addEventListener("resize", set);
  view.addEventListener("scroll", set);
  return () => {
    view.removeEventListener("resize", set);
    view.removeEventListener("scroll", set);
  };
}
