// Saves a form as it is filled in: quiz answers, drafts of sessions. It decides nothing: the server keeps versions and
// clocks, and every page works without this file.
//
// On the page: a form with `data-al-saves` (its value: the field and value that say "keep, and stay", as `go=stay`),
// a place `[data-al-saved]` that says how it stands, and a `template[data-al-is]` for each of saved, busy, offline,
// refused, conflict. The server answers with JSON: `saved`, a clock time; `fields`, to be sent the next time; `action`,
// where it goes from now on; or `refused`, a sentence. `data-al-turns` names the field that says which sending it is:
// two may be under way at once and arrive the wrong way round, so each says its turn, as `key-1`, `key-2`.
(() => {
  "use strict";
  const form = document.querySelector("form[data-al-saves]");
  const place = document.querySelector("[data-al-saved]");
  if (!form || !place) return;
  const [name, value] = form.dataset.alSaves.split("=");
  const versions = form.hasAttribute("data-al-versions");
  const wait = Number(form.dataset.alSavesAfter || 0);
  let unsaved = false, stopped = false, busy = false, again = false, retry = 0, pause = 0, leaving = null;

  function say(state, told = "") {
    const made = document.querySelector(`template[data-al-is="${state}"]`).content.cloneNode(true);
    const spot = made.querySelector("time, [data-al-told]");
    if (told && spot) spot.textContent = told;
    place.replaceChildren(made);
  }

  function takeTurn() {
    const field = form.elements.namedItem(form.dataset.alTurns);
    if (!field) return;
    const [key, turn = "0"] = field.value.split("-");
    field.value = `${key}-${Number(turn) + 1}`;
  }

  // One request at a time, sent again when the connection was lost; after a conflict none, so that nothing is lost.
  async function save() {
    clearTimeout(retry);
    clearTimeout(pause);
    if (stopped) return;
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    say("busy");
    takeTurn();
    const body = new FormData(form);
    body.set(name, value);
    unsaved = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, redirect: "manual", headers: { Accept: "application/json" },
      });
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      if (answer.ok) acknowledge(await answer.json()); else await refuse(answer);
    } catch {
      unsaved = true;
      say("offline");
      retry = setTimeout(save, 5000);
    }
    busy = false;
    if (leaving) { const button = leaving; leaving = null; form.requestSubmit(button); return; }
    if (again) save();
  }
  function acknowledge({ saved, fields = {}, action = "" }) {
    Object.entries(fields).forEach(([field, told]) => {
      const control = form.elements.namedItem(field);
      if (control) control.value = told;
    });
    if (action) move(action);
    say("saved", saved);
    form.dispatchEvent(new CustomEvent("al:saved"));
  }
  // What was a new thing has an address by now: the next save, every button and a reload go there.
  function move(action) {
    form.action = action;
    form.querySelectorAll("[formaction]").forEach((button) => {
      button.formAction = action + new URL(button.formAction).hash;
    });
    history.replaceState(null, "", action);
  }
  async function refuse(answer) {
    unsaved = true;
    stopped = answer.status === 409 && versions;
    const told = await answer.json().then((found) => found.refused, () => "");
    say(stopped ? "conflict" : "refused", told && `Not saved: ${told}`);
  }

  const warn = (event) => { if (unsaved || busy) event.preventDefault(); };
  addEventListener("beforeunload", warn);
  form.addEventListener("al:free", () => removeEventListener("beforeunload", warn));
  form.addEventListener("change", () => { unsaved = true; if (wait) later(); else save(); });
  form.addEventListener("input", () => { unsaved = true; if (wait) later(); });
  function later() {
    clearTimeout(pause);
    pause = setTimeout(save, wait);
  }
  addEventListener("online", () => { if (unsaved) save(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(pause);
    clearTimeout(retry);
    if (busy && versions) { event.preventDefault(); leaving = event.submitter; return; } // it carries the next version
    if (navigator.onLine) { takeTurn(); unsaved = busy = false; stopped = true; return; }
    event.preventDefault();
    unsaved = true;
    say("offline");
  });
})();
