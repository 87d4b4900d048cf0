// Earlier conversations, in this browser alone: kept, listed, found, opened again, renamed, deleted.
import { busy, make, say, sure, toast, write } from "./words.js";

const KEY = "policyqa-conversations";
const KEEP = "policyqa-keep";
const SIDE = "policyqa-side";
const MOST = 100; // conversations
const TURNS = 60; // of one
const ROOM = 850_000; // characters that are sent to open one
const WIDE = "(min-width: 1100px)";

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that lets nothing be kept
  }
}

function put(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

// Where keeping is switched off, conversations are held by the page itself and go with it.
class Shelf {
  constructor() {
    this.held = [];
  }

  get keeps() {
    return read(KEEP) !== "off";
  }

  list() {
    if (!this.keeps) {
      return this.held;
    }
    try {
      const found = JSON.parse(read(KEY) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => one && typeof one.id === "string" && Array.isArray(one.turns)) : [];
    } catch {
      return [];
    }
  }

  /** Changes the list as it is now, which another tab may have changed too. */
  change(how) {
    let list = how(this.list()).slice(0, MOST);
    if (!this.keeps) {
      this.held = list;
      return;
    }
    const whole = list.length;
    while (!put(KEY, JSON.stringify(list)) && list.length > 1) {
      list = list.slice(0, -1);
    }
    if (list.length < whole) {
      toast(say("history_full"));
    }
  }

  keep(on) {
    this.held = [];
    put(KEEP, on ? "on" : "off");
    if (!on) {
      localStorage.removeItem(KEY);
    }
  }
}

/** The latest turns that fit one request, the oldest first. */
function fitting(turns) {
  let from = Math.max(0, turns.length - TURNS);
  while (from < turns.length - 1 && JSON.stringify(turns.slice(from)).length > ROOM) {
    from += 1;
  }
  return turns.slice(from);
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
}

export function startHistory() {
  const side = document.getElementById("pq-side");
  if (!side) {
    return; // the setting POLICYQA_HISTORY is off
  }
  const shelf = new Shelf();
  const places = new Side(side);
  const list = document.getElementById("pq-list");
  const find = document.getElementById("pq-find");
  const keep = document.getElementById("pq-keep");
  let current = ""; // the id of the conversation on the page

  function draw() {
    const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const all = shelf.list();
    const shown = all.filter((one) => words.every((word) => textOf(one).includes(word)));
    const today = new Date().toDateString();
    const groups = [
      ["history_today", shown.filter((one) => new Date(one.at).toDateString() === today)],
      ["history_earlier", shown.filter((one) => new Date(one.at).toDateString() !== today)],
    ];
    list.replaceChildren(
      ...groups
        .filter(([, items]) => items.length)
        .flatMap(([name, items]) => [make("h2", { textContent: say(name) }), make("ul", {}, ...items.map(item))]),
    );
    const none = document.getElementById("pq-none");
    none.hidden = shown.length > 0;
    none.textContent = all.length ? none.dataset.unmatched : none.dataset.none;
    keep.checked = shelf.keeps;
    const about = document.getElementById("pq-keep-about");
    about.textContent = shelf.keeps ? about.dataset.on : about.dataset.off;
    document.getElementById("pq-clear").disabled = !all.length;
  }

  function item(one) {
    const row = document.getElementById("pq-item").content.firstElementChild.cloneNode(true);
    const open = row.querySelector(".pq-open");
    open.textContent = one.title;
    open.title = one.title;
    if (one.id === current) {
      open.setAttribute("aria-current", "true");
    }
    open.addEventListener("click", () => reopen(one.id));
    const rename = row.querySelector(".pq-rename");
    const remove = row.querySelector(".pq-delete");
    for (const [button, name] of [[rename, "history_rename"], [remove, "history_delete"]]) {
      button.ariaLabel = `${say(name)}：${one.title}`;
      button.title = say(name);
    }
    rename.addEventListener("click", () => retitle(row, one));
    remove.addEventListener("click", () => drop(one));
    return row;
  }

  function reopen(id) {
    const one = shelf.list().find((other) => other.id === id);
    if (!one || busy()) {
      toast(say(one ? "history_busy" : "history_lost"));
      return;
    }
    document.dispatchEvent(new Event("policyqa:left"));
    current = id;
    write("recall", JSON.stringify({ turns: fitting(one.turns), at: Date.now() }));
    draw();
    places.leave();
  }

  function retitle(row, one) {
    const field = make("input", { type: "text", className: "pq-title-in", value: one.title, maxLength: 80 });
    field.ariaLabel = `${say("history_rename")}：${one.title}`;
    let over = false;
    const end = (taken) => {
      if (over) {
        return;
      }
      over = true;
      const title = field.value.trim();
      if (taken && title) {
        shelf.change((all) => all.map((other) => (other.id === one.id ? { ...other, title } : other)));
      }
      draw();
      const again = [...list.querySelectorAll(".pq-open")].find((open) => open.textContent === (taken && title ? title : one.title));
      again?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229) {
        end(true);
      } else if (event.key === "Escape") {
        event.preventDefault();
        end(false);
      }
    });
    field.addEventListener("blur", () => end(true));
    row.querySelector(".pq-open").replaceWith(field);
    row.querySelector(".pq-item-tools").hidden = true;
    field.select();
  }

  function drop(one) {
    const before = shelf.list().findIndex((other) => other.id === one.id);
    shelf.change((all) => all.filter((other) => other.id !== one.id));
    draw();
    (list.querySelector(".pq-open") ?? find).focus();
    toast(say("history_deleted"), say("history_undo"), () => {
      shelf.change((all) => [...all.slice(0, before), one, ...all.slice(before)]);
      draw();
    });
  }

  document.addEventListener("policyqa:turn", ({ detail }) => {
    const turn = { id: detail.id, answer: detail.answer };
    const fresh = { id: newId(), title: detail.answer.question.slice(0, 80), at: Date.now(), turns: [] };
    shelf.change((all) => {
      const known = all.find((one) => one.id === current) ?? fresh;
      current = known.id;
      const grown = { ...known, at: Date.now(), turns: [...known.turns, turn].slice(-TURNS) };
      return [grown, ...all.filter((one) => one.id !== known.id)];
    });
    draw();
  });
  document.addEventListener("policyqa:left", () => {
    current = "";
    draw();
  });
  document.getElementById("pq-new").addEventListener("click", () => {
    if (busy()) {
      toast(say("history_busy"));
      return;
    }
    document.getElementById("pq-again")?.click();
    places.leave();
    document.querySelector("#pq-box textarea")?.focus();
  });
  find.addEventListener("input", draw);
  keep.addEventListener("change", async () => {
    const on = keep.checked;
    if (on || !shelf.list().length || (await sure(say("history_off_sure")))) {
      shelf.keep(on);
    }
    draw();
  });
  document.getElementById("pq-clear").addEventListener("click", async () => {
    if (await sure(say("history_clear_sure"))) {
      shelf.change(() => []);
      draw();
    }
  });
  window.addEventListener("storage", (event) => [KEY, KEEP].includes(event.key) && draw());
  draw();
}

function textOf(one) {
  const said = one.turns.map((turn) => `${turn.answer?.question ?? ""} ${turn.answer?.text ?? ""}`);
  return [one.title, ...said].join(" ").toLowerCase();
}

// The sidebar: beside the chat where there is room, else over it.
class Side {
  constructor(side) {
    this.side = side;
    this.opener = document.getElementById("pq-side-open");
    this.veil = document.getElementById("pq-veil");
    this.wide = window.matchMedia(WIDE);
    this.opener.addEventListener("click", () => this.show(this.side.hidden, true));
    document.getElementById("pq-side-close").addEventListener("click", () => this.show(false, true));
    this.veil.addEventListener("click", () => this.leave());
    this.wide.addEventListener("change", () => this.fit());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.over) {
        event.preventDefault();
        this.show(false, true);
      }
    });
    this.fit();
  }

  get over() {
    return !this.side.hidden && !this.wide.matches;
  }

  fit() {
    this.show(this.wide.matches && read(SIDE) !== "closed", false);
  }

  show(on, byHand) {
    this.side.hidden = !on;
    this.opener.ariaExpanded = String(on);
    document.body.classList.toggle("pq-with-side", on);
    this.veil.hidden = !this.over;
    for (const other of document.querySelectorAll("body > .pq-top, body > gradio-app, body > .skip")) {
      other.inert = this.over;
    }
    if (byHand) {
      if (this.wide.matches) {
        put(SIDE, on ? "open" : "closed");
      }
      (on ? document.getElementById("pq-side-close") : this.opener).focus();
    }
  }

  /** Out of the way, where it lies over the chat. */
  leave() {
    if (this.over) {
      this.show(false, true);
    }
  }
}
