// Small comforts on top of pages that work without them. No library, nothing inline, nothing fetched.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.querySelector(".ashilms");
  if (!root) return;

  // Theme: kept in a cookie, so that the server can write it into the page and nothing flashes.
  function setTheme(theme) {
    root.dataset.theme = theme;
    document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme === "auto" ? "light dark" : theme);
  }
  all("[data-al-theme]").forEach((box) => {
    const choice = box.querySelector("select");
    choice.addEventListener("change", () => {
      document.cookie = `ashilms_theme=${choice.value}; path=/; max-age=31536000; SameSite=Lax`;
      setTheme(choice.value);
    });
    box.hidden = false;
  });

  // Menus: Escape and a click elsewhere close them.
  const menus = all("details[data-al-menu]");
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus.filter((menu) => menu.open).forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // Dialogs: a link to a page of its own opens the dialog instead, when this page holds it.
  all("a[data-al-dialog]").forEach((link) => {
    const dialog = document.getElementById(link.dataset.alDialog);
    if (!dialog?.showModal) return;
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.showModal();
    });
    all("[data-al-close]", dialog).forEach((close) => close.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    }));
  });

  // Signing out takes away the key of what this device has locked: with sessions that were not sent, their page asks first.
  document.addEventListener("submit", (event) => {
    const page = event.target.dataset.alLeave;
    if (!page || !/(?:^|; )ashilms_unsent=[1-9]/.test(document.cookie)) return;
    event.preventDefault();
    location.assign(`${page}#leave`);
  });

  // A form that is sent once is not sent twice; its button says what is happening.
  const sent = new WeakSet();
  const words = (button) => [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()).pop();
  function free(form) {
    sent.delete(form);
    all('[aria-busy="true"]', form).forEach((button) => {
      button.removeAttribute("aria-busy");
      if (button.dataset.alWas) words(button).data = button.dataset.alWas;
    });
  }
  function busy(button) {
    button.setAttribute("aria-busy", "true");
    if (!button.dataset.alBusy) return;
    button.style.minWidth = `${button.offsetWidth}px`; // the script may: only the page may hold no style attribute
    button.dataset.alWas = words(button).data;
    words(button).data = button.dataset.alBusy;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-al-again")) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    if (event.submitter) busy(event.submitter);
    setTimeout(() => free(form), 15000); // a lost connection must not lock the form
  });
  addEventListener("pageshow", (event) => { if (event.persisted) all("form").forEach(free); });

  // What was typed is not left behind by accident.
  const changed = new Set();
  all("form[data-al-unsaved]").forEach((form) => {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  });
  addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

  // Queue: J and K go to the next and the previous line, Enter opens it as any link.
  const lines = all("[data-al-queue] a");
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !lines.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog")) return;
    const line = document.activeElement.closest("[data-al-queue] li")?.querySelector("a");
    const at = lines.indexOf(line);
    const from = at >= 0 ? at : lines.findIndex((line) => line.hasAttribute("aria-current"));
    lines[Math.min(Math.max(from + step, 0), lines.length - 1)].focus();
  });

  // Keys that the page shows: X ticks the line that has the focus, any other does what carries it.
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, [contenteditable], dialog, input:not([type=checkbox], [type=radio])")) return;
    const key = event.key.toLowerCase();
    const box = document.activeElement.closest("[data-al-queue] li")?.querySelector('input[type="checkbox"]');
    const mark = key === "x" ? box : document.querySelector(`[data-al-key="${CSS.escape(key)}"]`);
    if (!mark) return;
    event.preventDefault();
    if (mark.matches("textarea")) mark.focus(); else mark.click();
  });

  // What can be undone for some seconds is offered for so long.
  all("[data-al-undo]").forEach((form) => setTimeout(() => form.remove(), Number(form.dataset.alUndo) * 1000));

  // Errors: the summary is where one starts to read.
  all("[data-al-focus]").slice(0, 1).forEach((summary) => summary.focus());

  // Passwords can be looked at while they are typed; they are hidden again before the form is sent.
  all('input[type="password"]').forEach((field) => {
    const name = field.labels[0]?.textContent.trim().toLowerCase() || "password";
    const button = document.createElement("button");
    function show(open) {
      field.type = open ? "text" : "password";
      button.textContent = `${open ? "Hide" : "Show"} ${name}`;
    }
    button.type = "button";
    button.className = "al-btn al-btn--plain";
    button.style.placeSelf = "start";
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => show(field.type === "password"));
    field.form?.addEventListener("submit", () => show(false));
    show(false);
    field.after(button);
  });

  // Toasts: told to screen readers by being put in again, lifted to the corner, dismissed by hand.
  all("[data-al-toasts]").forEach((box) => {
    const toasts = [...box.children];
    box.classList.add("is-live");
    box.replaceChildren();
    toasts.forEach((toast) => {
      const close = toast.querySelector("[data-al-dismiss]");
      close.hidden = false;
      close.addEventListener("click", () => toast.remove());
    });
    setTimeout(() => box.append(...toasts), 100);
  });
})();
