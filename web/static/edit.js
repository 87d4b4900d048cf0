// Saves what an operator changes, by the API. The token stays in this tab: it is never part of an address.
"use strict";

const KEY = "policyqa-token";
const form = document.getElementById("edit");
const said = form.querySelector(".edit-said");
const tokenEntry = form.querySelector(".token");
const token = document.getElementById("f-token");
const address = "/v1/documents/" + encodeURIComponent(form.dataset.id);
const entries = [...form.querySelectorAll(".entry[data-was]")];

const input = (entry) => entry.querySelector("input, textarea, select");

function showToken(asked) {
  tokenEntry.hidden = !asked;
  token.value = asked ? "" : sessionStorage.getItem(KEY);
}

function tell(entry, message) {
  entry.querySelector(".entry-error").textContent = message;
  entry.classList.toggle("is-wrong", Boolean(message));
  const field = input(entry);
  if (message) {
    field.setAttribute("aria-invalid", "true");
  } else {
    field.removeAttribute("aria-invalid");
  }
}

function say(message, bad) {
  said.textContent = message;
  said.classList.toggle("bad", Boolean(bad));
}

// What was changed on the page: null takes back what was set before.
function changes() {
  const found = {};
  for (const entry of entries) {
    if (entry.dataset.back !== undefined) {
      found[entry.dataset.field] = null;
    } else if (input(entry).value !== entry.dataset.was) {
      found[entry.dataset.field] = input(entry).value;
    }
  }
  return found;
}

function refused(problem, status) {
  if (status === 401) {
    sessionStorage.removeItem(KEY);
    showToken(true);
    tell(tokenEntry, form.dataset.token);
    token.focus();
    return;
  }
  const wrong = (problem.errors || []).map((error) => [entries.find((e) => e.dataset.field === error.field), error]);
  for (const [entry, error] of wrong) {
    if (entry) {
      tell(entry, entry.dataset.wrong || error.message);
    }
  }
  const first = wrong.find(([entry]) => entry);
  if (first) {
    input(first[0]).focus();
  }
  say(first ? form.dataset.failed : [problem.detail, problem.hint].filter(Boolean).join(" "), true);
}

// Sends a change; true once it is made.
async function send(method, body) {
  for (const entry of [...entries, tokenEntry]) {
    tell(entry, "");
  }
  say("");
  form.classList.add("is-busy");
  try {
    const reply = await fetch(address, {
      method,
      headers: { Authorization: "Bearer " + token.value.trim(), "Content-Type": "application/json" },
      body,
    });
    if (reply.ok) {
      sessionStorage.setItem(KEY, token.value.trim());
      return true;
    }
    refused(await reply.json(), reply.status);
  } catch {
    say(form.dataset.offline, true);
  } finally {
    form.classList.remove("is-busy");
  }
  return false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const changed = changes();
  if (!Object.keys(changed).length) {
    say(form.dataset.nothing);
    return;
  }
  if (await send("PATCH", JSON.stringify(changed))) {
    sessionStorage.setItem("policyqa-saved", form.dataset.id);
    location.reload();
  }
});

for (const entry of entries) {
  const undo = entry.querySelector(".undo");
  if (undo) {
    undo.addEventListener("click", () => {
      entry.dataset.back = "";
      entry.classList.add("is-back");
      if (entry.dataset.read !== undefined) {
        input(entry).value = entry.dataset.read;
      }
      tell(entry, "");
    });
  }
  input(entry).addEventListener("input", () => {
    delete entry.dataset.back;
    entry.classList.remove("is-back");
    tell(entry, "");
  });
}

form.querySelector(".remove").addEventListener("click", async () => {
  if (window.confirm(form.dataset.sure) && (await send("DELETE"))) {
    location.assign("/documents");
  }
});

showToken(!sessionStorage.getItem(KEY));
if (sessionStorage.getItem("policyqa-saved") === form.dataset.id) {
  say(form.dataset.saved);
}
sessionStorage.removeItem("policyqa-saved");
