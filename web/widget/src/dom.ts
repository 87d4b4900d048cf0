/** Elements made one by one: no text is ever read as HTML. */

type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

/** An element with attributes, `on…` listeners and children; values that are null, undefined or false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  values: Record<string, Value> | string = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  const given: Record<string, Value> = typeof values === "string" ? { class: values } : values;
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value as EventListener);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

const SHAPES: Record<string, string> = {
  chat: "M4 5.5h16v11H10.5L6 20v-3.5H4zM8 9.5h8M8 12.5h5",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  thumb: "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.2 2.5L12.5 10H19c1 0 1.7.9 1.5 1.9l-1.3 6.6c-.2.9-1 1.5-1.9 1.5H7",
  again: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4",
  size: "M3 18.5l5-13 5 13M4.7 14h6.6M17.5 10v7M14 13.5h7",
  open: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  more: "M8 10l4 4 4-4",
};

/** A line drawing in the colour of the text, unseen by screen readers. */
export function icon(name: keyof typeof SHAPES | string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name] ?? "");
  picture.append(path);
  return picture;
}

/** A button with a picture, and its words beside it or, where `bare`, for screen readers and as a tooltip. */
export function button(
  part: string, words: string, shape: string | null, onclick: () => void, bare = true,
): HTMLButtonElement {
  const named = bare ? { "aria-label": words, title: words } : {};
  return h("button", { type: "button", class: part, part, onclick, ...named }, shape && icon(shape), !bare && words);
}
