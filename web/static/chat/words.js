// What the scripts of the chat share: the page's sentences, its hidden boxes, and short notices.
const texts = JSON.parse(document.getElementById("pq-words").textContent);

/** A sentence of the page, its places filled. */
export function say(name, values = {}) {
  return texts[name].replace(/\{(\w+)\}/g, (place, key) => (key in values ? String(values[key]) : place));
}

/** One of the boxes by which the page and the server speak; null until Gradio has drawn it. */
export function box(name) {
  return document.querySelector(`#pq-${name} textarea, #pq-${name} input`);
}

/** Puts a text into a box as if it were typed, so that Gradio takes notice; as soon as there is that box. */
export async function write(name, text) {
  let field = box(name);
  for (let tries = 0; !field && tries < 200; tries += 1) {
    await new Promise((done) => setTimeout(done, 100));
    field = box(name);
  }
  if (!field) {
    return;
  }
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether an answer is being written. */
export function busy() {
  return Boolean(document.querySelector("#pq-box .stop-button"));
}

/** An element with its properties and children; texts are texts, never markup. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

let timer = 0;
/** A notice at the foot of the page, with something to do about it where there is. */
export function toast(text, label = "", act = null) {
  const place = document.getElementById("pq-toast");
  const parts = [make("span", { textContent: text })];
  const close = () => place.replaceChildren();
  if (act) {
    const doing = () => {
      close();
      act();
    };
    parts.push(make("button", { type: "button", textContent: label, onclick: doing }));
  }
  place.replaceChildren(...parts);
  clearTimeout(timer);
  timer = setTimeout(close, act ? 8000 : 3500);
}

/** Asks for a yes. */
export function sure(text) {
  const dialog = document.getElementById("pq-sure");
  document.getElementById("pq-sure-text").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
