// The buttons below an answer: copy it with its sources and label, copy the link to it, print it.
import { copy, whole } from "./clipboard.js";
import { say, toast } from "./words.js";

function print(address) {
  if (!address) {
    window.print();
    return;
  }
  document.getElementById("pq-paper")?.remove();
  const frame = document.createElement("iframe");
  frame.id = "pq-paper";
  frame.title = "";
  frame.ariaHidden = "true";
  frame.tabIndex = -1;
  frame.addEventListener("load", () => frame.contentWindow.print(), { once: true });
  frame.src = address;
  document.body.append(frame);
}

export function startActions() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button.pq-act");
    if (!button) {
      return;
    }
    if (button.classList.contains("pq-print")) {
      print(button.value);
      return;
    }
    const shares = button.classList.contains("pq-share");
    const done = await copy(shares ? location.origin + button.value : whole(button.value, location.origin));
    toast(say(done ? (shares ? "share_copied" : "copied") : "copy_failed"));
    button.focus();
  });
}
