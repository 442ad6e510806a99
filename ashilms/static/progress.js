// Takes in what has changed while something goes on. The page works without this file: its link shows the same.
// It says that nobody asked, so that it keeps nobody signed in.
(() => {
  "use strict";
  const WAIT = 3000;
  const GOES_ON = "[data-al-progress]";
  if (!document.querySelector(GOES_ON)) return;

  function again() { setTimeout(look, WAIT); }

  // What has come takes the place of what was there; whoever was on a link stays on it.
  function take(next) {
    const on = document.activeElement?.id;
    document.getElementById(next.id).replaceWith(document.adoptNode(next));
    if (on) document.getElementById(on)?.focus({ preventScroll: true });
  }

  async function look() {
    if (document.hidden) { again(); return; }
    const place = document.querySelector(GOES_ON);
    try {
      const answer = await fetch(location.href, { redirect: "manual", headers: { "X-Unattended": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById(place.id);
      if (!answer.ok || !next) return; // signed out, say: the link leads on
      document.title = page.title;
      take(next);
    } catch {
      again(); // no network just now
      return;
    }
    if (document.querySelector(GOES_ON)) again();
  }

  again();
})();
