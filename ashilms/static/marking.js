// Comforts for marking: letters choose a level, and the next criterion has the focus. The page works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form[data-al-marks]");
  if (!form) return;
  const rows = [...form.querySelectorAll("fieldset")].filter((row) => row.querySelector("input[type=radio]"));
  const chosen = (row) => row.querySelector("input:checked");

  function turn_to(row) {
    (chosen(row) ?? row.querySelector("input")).focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=radio])")) return;
    const at = "abcdef".indexOf(event.key.toLowerCase());
    const row = event.target.closest("fieldset") ?? rows.find((one) => !chosen(one)) ?? rows[0];
    const level = at < 0 ? null : row.querySelectorAll("input[type=radio]")[at];
    if (!level) return;
    event.preventDefault();
    level.click();
    const next = rows[rows.indexOf(row) + 1];
    if (next) turn_to(next); else level.focus();
  });
})();
