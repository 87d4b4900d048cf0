// The source beside the answer: a click on a citation shows it with its sentence marked, Escape puts it away.
const NARROW = "(max-width: 900px)";

export function startPanel() {
  const panel = document.getElementById("pq-panel");
  const frame = document.getElementById("pq-panel-frame");
  const tab = document.getElementById("pq-panel-tab");
  const title = document.getElementById("pq-panel-title");
  const close = document.getElementById("pq-panel-close");
  const name = title.textContent;
  const narrow = window.matchMedia(NARROW);
  let from = null; // the link that opened it

  // Over the page, as on a phone, it is a dialog: nothing behind it can be reached.
  function over() {
    const on = !panel.hidden && narrow.matches;
    document.body.classList.toggle("pq-with-panel", !panel.hidden);
    document.getElementById("pq-veil").hidden = !on;
    panel.setAttribute("role", on ? "dialog" : "complementary");
    panel.ariaModal = on ? "true" : null;
    for (const other of document.querySelectorAll("body > .pq-top, body > gradio-app, body > .skip")) {
      other.inert = on;
    }
  }

  function show(link) {
    const address = new URL(link.href);
    tab.href = address.href;
    address.searchParams.set("panel", "1");
    // A mark in the text is named by the card that has its number.
    const cards = [...link.closest(".pq-answer").querySelectorAll(".pq-card")];
    const card = link.closest(".pq-card") ?? cards.find((one) => one.querySelector(".pq-n")?.textContent === link.textContent);
    const head = card?.querySelector(".pq-title")?.textContent;
    title.textContent = head || name;
    title.title = title.textContent;
    // In place of what it showed before, so that "back" leaves the chat as people expect.
    if (panel.hidden || !frame.contentWindow) {
      frame.src = address.href;
    } else {
      frame.contentWindow.location.replace(address.href);
    }
    from?.classList.remove("pq-shown");
    from = link;
    from.classList.add("pq-shown");
    panel.hidden = false;
    over();
    close.focus();
  }

  function hide() {
    panel.hidden = true;
    frame.removeAttribute("src");
    over();
    from?.classList.remove("pq-shown");
    from?.focus();
    from = null;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#pq-log a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && link.origin === location.origin && link.pathname.startsWith("/documents/")) {
      event.preventDefault();
      show(link);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !event.defaultPrevented) {
      hide();
    }
  });
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.source === frame.contentWindow && event.data === "policyqa:close") {
      hide();
    }
  });
  close.addEventListener("click", hide);
  document.getElementById("pq-veil").addEventListener("click", () => !panel.hidden && hide());
  narrow.addEventListener("change", over);
  document.addEventListener("policyqa:left", () => !panel.hidden && hide());
}
