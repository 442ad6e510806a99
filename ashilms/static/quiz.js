// Comforts for a quiz being sat: counts down, takes letter keys; saving.js saves. It decides nothing: the server
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
      form?.dispatchEvent(new CustomEvent("al:free"));
      location.replace(bar.dataset.after);
    }
  }
  const ticking = setInterval(tick, 1000);
  if (!form) return;

  // Saving is saving.js's; the strip shows what is answered.
  form.addEventListener("al:saved", () => {
    const here = document.querySelector('.al-strip [aria-current="step"]');
    const fields = [...form.querySelectorAll("[name^=answer]")];
    here?.classList.toggle("is-done", fields.some((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value)));
  });

  // Letters choose while the question has the focus, and only then; in a case, those of the part that has it.
  const question = form.querySelector("fieldset, [data-al-mapped]");
  const options = (target) => (target.closest("fieldset") ?? question)?.querySelectorAll(".al-choice input") ?? [];
  form.addEventListener("keydown", (event) => {
    const at = "abcdefgh".indexOf(event.key.toLowerCase()), near = options(event.target);
    if (event.key.length !== 1 || at < 0 || !near[at] || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    near[at].focus();
    near[at].click();
  });
  if (question && !document.querySelector("[data-al-focus]") && document.activeElement === document.body) {
    question.tabIndex = -1;
    question.focus({ preventScroll: true });
  }
})();
