// What Gradio's console lacks: notices that a screen reader can use, copying, and a look at the widget.
import { copy } from "./chat/clipboard.js";
import { make, say, toast } from "./chat/words.js";

// Gradio makes the whole head of a notice a button, with the one that closes it inside, which no screen reader can
// reach there. Here the title is the button that folds the notice; what it is pressed with still reaches the head.
function mend(head) {
  head.removeAttribute("role");
  head.removeAttribute("tabindex");
  const title = head.querySelector(".toast-title-row");
  title.setAttribute("role", "button");
  title.tabIndex = 0;
  head.querySelector(".toast-close").ariaLabel = say("close");
}

// The widget in a frame, below the link to the same page.
function show(link) {
  link.after(make("iframe", { className: "pq-preview-frame", src: link.href, title: say("preview") }));
}

function look() {
  document.querySelectorAll(".toast-header[role]").forEach(mend);
  document.querySelectorAll("a.pq-preview:not(:has(+ iframe))").forEach(show);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.pq-copy-line");
  if (button) {
    const done = await copy(button.closest(".pq-line").querySelector("code").innerText);
    toast(say(done ? "copied_line" : "copy_failed"));
    button.focus();
  }
});
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
look();
