// Shows a look while it is being chosen. The page works without this file: a button shows the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-al-preview]");
  if (!form) return;
  let waiting = 0;

  function show() {
    const sheet = form.querySelector("[data-al-preview-sheet]");
    const chosen = new URLSearchParams(new FormData(form));
    chosen.delete("csrf_token");
    if (sheet) sheet.src = `${form.dataset.alPreview}?${chosen}`;
  }
  function say(what) {
    form.querySelector("[data-al-preview-refused]").hidden = what !== "refused";
    form.querySelector("[data-al-preview-away]").hidden = what !== "away";
    form.querySelector("[data-al-preview-sheet]").hidden = what !== "";
  }
  // a picture that failed doesn't say why: asked once more, a choice that can't be saved is told from a busy server
  async function failed(event) {
    const answer = await fetch(event.target.src).catch(() => null);
    say(answer?.status === 422 ? "refused" : "away");
  }
  form.querySelector("[data-al-preview-sheet]")?.addEventListener("error", failed);
  form.querySelector("[data-al-preview-sheet]")?.addEventListener("load", () => say(""));
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
})();
