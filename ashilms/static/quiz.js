// Comforts for a quiz being sat: saves as you go, counts down, takes letter keys. It decides nothing: the server
// holds the clock and the answers, and every page works without this file.
(() => {
  "use strict";
  const bar = document.querySelector("[data-al-clock]");
  if (!bar) return;
  const form = document.querySelector("form[data-al-quiz]");
  const said = bar.querySelector("[data-al-said]");

  // A page that the browser kept shows an old state; the server has the present one.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // The time left, counted from what the server said. A sleeping machine stops one of the two clocks, never both.
  const since = { ticks: performance.now(), wall: Date.now() };
  const elapsed = () => Math.max(performance.now() - since.ticks, Date.now() - since.wall) / 1000;
  const shown = bar.querySelector(".al-timer b");
  const marks = [300, 60].filter((mark) => Number(bar.dataset.left) > mark);
  function tick() {
    const left = Math.max(0, Math.floor(Number(bar.dataset.left) - elapsed()));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (marks.length && left <= marks[0]) said.textContent = marks.shift() === 300 ? "5 minutes left" : "1 minute left";
    if (!left) said.textContent = "Time is up. What is saved is handed in.";
    if (elapsed() > Number(bar.dataset.closes)) {
      clearInterval(ticking);
      removeEventListener("beforeunload", warn);
      location.replace(bar.dataset.after);
    }
  }
  const ticking = setInterval(tick, 1000);
  let unsaved = false;
  const warn = (event) => { if (unsaved) event.preventDefault(); };
  if (!form) return;
  addEventListener("beforeunload", warn);

  // Saving as you go: one request at a time, sent again when the connection was lost.
  const place = bar.querySelector("[data-al-saved]");
  function say(state, time = "") {
    const made = bar.querySelector(`template[data-al-is="${state}"]`).content.cloneNode(true);
    if (time) made.querySelector("time").textContent = time;
    place.replaceChildren(made);
  }
  let busy = false, again = false, retry = 0;
  async function save() {
    clearTimeout(retry);
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    say("busy");
    const body = new FormData(form);
    body.set("go", "stay");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, redirect: "manual", headers: { Accept: "application/json" },
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      unsaved = !answer.ok;
      if (answer.ok) await acknowledge(answer); else say("refused");
    } catch {
      unsaved = true;
      say("offline");
      retry = setTimeout(save, 5000);
    }
    busy = false;
    if (again) save();
  }
  async function acknowledge(answer) {
    const { saved, key } = await answer.json();
    form.elements.namedItem("key").value = key;
    say("saved", saved);
    const here = document.querySelector('.al-strip [aria-current="step"]');
    here?.classList.toggle("is-done", Boolean(form.querySelector(".al-choice :checked")));
  }
  form.addEventListener("change", () => { unsaved = true; save(); });
  addEventListener("online", () => { if (unsaved) save(); });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { unsaved = false; return; }
    event.preventDefault();
    unsaved = true;
    say("offline");
  });

  // Letters choose while the question has the focus, and only then.
  const question = form.querySelector("fieldset");
  const options = [...form.querySelectorAll(".al-choice input")];
  form.addEventListener("keydown", (event) => {
    const at = "abcdefgh".indexOf(event.key.toLowerCase());
    if (event.key.length !== 1 || at < 0 || !options[at] || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    options[at].focus();
    options[at].click();
  });
  if (question && !document.querySelector("[data-al-focus]") && document.activeElement === document.body) {
    question.tabIndex = -1;
    question.focus({ preventScroll: true });
  }
})();
