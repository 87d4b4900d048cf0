// Filters above the box: year, issuer, standing and documents, shown as chips and sent with the question.
import { make, say, write } from "./words.js";

const PAUSE = 160; // milliseconds after the last key before it is looked up

async function fetched(path) {
  try {
    const reply = await fetch(path);
    return reply.ok ? await reply.json() : {};
  } catch {
    return {};
  }
}

// A box that offers what fits, by arrow keys or pointer.
class Seek {
  constructor(field, take) {
    this.input = field.querySelector("input");
    this.list = field.querySelector("[role=listbox]");
    this.path = `/choices/${field.dataset.kind}s`;
    this.take = take;
    this.at = -1;
    this.timer = 0;
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("focus", () => this.soon());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.key(event));
    // Before the focus leaves the input, which would close the list.
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) {
        this.choose(option);
      }
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const wanted = this.input.value.trim();
    const { data = [] } = await fetched(`${this.path}?q=${encodeURIComponent(wanted)}`);
    if (this.input.value.trim() !== wanted || document.activeElement !== this.input) {
      return;
    }
    this.at = -1;
    this.list.replaceChildren(
      ...data.map((one, number) => {
        const option = make("li", { role: "option", id: `${this.list.id}-${number}`, "aria-selected": "false" });
        option.append(make("span", { textContent: one.text }), make("small", { textContent: one.note }));
        option.value2 = one;
        return option;
      }),
    );
    if (!data.length) {
      this.list.append(make("li", { role: "option", "aria-disabled": "true", textContent: say("filter_none") }));
    }
    this.open(true);
  }

  open(on) {
    this.list.hidden = !on;
    this.input.ariaExpanded = String(on);
    if (!on) {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  close() {
    clearTimeout(this.timer);
    this.open(false);
  }

  choose(option) {
    if (option.value2) {
      this.input.value = "";
      this.take(option.value2);
    }
    this.close();
  }

  key(event) {
    const options = [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (options.length && !this.list.hidden) {
        this.choose(options[Math.max(this.at, 0)]);
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden || !options.length) {
        this.soon();
        return;
      }
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((option, number) => (option.ariaSelected = String(number === this.at)));
      this.input.setAttribute("aria-activedescendant", options[this.at].id);
      options[this.at].scrollIntoView({ block: "nearest" });
    }
  }
}

/** Starts the filters; gives what puts them into their place, once Gradio has made it. */
export function startFilters() {
  const bar = document.getElementById("pq-filterbar");
  const opener = document.getElementById("pq-filter");
  const sheet = document.getElementById("pq-filter-box");
  const year = document.getElementById("pq-year");
  const picks = [...sheet.querySelectorAll(".pq-pick")];
  let chosen = { year: "", issuer: "", statuses: [], documents: [] };
  let known = false;

  function change(part) {
    chosen = { ...chosen, ...part };
    year.value = chosen.year;
    for (const pick of picks) {
      pick.ariaPressed = String(chosen.statuses.includes(pick.dataset.status));
    }
    draw();
    const { issuer, statuses, documents } = chosen;
    const none = !(chosen.year || issuer || statuses.length || documents.length);
    const asked = { year: Number(chosen.year) || null, issuer: issuer || null, status: statuses };
    write("filters", none ? "" : JSON.stringify({ ...asked, document_ids: documents.map((one) => one.value) }));
  }

  function chip(text, off) {
    const cross = make("span", { className: "pq-cross", "aria-hidden": "true", textContent: "×" });
    const remove = () => {
      off();
      opener.focus();
    };
    const label = { "aria-label": say("filter_off", { text }) };
    return make("button", { type: "button", className: "pq-set", onclick: remove, ...label }, make("span", { textContent: text }), cross);
  }

  function draw() {
    const { issuer, statuses, documents } = chosen;
    const chips = chosen.year ? [chip(say("year", { year: chosen.year }), () => change({ year: "" }))] : [];
    if (issuer) {
      chips.push(chip(issuer, () => change({ issuer: "" })));
    }
    for (const pick of picks.filter((one) => statuses.includes(one.dataset.status))) {
      const left = statuses.filter((status) => status !== pick.dataset.status);
      chips.push(chip(pick.textContent, () => change({ statuses: left })));
    }
    for (const one of documents) {
      chips.push(chip(`《${one.text}》`, () => change({ documents: chosen.documents.filter((other) => other !== one) })));
    }
    document.getElementById("pq-chips").replaceChildren(...chips);
    document.getElementById("pq-filter-clear").disabled = !chips.length;
  }

  async function open(on) {
    sheet.hidden = !on;
    opener.ariaExpanded = String(on);
    if (!on) {
      opener.focus();
      return;
    }
    year.focus();
    if (!known) {
      known = true;
      const { years = [], statuses } = await fetched("/choices");
      year.append(...years.map((one) => make("option", { value: one, textContent: say("year", { year: one }) })));
      for (const pick of picks) {
        pick.hidden = Boolean(statuses) && !statuses.includes(pick.dataset.status);
      }
    }
  }

  opener.addEventListener("click", () => open(sheet.hidden));
  document.getElementById("pq-filter-done").addEventListener("click", () => open(false));
  document.getElementById("pq-filter-clear").addEventListener("click", () => clear());
  year.addEventListener("change", () => change({ year: year.value }));
  for (const pick of picks) {
    pick.addEventListener("click", () => {
      const status = pick.dataset.status;
      const on = chosen.statuses.includes(status);
      change({ statuses: on ? chosen.statuses.filter((other) => other !== status) : [...chosen.statuses, status] });
    });
  }
  for (const field of sheet.querySelectorAll(".pq-seek")) {
    new Seek(field, (one) => {
      const others = chosen.documents.filter((other) => other.value !== one.value);
      change(field.dataset.kind === "issuer" ? { issuer: one.value } : { documents: [...others, one] });
    });
  }
  const clear = () => change({ year: "", issuer: "", statuses: [], documents: [] });
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      open(false);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!sheet.hidden && !bar.contains(event.target)) {
      sheet.hidden = true;
      opener.ariaExpanded = "false";
    }
  });
  // Before Gradio's own handler asks the question again.
  document.addEventListener("click", (event) => event.target.closest?.("#pq-unfilter") && clear(), true);
  document.addEventListener("policyqa:left", clear);
  draw();

  return () => {
    const place = document.getElementById("pq-filters-place");
    if (place && bar.parentElement !== place) {
      place.append(bar);
      bar.hidden = false;
    }
  };
}
