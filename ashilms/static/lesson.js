// A lesson that is being read says so once a minute while its page is in view and somebody is active in it. It says
// "on" or "left" and never a time: the server's clock alone counts, and every page works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form[data-al-beat]");
  if (!form) return;
  const EVERY = 60_000, IDLE = 180_000; // as rules/time.py expects; whoever reads a screen of text scrolls within three minutes
  let last = performance.now(), here = false, over = false;

  async function say(sign) {
    here = sign === "on";
    if (over) return;
    const body = new FormData(form);
    body.set("sign", sign);
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
      over = !answer.ok && answer.status !== 429 && answer.status < 500; // signed out, or no longer open
    } catch { /* a lost minute is made good by the next one */ }
  }
  function active() {
    last = performance.now();
    if (!here && !document.hidden) say("on");
  }
  function gone() { if (here) say("left"); }

  for (const what of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart", "play", "timeupdate"]) {
    document.addEventListener(what, active, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) gone(); else active(); });
  addEventListener("pagehide", gone);
  setInterval(() => {
    if (document.hidden || !here) return;
    if (performance.now() - last > IDLE) gone(); else say("on");
  }, EVERY);
  if (!document.hidden) say("on");

  // Recordings: that one began, and that it was played to its end without leaps. The server's clock has the last word.
  for (const way of document.querySelectorAll("form[data-al-media]")) {
    const player = way.closest(".al-media").querySelector("video, audio");
    const told = way.querySelector("[data-al-played]");
    async function tell(what) {
      const body = new FormData(way);
      body.set("what", what);
      try {
        return await fetch(way.action, { method: "POST", body, redirect: "manual", keepalive: true });
      } catch {
        return { ok: false, status: 0 };
      }
    }
    function show(state) {
      told.replaceChildren(way.querySelector(`template[data-al-is="${state}"]`).content.cloneNode(true));
      if (state === "ended") way.querySelector("button")?.remove();
    }
    function seen() {
      let sum = 0;
      for (let i = 0; i < player.played.length; i += 1) sum += player.played.end(i) - player.played.start(i);
      return sum;
    }
    if (!way.querySelector("button")) continue;
    player.addEventListener("play", () => tell("began"), { once: true });
    player.addEventListener("ended", async () => {
      if (seen() < player.duration - 2) { show("early"); return; }
      const answer = await tell("ended");
      if (answer.ok) show("ended"); else if (answer.status === 409) show("early");
    });
  }
})();
