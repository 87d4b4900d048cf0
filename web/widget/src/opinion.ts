/** Thumbs under an answer, and the words of someone who says that it is wrong. */

import { Client, Failure } from "./client";
import { button, h } from "./dom";
import { type Say, W } from "./words";

type Rating = "up" | "down";

/** `told` gets what was kept. The thumbs go where the server has no such route, or has forgotten the answer. */
export function opinion(
  client: Client, id: string, say: Say, speak: (text: string) => void, told: (rating: Rating, comment: string) => void,
): { thumbs: HTMLElement; words: HTMLElement } {
  const note = h("span", { class: "note" });
  const field = h("textarea", { rows: 2, maxlength: 2000, "aria-label": say(W.what_wrong), placeholder: say(W.what_wrong) });
  const words = h("form", { class: "wrong", hidden: true, onsubmit: (event: SubmitEvent) => {
    event.preventDefault();
    void give("down", field.value.trim(), true);
  } }, field, h("button", { class: "chip solid", type: "submit" }, say(W.say_it)));
  const up = button("tool", say(W.helpful), "thumb", () => void give("up", "", true));
  const down = button("tool", say(W.unhelpful), "thumb", () => void give("down", "", false));
  const thumbs = h("span", { class: "thumbs", role: "group" }, up, down, note);
  press(null);
  return { thumbs, words };

  function press(rating: Rating | null): void {
    up.setAttribute("aria-pressed", String(rating === "up"));
    down.setAttribute("aria-pressed", String(rating === "down"));
  }

  async function give(rating: Rating, comment: string, last: boolean): Promise<void> {
    press(rating);
    words.hidden = last;
    if (!last) field.focus();
    try {
      await client.rate(id, rating, comment);
      if (last) report(say(W.thanks));
      told(rating, comment);
    } catch (error) {
      const failure = error as Failure;
      const gone = failure.status === 404 || failure.status === 405;
      words.hidden = true;
      if (gone) thumbs.replaceChildren(note);
      else press(null);
      report(gone && failure.code !== "not_found" ? "" : gone ? say(W.forgotten) : failure.message);
    }
  }

  function report(text: string): void {
    note.textContent = text;
    speak(text);
  }
}
