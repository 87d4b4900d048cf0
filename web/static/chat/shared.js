// The page of one answer: copy its link, copy it whole, print it.
import { copy, whole } from "./clipboard.js";

const said = document.getElementById("s-said");

async function copied(button, text) {
  const done = await copy(text);
  said.textContent = done ? button.dataset.done : said.dataset.failed;
  button.focus();
}

const link = document.getElementById("s-link");
const text = document.getElementById("s-copy");
link.addEventListener("click", () => copied(link, location.origin + location.pathname));
text.addEventListener("click", () => copied(text, whole(text.value, location.origin)));
document.getElementById("s-print").addEventListener("click", () => window.print());
// On paper an address is read, not clicked.
for (const address of document.querySelectorAll(".s-address")) {
  address.textContent = location.origin + address.dataset.path;
}
