// What is on this device and how it stands; and leaving, which asks first while something has not been sent.

import { button, call, h, icon, tag, title } from "./draw.js";
import { clockOf, isUnsent, isWaiting, partsOf } from "./outbox.js";

export function homeScreen(context) {
  const { kit, sessions, online, locked, go, start } = context;
  const open = sessions.find((session) => !session.draft && !session.closed);
  const others = sessions.filter((session) => session !== open);
  const main = open
    ? [h("h2", {}, nameOf(open, kit)), h("p", {}, nextOf(open)), button("Go on", () => go(stepOf(open), open), { kind: "main", block: true, name: "arrow-right" }), button("Drop this one", () => context.forget(open), { kind: "plain" })]
    : [h("h2", {}, "A session, with or without a network"), h("p", {}, "Check the room, screen the client, give the session, write the draft. All of it works in here when the phone has no network."), button("Start a session", start, { kind: "main", block: true, name: "arrow-right" })];
  const waiting = sessions.some(isWaiting);
  return [
    title(null, "In the treatment room", h("p", {}, online ? tag("safe", "Online") : tag("caution", "No network"), ` ${online ? "What is ready is sent at once." : "Everything is kept and locked on this phone, and sent when you’re back."}`)),
    h("section", { class: "al-sheet al-sheet--hung al-stack" }, main),
    others.length ? h("section", { class: "al-stack" }, h("h2", {}, "On this phone"), waiting ? button("Send now", context.again) : null, others.map((session) => card(session, context))) : null,
    locked ? call("note", `${locked === 1 ? "One draft is" : `${locked} drafts are`} locked`, "They belong to somebody else’s sign-in, or wait for yours. Nobody can read them here.") : null,
  ];
}

export const nameOf = (session, kit) => {
  const room = kit.rooms.find((one) => one.id === session.sheet.room_id)?.name ?? "No room yet";
  const { day, time } = clockOf(session.begun, kit.zone);
  return `${room}, ${time}${day === clockOf(Date.now(), kit.zone).day ? "" : ` on ${day}`}${session.sheet.client ? ` · ${session.sheet.client}` : ""}`;
};

const stepOf = (session) => (session.started ? "work" : session.checks.some((check) => check.outcome === "passed") ? "screen" : "check");
const nextOf = (session) => ({
  check: "The room is being checked.",
  screen: "The room is fit. Screening comes next.",
  work: session.ended ? "The session has ended. Its draft is not written yet." : "The session is under way.",
}[stepOf(session)]);

function card(session, context) {
  const { kit, go, forget, retry } = context;
  const { draft } = session;
  const told = partsOf(session).filter((part) => part.refused).map((part) =>
    call("caution", part.refused.state === "conflict" ? "Not taken: something changed meanwhile" : "Not taken", part.refused.sentence));
  const notes = partsOf(session).flatMap((part) => part.sent?.notes ?? []).map((note) => call("caution", "Found on arrival", note));
  const acts = h("div", { class: "al-row" },
    told.length ? button("Try again", () => retry(session), { name: "refresh-cw" }) : null,
    draft?.sent ? h("a", { class: "al-btn", href: draft.sent.url }, "Open it in the log") : null,
    draft && !draft.sent ? button(draft.refused ? "Look at it" : "Change it", () => go("work", session), { name: "pencil" }) : null,
    isWaiting(session) ? null : button(isUnsent(session) ? "Remove it, unsent…" : "Remove from this phone", () => forget(session), { kind: "plain" }));
  return h("article", { class: "al-sheet al-stack", "aria-label": nameOf(session, kit) }, h("h3", {}, nameOf(session, kit)), h("p", {}, stateOf(session, kit)), told, notes, acts);
}

function stateOf(session, kit) {
  const clock = (moment) => clockOf(moment, kit.zone).time;
  const { draft } = session, waits = isWaiting(session);
  if (draft?.sent) return [tag("safe", "In your log as a draft"), ` Written ${clock(draft.at)}, arrived ${clock(draft.sent.at)}.`];
  if (draft?.refused) return tag("caution", "Kept here only");
  if (draft) return [tag("caution", "Waits to be sent"), ` Written ${clock(draft.at)}, kept and locked on this phone.`];
  if (session.closed === "room") return [tag("never", "Room locked"), waits ? " The report waits to be sent." : " Everybody has been told."];
  return [tag("", "No foot work"), waits ? " The decision waits to be sent." : " The decision is on record; there is no session to log."];
}

export function leaveScreen(context) {
  const { sessions, online, kit, leave, go, locked } = context;
  const unsent = sessions.filter(isUnsent).length + locked;
  return [
    title(h("a", { href: "#" }, "In the treatment room"), "Sign out with drafts on this phone?"),
    h("div", { class: "al-sheet al-sheet--hung al-stack" },
      h("p", {}, `${unsent === 1 ? "One session is" : `${unsent} sessions are`} on this phone alone. ${online ? "Finish and send them first, if you can." : "There is no network, so they can’t be sent now, and neither can you sign out."}`),
      h("p", { class: "al-hint" }, icon("lock"), " If you leave them, they stay locked here. They open again when whoever wrote them signs in on this phone; nobody else can read them."),
      button("Back to my sessions", () => go(""), { kind: "main" }),
      online && kit.sign_out ? button("Sign out and leave them locked", () => leave(false)) : null,
      online && kit.sign_out && !locked ? button("Remove them and sign out", () => leave(true), { kind: "never", name: "trash-2" }) : null),
  ];
}

export function lockedScreen({ online, signedOut, locked, signIn, notYours }) {
  const waiting = locked ? `${locked === 1 ? "One draft waits" : `${locked} drafts wait`} here, locked. ` : "";
  if (notYours) return [title(null, "In the treatment room"), call("note", "This page is for trainees", "Sessions are logged by whoever gives them.")];
  const sentence = online
    ? `${waiting}Sign in, and this page works without a network for twelve hours.`
    : `${waiting}This phone has no key: it was signed out, or signed in more than twelve hours ago. Sign in once there is a network.`;
  return [
    title(null, "In the treatment room"),
    h("div", { class: "al-sheet al-sheet--hung al-stack" }, h("h2", {}, signedOut ? "Nobody is signed in" : "Locked"), h("p", {}, sentence),
      online ? h("a", { class: "al-btn al-btn--main", href: signIn }, "Sign in") : button("Try again", () => location.reload(), { kind: "main" })),
  ];
}

export const openElsewhere = () => [
  title(null, "In the treatment room"),
  h("div", { class: "al-sheet al-sheet--hung al-stack" }, h("h2", {}, "Open in another window"), h("p", {}, "Two windows would write over one another. Close the other one, then open this one again."),
    button("Open it here", () => location.reload(), { kind: "main" })),
];
