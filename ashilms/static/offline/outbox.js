// What waits on the device to be sent: made into items, sent, and marked by what the server said of each. An item keeps
// its key until it was answered, so that sending it again does no harm; content that changed after a try gets a key of
// its own and names those before it.

export const newKey = () => crypto.randomUUID();

// Times of the session's sheet, by the clock of the person's zone.
export function clockOf(moment, zone) {
  const format = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const parts = new Intl.DateTimeFormat("en-GB", format).formatToParts(new Date(moment));
  const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map((type) => parts.find((part) => part.type === type).value);
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

export function changeDraft(session) {
  if (!session.draft?.tried) return;
  session.draft = { key: newKey(), replaces: [...session.draft.replaces, session.draft.key], at: session.draft.at, tried: false };
}

// What of a session waits: checks, then the decision that stands on one, then the draft that stands on that.
export function itemsOf(session) {
  const { decided, draft } = session;
  return [
    ...session.checks.filter((check) => check.at).map((check) => [check, "check", checkOf]),
    ...(decided ? [[decided, "decision", decisionOf]] : []),
    ...(draft ? [[draft, "draft", draftOf]] : []),
  ].filter(([part]) => !part.sent && !part.refused).map(([part, kind, read]) => ({ key: part.key, kind, captured_at: part.at, body: read(session, part) }));
}

const checkOf = (session, check) => ({ room_id: check.room_id, plan_id: check.plan_id, answers: check.answers, refused: check.refusing, note: check.note });

function decisionOf(session, { signed, told }) {
  const { sheet, answers, clearances, asked } = session;
  return {
    course_id: session.course, plan: session.plan, check: session.checks.findLast((one) => one.outcome === "passed").key,
    category: sheet.category, client: sheet.client, answers, clearances, asked_again: asked, told, signed, started_at: session.started ?? null,
  };
}

const draftOf = (session, { replaces }) => ({ course_id: session.course, decision: session.decided.key, replaces, sheet: session.sheet });

// Everything of a session that was tried, and what the server said of it.
export const partsOf = (session) => [...session.checks, session.decided, session.draft].filter(Boolean);

export const isWaiting = (session) => itemsOf(session).length > 0;

// Whether anything of a session is on this device alone.
export const isUnsent = (session) =>
  isWaiting(session) || (!session.draft?.sent && !session.closed) || partsOf(session).some((part) => part.refused);

/**
 * Send everything that waits; returns what the server said, or throws when nothing was heard.
 * @param {object[]} sessions as they are kept
 * @param {{send: string, csrf_token: string, keep: function}} how where to, and how a session is kept
 */
export async function send(sessions, { url, csrf_token: token, keep, most = 20 }) {
  const waiting = sessions.filter(isWaiting);
  for (const session of waiting) {
    const items = itemsOf(session).slice(0, most);
    if (session.draft) session.draft.tried = true;
    await keep(session); // before anything leaves: what was tried is known even if the page ends here
    mark(session, await post(url, token, items));
    await keep(session);
  }
  return waiting.length;
}

async function post(url, token, items) {
  const body = new URLSearchParams({ csrf_token: token, items: JSON.stringify(items) });
  const answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.status !== 200) throw new Error(`${answer.status}`);
  return (await answer.json()).items;
}

export class SignedOut extends Error {}

function mark(session, told) {
  for (const { key, state, sentence, notes, url, synced_at: at } of told) {
    const part = partsOf(session).find((one) => one.key === key);
    if (part && state === "kept") part.sent = { at, url, notes };
    else if (part) part.refused = { state, sentence };
  }
}
