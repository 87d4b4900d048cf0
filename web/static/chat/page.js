// What Gradio's chat lacks; everything else of the page is the server's.
import { startActions } from "./actions.js";
import { startFilters } from "./filters.js";
import { startHistory } from "./history.js";
import { startPanel } from "./panel.js";
import { box, say } from "./words.js";

// Enter that confirms a word in an input method must not send the question. Browsers differ in which
// of the two key events they send then, and in whether they still call it composing; the key code 229
// of the first tells in all of them.
let composing = false;
window.addEventListener("keydown", (event) => (composing = event.isComposing || event.keyCode === 229), true);
window.addEventListener(
  "keypress",
  (event) => {
    if (event.key === "Enter" && (composing || event.isComposing)) {
      event.stopImmediatePropagation();
    }
  },
  true,
);

// Gradio labels each message with its HTML source, which a screen reader would read out, and the
// conversation in English; and it would read out every step of a growing answer.
function relabel() {
  for (const message of document.querySelectorAll("#pq-log [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
  }
  const log = document.querySelector("#pq-log [role=log]");
  if (log && log.ariaLabel !== say("answers_label")) {
    log.ariaLabel = say("answers_label");
    log.ariaLive = "off";
  }
}

// A new question goes to the top and its answer grows below it, so that the answer's first line
// stays in view however many sources follow. Scrolling by hand ends this until the next question.
let asked = 0;
let follow = false;
function keepInView() {
  const panel = document.querySelector("#pq-log .panel-wrap");
  const questions = panel ? panel.querySelectorAll(".user-row") : [];
  if (questions.length > asked) {
    follow = true;
  }
  asked = questions.length;
  if (follow && asked) {
    const top = questions[asked - 1].getBoundingClientRect().top - panel.getBoundingClientRect().top;
    if (top > 0) {
      panel.scrollTop += top;
    }
  }
}
for (const gesture of ["wheel", "touchmove", "pointerdown"]) {
  window.addEventListener(gesture, () => (follow = false), { passive: true });
}

// The last turn, once it is whole: read out once, and kept by the history.
let last = "";
function noteTurn() {
  const memo = box("memo")?.value ?? "";
  if (memo === last) {
    return;
  }
  last = memo;
  if (memo) {
    const turn = JSON.parse(memo);
    const { text, citations } = turn.answer;
    document.getElementById("pq-said").textContent = say("heard", { text: text.slice(0, 400), count: citations.length });
    document.dispatchEvent(new CustomEvent("policyqa:turn", { detail: turn }));
  }
}

document.addEventListener("policyqa:left", noteTurn); // before the history hears that the conversation is left
document.addEventListener(
  "click",
  (event) => event.target.closest?.("#pq-again") && document.dispatchEvent(new Event("policyqa:left")),
  true,
);
startActions();
startPanel();
startHistory();
const place = startFilters();
new MutationObserver(() => {
  relabel();
  keepInView();
  noteTurn();
  place();
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
place();
setInterval(noteTurn, 200); // Gradio sets the value of a box without any event
