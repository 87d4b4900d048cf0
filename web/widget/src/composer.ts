/** The field in which a question is typed. Enter sends, but never while an input method is composing. */

import { button, h, icon } from "./dom";
import { type Say, W } from "./words";

const HIGHEST = 140; // pixels the field grows to
const LONGEST = 1000;

export interface Composer {
  form: HTMLFormElement;
  field: HTMLTextAreaElement;
  busy(now: boolean): void;
}

export function composer(say: Say, send: (question: string) => void, stop: () => void): Composer {
  let composing = false;
  let waiting = false;
  const field = h("textarea", {
    rows: 1, maxlength: LONGEST, placeholder: say(W.placeholder), "aria-label": say(W.question), part: "input",
    enterkeyhint: "send", autocomplete: "off",
    oninput: grow,
    oncompositionstart: () => (composing = true),
    oncompositionend: () => (composing = false),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      // 229 is what Safari gives for the Enter that ends a composition, after `compositionend`.
      if (composing || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    },
  });
  const go = h("button", { type: "submit", class: "send", part: "send", "aria-label": say(W.send), title: say(W.send) },
    icon("send"));
  const halt = button("send stop", say(W.stop), "stop", stop);
  halt.hidden = true;
  const form = h("form", { class: "composer", onsubmit: (event: SubmitEvent) => {
    event.preventDefault();
    if (!composing) submit();
  } }, h("div", "field", field, go, halt), h("p", "footnote", say(W.footnote)));
  grow();
  return { form, field, busy };

  function submit(): void {
    const question = field.value.trim();
    if (!question || waiting) return;
    field.value = "";
    grow();
    send(question);
  }

  function grow(): void {
    go.disabled = !field.value.trim();
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, HIGHEST)}px`;
  }

  function busy(now: boolean): void {
    const held = now ? go : halt;
    const had = (field.getRootNode() as ShadowRoot).activeElement === held;
    waiting = now;
    go.hidden = now;
    halt.hidden = !now;
    if (had) (now ? halt : field).focus();
  }
}
