// What Gradio's chat lacks; everything else of the page is the server's.
"use strict";

// Enter that confirms a word in an input method must not send the question.
// In Safari `isComposing` is already false on that Enter; only the key code 229 tells.
window.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopImmediatePropagation();
    }
  },
  true,
);

// Gradio labels each message with its HTML source, which a screen reader would read out.
function unlabel() {
  for (const message of document.querySelectorAll("#pq-log [data-testid][aria-label]")) {
    message.removeAttribute("aria-label");
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

new MutationObserver(() => {
  unlabel();
  keepInView();
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
