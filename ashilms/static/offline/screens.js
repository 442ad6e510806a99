// The three steps of a session: the check of the room, the screening, and what was done. Each keeps what it is told at once.

import { boxes, button, call, field, h, icon, radios, segments, select, tag, tell, title } from "./draw.js";
import { clockOf, newKey } from "./outbox.js";
import { findAsked, screen } from "./screening.js";

const YES_NO = [{ id: "yes", text: "Yes" }, { id: "no", text: "No" }];
const YES_NO_UNSURE = [...YES_NO, { id: "unsure", text: "Unsure" }];
const CODE = /^\s*[A-Za-z]-[0-9]{1,3}\s*$/;
const CODE_HINT = "Your own code, such as C-14. Never a name, number or birthday.";

const back = () => h("a", { href: "#" }, "In the treatment room");
const step = (number, text) => [back(), ` · step ${number} of 3`, text ? ` · ${text}` : ""];

// ── 1: the check of the room ──

export function checkScreen({ session, kit, rules, keep, go }) {
  const check = session.checks.findLast((one) => !one.outcome) ?? { key: newKey(), answers: {}, note: "", plan_id: rules.check_plan };
  if (!session.checks.includes(check)) session.checks.push(check);
  const room = select("room", "Treatment room", kit.rooms.map(({ id, name, unfit }) => ({ id, text: `${name}${unfit ? " · not to be used" : ""}` })), {
    value: session.sheet.room_id, act: (id) => { session.sheet.room_id = Number(id) || null; tell("room", ""); keep(); },
  });
  const points = rules.points.map((point, at) => h("div", { class: "al-point" }, segments(`point-${point.id}`, `${at + 1} · ${point.text}`, YES_NO, {
    value: point.id in check.answers ? (check.answers[point.id] ? "yes" : "no") : null,
    hint: `${point.fails === "lock" ? "No locks the room. " : "If not: "}${point.then ?? ""}`,
    act: (word) => { check.answers[point.id] = word === "yes"; tell(`point-${point.id}`, ""); keep(); },
  })));
  const note = field("note", "Note (optional)", {
    value: check.note, area: true, maxlength: 1000, hint: "To lock the room for something that no point asks about, say it here. No names.", act: (text) => { check.note = text; keep(); },
  });
  const done = (refusing) => {
    const wrong = lacks(session, kit, rules, check, refusing);
    if (wrong) { tell(...wrong); return; }
    check.at = new Date().toISOString();
    check.room_id = session.sheet.room_id;
    check.refusing = refusing;
    check.outcome = judge(rules, check, refusing);
    if (check.outcome === "locked") session.closed = "room";
    keep();
    go(check.outcome === "passed" ? "screen" : "found");
  };
  const acts = h("div", { class: "al-act al-act--stick al-grid2" },
    button("Lock this room", () => done(true), { kind: "never", name: "lock" }), button("Room is fit", () => done(false), { kind: "main" }));
  return [
    title(step(1), "Check the room", h("p", {}, "Any “no” and nobody mounts the table. Finding a fault, and locking the room for it, is good work.")),
    h("div", { class: "al-sheet al-sheet--hung al-stack" }, room, points, note, acts),
  ];
}

function lacks(session, kit, rules, check, refusing) {
  const room = kit.rooms.find((one) => one.id === session.sheet.room_id);
  const open = rules.points.find((point) => !(point.id in check.answers));
  const locks = failed(rules, check).some((point) => point.fails === "lock");
  if (!room) return ["room", "Choose the treatment room."];
  if (locks) return null;
  if (refusing) return check.note.trim().length >= 10 ? null : ["note", "Say what is wrong with the room: answer its point with no, or write a sentence here."];
  if (open) return [`point-${open.id}`, "Answer this point. What can’t be said holds for nobody."];
  if (failed(rules, check).length) return null;
  if (room.unfit) return ["room", room.unfit];
  return room.until && clockOf(Date.now(), kit.zone).day > room.until ? ["room", "This room’s record has ended since."] : null;
}

const failed = (rules, check) => rules.points.filter((point) => check.answers[point.id] === false);

function judge(rules, check, refusing) {
  if (refusing || failed(rules, check).some((point) => point.fails === "lock")) return "locked";
  return failed(rules, check).length ? "not_passed" : "passed";
}

export function foundScreen({ session, rules, go }) {
  const check = session.checks.findLast((one) => one.outcome);
  const locked = check.outcome === "locked";
  const list = failed(rules, check).map((point) => h("p", { class: "al-wrong" }, icon("octagon-alert"), h("span", {}, ` ${point.text} `, h("span", { class: "al-muted" }, point.then ?? ""))));
  return [
    title(back(), locked ? "Nobody uses this room now" : "Not yet"),
    locked
      ? call("never", "Say it aloud, and put a sign on the door", "The room is locked for everybody once this phone has a network again. Until then nobody else knows. Refusing a room is good work.")
      : call("caution", "Put it right, then check again", "This check is kept as it is. Seeing it now is what it is for."),
    h("div", { class: "al-sheet al-sheet--hung al-stack" }, list, check.note ? h("p", {}, check.note) : null,
      locked ? button("Back to my sessions", () => go(""), { kind: "main" }) : button("Check again", () => go("check"), { kind: "main", name: "clipboard-check" })),
  ];
}

// ── 2: the screening ──

export function screeningScreen(context) {
  const { session, kit, rules, keep } = context;
  const { sheet } = session;
  const decision = h("div", { id: "decision", "aria-live": "polite", class: "al-stack" });
  const so = h("span");
  const next = button("Next", () => {
    const open = document.getElementById(`answer-${session.decision.missing[0]}`)?.closest(".al-field") ?? decision;
    open.scrollIntoView({ block: "center" });
    open.querySelector("input, select, button")?.focus({ preventScroll: true });
  });
  const bar = h("div", { class: "al-act al-act--stick al-bar" }, so, next);
  const set = (name) => (value) => {
    session.sheet = { ...session.sheet, [name]: value };
    tell(name, "");
    unsign();
    keep();
  };
  const people = kit.supervisors.map(({ id, name: text }) => ({ id, text }));
  const head = h("div", { class: "al-stack" },
    select("category", "Category", rules.categories, { value: sheet.category, act: set("category") }),
    select("supervisor_id", "Supervisor", people, { value: sheet.supervisor_id, hint: "Who is with you, and signs before contact.", act: (id) => { set("supervisor_id")(Number(id) || null); show(); } }),
    field("client", "Client code", { value: sheet.client, live: true, hint: CODE_HINT, autocomplete: "off", autocapitalize: "characters", maxlength: 20, act: set("client") }));
  const form = intake(context, () => changed());
  // What a supervisor signs is what stands there: whatever is changed afterwards has to be signed anew.
  function unsign() {
    session.decidedAt = new Date().toISOString();
    session.signed = null;
    const code = document.getElementById("code");
    if (code) code.value = "";
  }
  function changed() {
    unsign();
    show();
    keep();
  }
  function show() {
    const today = clockOf(Date.now(), kit.zone).day;
    session.decision = screen(rules.screening, session.answers, today, session.clearances);
    session.plan = rules.plan;
    form.show(new Set(findAsked(rules.screening, session.answers, today).map((question) => question.id)));
    next.textContent = session.decision.missing.length ? "Next" : "Decision";
    so.replaceChildren(standing(rules.screening, session.decision));
    decision.replaceChildren(decisionBox(rules.screening, session.decision), ...clearances(context, changed), endOf(context));
  }
  show();
  return [
    title(step(2), "Screening", h("p", {}, "On the day, before contact. “Unsure” is an answer.")),
    h("div", { class: "al-sheet al-sheet--hung al-stack-lg" }, head, call("note", "What this is for", rules.screening.notice), form.node, decision, bar),
  ];
}

function intake({ session, rules, keep }, update) {
  const { sections, questions } = rules.screening;
  const asked = new Map();
  const parts = (sections.length ? sections : [{ id: "", title: "Questions" }]).map((section) => {
    const inside = questions.filter((question) => question.section === section.id);
    const note = h("span", { class: "al-hint" });
    const nodes = inside.map((question) => {
      const node = h("div", {}, ask(question, session, keep, update));
      asked.set(question.id, node);
      return node;
    });
    const fold = h("details", { class: "al-fold", open: true }, h("summary", {}, h("h2", {}, section.title), note, icon("chevron-down")), h("div", { class: "al-stack" }, nodes));
    return { inside, note, fold };
  });
  const show = (ids) => {
    const missing = new Set(session.decision.missing);
    for (const [id, node] of asked) node.hidden = !ids.has(id) && !missing.has(id);
    for (const { inside, note, fold } of parts) {
      const open = inside.filter((question) => missing.has(question.id)).length;
      note.textContent = open ? `${open} to answer` : "Answered";
      fold.hidden = inside.every((question) => asked.get(question.id).hidden);
    }
  };
  return { node: h("div", {}, parts.map((part) => part.fold)), show };
}

function ask(question, session, keep, update) {
  const id = `answer-${question.id}`, value = session.answers[question.id];
  const hint = [question.help, question.unit && `In ${question.unit}.`].filter(Boolean).join(" ");
  const follow = h("p", { class: "al-hint", hidden: !session.asked.includes(question.id) }, icon("circle-help"), ` ${question.follow_up}`);
  const act = (given) => {
    if (given === null || given === "" || given.length === 0) delete session.answers[question.id];
    else session.answers[question.id] = given;
    const unsure = question.follow_up && (given === "unsure" || (Array.isArray(given) && given.includes("unsure")));
    if (unsure && !session.asked.includes(question.id)) session.asked.push(question.id);
    follow.hidden = !session.asked.includes(question.id);
    update();
  };
  const number = (text) => act(text.trim() === "" ? null : Number(text.replace(",", ".")));
  const control = {
    number: () => field(id, question.text, { value: value ?? "", hint, inputmode: "decimal", autocomplete: "off", act: number }),
    date: () => field(id, question.text, { value: value?.date ?? "", hint, type: "date", act: (day) => act(day ? { date: day } : null) }),
    choices: () => boxes(id, question.text, question.options, { value: value ?? [], hint, act }),
    choice: () => radios(id, question.text, question.options, { value, hint, act }),
    "yes-no": () => segments(id, question.text, YES_NO, { value, hint, act }),
    "yes-no-unsure": () => segments(id, question.text, YES_NO_UNSURE, { value, hint, act }),
  }[question.kind]();
  return [control, question.follow_up ? follow : null];
}

// How it stands, always in view: a sign that stops everything must not wait below eighty questions.
function standing(tables, decision) {
  const kind = tables.said.kinds[decision.outcome] ?? "never";
  const left = decision.missing.length ? ` · ${decision.missing.length} open` : "";
  return tag(kind === "note" ? "dye" : kind, `${nameOf(tables, decision)}${left}`);
}

const nameOf = (tables, decision) =>
  decision.outcome === "DEFER_UNTIL" && decision.until ? `Not before ${dayInWords(decision.until)}` : tables.said.titles[decision.outcome];

export function decisionBox(tables, decision) {
  const { said } = tables;
  const allowed = ["MODIFY", "PROCEED"].includes(decision.outcome);
  const first = allowed ? limitsInWords(said, decision.limits)
    : decision.outcome === "INCOMPLETE" ? `${decision.missing.length === 1 ? "One question is" : `${decision.missing.length} questions are`} without an answer. Nothing is decided until every one is answered.`
      : "No foot work today.";
  const fired = decision.fired.map((one) => h("p", {}, h("b", {}, `${one.condition}${one.unsure ? " (unsure)" : ""}.`), ` ${one.action} `, h("span", { class: "al-muted" }, one.reason)));
  return call(said.kinds[decision.outcome] ?? "never", `Decision: ${nameOf(tables, decision)}`, first, ...fired);
}

export const dayInWords = (day) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

function limitsInWords(said, limits) {
  const words = [];
  if (limits.forbidden.length) words.push(`Leave out: ${limits.forbidden.map((id) => said.regions[id]).sort().join(", ")}.`);
  if (!limits.positions.includes("prone")) words.push("Not lying face down.");
  if (limits.max_feet < 2) words.push(limits.max_feet ? "One foot at a time." : "No foot.");
  if (limits.max_depth < 5) words.push(`Depth ${limits.max_depth} at most.`);
  if (limits.max_score < 10) words.push(`Client’s score ${limits.max_score} at most.`);
  return words.join(" ");
}

// A document that answers a row which asks for one.
function clearances({ session, rules }, update) {
  const tables = rules.screening;
  const taking = new Set(tables.rules.filter((rule) => rule.takes_clearance).map((rule) => rule.id));
  const waiting = session.decision.fired.filter((one) => taking.has(one.rule) && (one.outcome === "CLEARANCE_REQUIRED" || one.cleared));
  return waiting.map((one) => {
    let kept = session.clearances[one.rule] ?? { signed_on: "", points: [], max_score: 10 };
    const rule = tables.rules.find((row) => row.id === one.rule);
    const points = Object.entries({ ...tables.clearance.points, ...(rule.face_down ? { [tables.clearance.face_down]: tables.clearance.face_down_text } : {}) });
    const set = (changes) => {
      kept = { ...kept, ...changes };
      session.clearances[one.rule] = kept;
      if (kept.signed_on) update();
    };
    return h("details", { class: "al-fold", open: Boolean(kept.signed_on) }, h("summary", {}, h("h2", {}, `There is a clearance: ${one.condition}`), icon("chevron-down")),
      h("div", { class: "al-stack" }, h("p", { class: "al-hint" }, "All of it has to be true, or it is none. It counts for 90 days. It changes no stop and shortens no wait."),
        field(`clearance-${one.rule}`, "Date of the document", { type: "date", value: kept.signed_on, act: (day) => set({ signed_on: day }) }),
        boxes(`points-${one.rule}`, "What is true of it", points.map(([id, text]) => ({ id, text })), { value: kept.points, act: (ids) => set({ points: ids }) }),
        field(`score-${one.rule}`, "Highest score that it allows", { value: kept.max_score, inputmode: "numeric", act: (text) => set({ max_score: Number(text) || 10 }) })));
  });
}

// What ends the screening: a decision that stops is kept; one that allows is signed, and the session starts.
function endOf(context) {
  const { session, kit, rules, keep, go } = context;
  const { outcome } = session.decision;
  if (outcome === "INCOMPLETE") return h("p", { class: "al-hint" }, "The session can start once everything is answered.");
  const allowed = ["MODIFY", "PROCEED"].includes(outcome);
  const done = () => {
    const wrong = whatIsMissing(session, rules, allowed);
    if (wrong) { tell(...wrong); return; }
    decide(session, allowed);
    keep();
    go(allowed ? "work" : "");
  };
  if (!allowed) return h("div", { class: "al-stack" }, button("Keep this decision", done, { kind: "main", block: true }));
  const supervisor = kit.supervisors.find((one) => one.id === session.sheet.supervisor_id);
  const who = supervisor?.name ?? "Your supervisor";
  if (rules.signed && supervisor && !supervisor.signs) {
    return call("caution", `${who} can’t sign on this phone`, `Without a network a decision is signed by a code from an authenticator, and ${who} has set up none. Choose another supervisor, or log this with a network, where ${who} signs on a page of their own.`);
  }
  const sign = field("code", `${who}’s signing code`, {
    value: session.signed?.code ?? "", hint: "Hand over the phone. Six digits from their authenticator, typed by them, sign this decision. They are checked once there is a network.",
    inputmode: "numeric", autocomplete: "off", maxlength: 12, live: true,
    act: (code) => { session.signed = code.trim() ? { supervisor_id: session.sheet.supervisor_id, code: code.trim(), at: new Date().toISOString() } : null; tell("code", ""); keep(); },
  });
  return h("div", { class: "al-stack" }, rules.signed ? sign : null, button("Start the session", done, { kind: "main", name: "arrow-right", block: true }));
}

function decide(session, allowed) {
  const { outcome, limits } = session.decision;
  session.sheet.client = session.sheet.client.trim().toUpperCase();
  session.decided = { key: newKey(), at: session.decidedAt, told: { outcome, limits }, signed: allowed ? session.signed : null };
  if (allowed) session.started = new Date().toISOString();
  else session.closed = "decision";
}

function whatIsMissing({ sheet, signed }, rules, allowed) {
  if (!sheet.category) return ["category", "Choose the category."];
  if (!CODE.test(sheet.client)) return ["client", "A client code is one letter, a hyphen and up to three digits, such as C-14."];
  if (!allowed) return null;
  if (!sheet.supervisor_id) return ["supervisor_id", "Choose who supervises you."];
  const digits = signed?.code.replace(/[^0-9]/g, "") ?? "";
  return !rules.signed || digits.length === 6 ? null : ["code", "Your supervisor types the six digits before you start."];
}

export { back };
