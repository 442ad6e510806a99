// The page that works without a network: it opens what is locked on the device, shows one step at a time, keeps what it is
// told at once, and sends what is ready when the server can be reached. Nothing of it is needed by any other page.

import { h } from "./draw.js";
import { checkScreen, foundScreen, screeningScreen } from "./screens.js";
import { homeScreen, leaveScreen, lockedScreen, openElsewhere } from "./home.js";
import { newKey, isUnsent, isWaiting, partsOf, send, SignedOut } from "./outbox.js";
import { Store } from "./store.js";
import { workScreen } from "./work.js";

const root = document.querySelector("[data-al-offline]");
const view = root.querySelector("[data-al-view]");
const said = root.querySelector("[data-al-said]");
const { scope, kit: kitUrl, send: sendUrl, worker, signIn } = root.dataset;
const CACHE = `ashilms-offline ${new URL(scope, location)} rules`;
const SCREENS = { check: checkScreen, found: foundScreen, screen: screeningScreen, work: workScreen };

const app = { store: null, kit: null, rules: new Map(), sessions: [], locked: 0, online: false, signedOut: false, notYours: false, token: "" };

// ── what the server gives ──

async function fetchKit() {
  const url = new URL(kitUrl, location);
  for (const name of await app.store.keyNames()) url.searchParams.append("key", name);
  const answer = await fetch(url, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
  app.online = true;
  app.notYours = answer.status === 403;
  if (answer.type === "opaqueredirect" || answer.status === 401 || app.notYours) { await signedOut(); return; }
  if (!answer.ok) return;
  const { keys, until, csrf_token: token, ...kit } = await answer.json();
  await app.store.take(keys, until);
  app.signedOut = false;
  app.token = token;
  app.kit = kit;
  await app.store.put("kit", kit);
  for (const course of kit.courses) await fetchRules(course);
}

async function signedOut() {
  app.signedOut = true;
  await app.store.lock();
}

// Rules are nobody's: they lie in a cache of their own, by version.
async function fetchRules({ id, rules: url }) {
  const cache = await caches.open(CACHE);
  let answer = await cache.match(url);
  if (!answer) {
    answer = await fetch(url, { redirect: "manual" });
    if (!answer.ok) return;
    await cache.put(url, answer.clone());
    for (const old of await cache.keys()) if (!app.kit.courses.some((one) => old.url.endsWith(one.rules))) await cache.delete(old);
  }
  app.rules.set(id, await answer.json());
}

async function refresh() {
  try {
    await fetchKit();
  } catch {
    app.online = false;
  }
  await readStore();
}

async function readStore() {
  const { found, locked } = await app.store.all();
  app.locked = locked;
  app.kit ??= found.get("kit") ?? null;
  const known = new Map(app.sessions.map((session) => [`session ${session.id}`, session])); // a step that is open goes on with what it has
  app.sessions = [...found].filter(([id]) => id.startsWith("session ")).map(([id, session]) => known.get(id) ?? session).sort((a, b) => (a.begun < b.begun ? 1 : -1));
  if (app.kit && !app.rules.size) for (const course of app.kit.courses) await fetchRules(course).catch(() => {});
  count();
}

// ── what is kept ──

// One after the other, each as the session is by then: what is written last is what was told last.
let writing = Promise.resolve();
function keep(session) {
  writing = writing.then(() => app.store.put(`session ${session.id}`, session)).then(() => {
    say(`Kept ${new Date().toLocaleTimeString("en-GB", { timeZone: app.kit.zone })}`);
  }, () => say("Not kept: this phone has no room, or is locked", true));
  count();
  return writing;
}

function say(text, wrong = false) {
  said.textContent = text;
  said.classList.toggle("al-saved--not", wrong);
}

// How many sessions are on this device alone, for the button that signs out: a number in a cookie, and nothing else.
function count() {
  const unsent = app.sessions.filter(isUnsent).length + app.locked;
  document.cookie = `ashilms_unsent=${unsent}; path=/; max-age=${unsent ? 2592000 : 0}; SameSite=Lax`;
}

async function sendAll() {
  if (!app.online || !app.token || !app.sessions.some(isWaiting)) return;
  try {
    await send(app.sessions, { url: sendUrl, csrf_token: app.token, keep });
  } catch (problem) {
    if (problem instanceof SignedOut) await signedOut();
    else app.online = false;
  }
}

function start() {
  const course = app.kit.courses.find((one) => app.rules.has(one.id));
  const session = {
    id: newKey(), course: course.id, begun: new Date().toISOString(), checks: [], answers: {}, clearances: {}, asked: [], decision: null,
    sheet: { category: "", day: null, start: "", end: "", room_id: null, supervisor_id: null, client: "", strokes: [], depth: null, score: null, hands_ending: false, reflection: "" },
  };
  app.sessions.unshift(session);
  keep(session);
  go("check", session);
}

async function forget(session) {
  if (isUnsent(session) && !confirm("Remove this session? It is on this phone alone, and can’t be brought back.")) return;
  app.sessions = app.sessions.filter((one) => one !== session);
  await app.store.drop(`session ${session.id}`);
  count();
  draw();
}

// What was refused may be taken another time: the clock was put right, the check has arrived.
async function retry(session) {
  for (const part of partsOf(session)) delete part.refused;
  await keep(session);
  await meet();
}

async function leave(remove) {
  if (remove) for (const session of app.sessions) await app.store.drop(`session ${session.id}`);
  if (remove) app.sessions = [];
  count();
  await app.store.lock();
  const form = root.querySelector("[data-al-send]");
  form.action = app.kit.sign_out;
  for (const [name, value] of Object.entries({ csrf_token: app.token, keep: remove && !app.locked ? "" : "drafts" })) {
    form.append(h("input", { type: "hidden", name, value }));
  }
  form.submit();
}

// ── what is shown ──

const go = (step, session) => { location.hash = step ? `${step}/${session?.id ?? hashed()[1]}` : ""; if (!step) settle(); };
const hashed = () => location.hash.slice(1).split("/");

function draw() {
  const [step, id] = hashed();
  const session = app.sessions.find((one) => one.id === id);
  const common = { ...app, signIn, go, start, forget, leave, retry, again: meet };
  view.replaceChildren(...screenOf(step, session, common).flat().filter(Boolean));
  view.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function screenOf(step, session, common) {
  if (!app.store.isOpen || !app.kit || !app.rules.size) return lockedScreen(common);
  if (step === "leave") return leaveScreen(common);
  const rules = session && app.rules.get(session.course);
  if (!rules || !SCREENS[step] || session.draft?.sent || (session.closed && step !== "found")) return homeScreen(common);
  if (session.decided) step = "work"; // what was decided and signed stays as it is
  return SCREENS[step]({ session, rules, kit: app.kit, keep: () => keep(session), go: (next) => go(next, session), again: draw });
}

async function settle() {
  await sendAll();
  draw();
}

// Ask the server what is new, and send; what somebody is filling in meanwhile is not drawn anew under their hands.
async function meet() {
  await refresh();
  await sendAll();
  if (!view.childElementCount || !SCREENS[hashed()[0]] || !app.store.isOpen) draw();
}

function tryAgain() {
  if (!document.hidden && (!app.online || app.sessions.some(isWaiting))) meet();
}

async function begin() {
  app.store = await Store.open(scope);
  await readStore();
  if (app.store.isOpen && app.kit) draw();
  await meet();
  addEventListener("hashchange", draw);
  addEventListener("online", meet);
  addEventListener("offline", () => { app.online = false; if (!SCREENS[hashed()[0]]) draw(); });
  document.addEventListener("visibilitychange", tryAgain);
  setInterval(tryAgain, 20_000);
}

root.dataset.theme = document.cookie.match(/(?:^|; )ashilms_theme=(light|dark)/)?.[1] ?? "auto";
if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope }).catch(() => {});
navigator.locks.request(`ashilms-offline ${scope} page`, { ifAvailable: true }, (lock) => {
  if (!lock) { view.replaceChildren(...openElsewhere()); return null; } // two windows would write over one another
  return begin().then(() => new Promise(() => {}));
});
