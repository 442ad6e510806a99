// The third step: the session under way, and what is written down once it has ended.

import { boxes, button, call, field, h, icon, segments, tell, title } from "./draw.js";
import { changeDraft, clockOf, newKey } from "./outbox.js";
import { back, decisionBox } from "./screens.js";

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => ({ id: from + at, text: String(from + at) }));

export function workScreen(context) {
  return context.session.ended ? draftScreen(context) : underWay(context);
}

function underWay({ session, kit, rules, keep, again }) {
  const { time } = clockOf(session.started, kit.zone);
  const end = () => {
    session.ended = new Date().toISOString();
    const [started, ended] = [session.started, session.ended].map((moment) => clockOf(moment, kit.zone));
    session.sheet.day = started.day;
    session.sheet.start = started.time;
    session.sheet.end = ended.time;
    keep();
    again();
  };
  return [
    title([back(), " · step 3 of 3"], `Session since ${time}`),
    h("div", { class: "al-sheet al-sheet--hung al-stack" },
      h("p", {}, "Put the phone away. What it knows is kept and locked; come back here when the session has ended."),
      decisionBox(rules.screening, session.decision),
      h("div", { class: "al-act" }, button("End the session", end, { kind: "main", block: true }))),
  ];
}

function draftScreen({ session, kit, rules, keep, go }) {
  const { sheet } = session;
  const set = (name, read = (value) => value) => (value) => {
    session.sheet = { ...session.sheet, [name]: read(value) };
    changeDraft(session);
    tell(name, "");
    keep();
  };
  const done = () => {
    const wrong = lacks(session.sheet, rules);
    if (wrong) { tell(...wrong); return; }
    session.draft ??= { key: newKey(), replaces: [], at: new Date().toISOString(), tried: false };
    keep();
    go("");
  };
  const asksEnding = rules.categories.some((one) => one.id === sheet.category && one.asks_ending);
  const scale = (name, from, to, hint) => segments(name, rules[name].title, numbers(from, to), { value: sheet[name], hint, ten: to > 5, act: set(name, Number) });
  return [
    title([back(), " · step 3 of 3"], "What you did"),
    session.draft?.refused ? call("caution", session.draft.refused.state === "conflict" ? "Not taken: it changed meanwhile" : "Not taken yet", session.draft.refused.sentence) : null,
    h("div", { class: "al-sheet al-sheet--hung al-stack" },
      h("div", { class: "al-grid2" },
        field("start", "Start", { type: "time", value: sheet.start, hint: `By the clock of ${kit.zone.replaceAll("_", " ")}.`, act: set("start") }),
        field("end", "End", { type: "time", value: sheet.end, hint: "After midnight counts on.", act: set("end") })),
      boxes("strokes", "Strokes you used", rules.strokes, { value: sheet.strokes, two: true, act: set("strokes") }),
      scale("depth", 1, 5, wordsOf(rules.depth)),
      scale("score", 1, 10, `From ${rules.stop_at} on, foot work ends.`),
      asksEnding ? boxes("hands_ending", "How it ended", [{ id: "hands", text: "I had planned to end it by hands alone" }], { value: sheet.hands_ending ? ["hands"] : [], hint: "Tick it if that was the plan before the session began.", act: set("hands_ending", (ticked) => ticked.length > 0) }) : null,
      field("reflection", rules.prompt, { area: true, value: sheet.reflection, maxlength: rules.reflection[1], hint: "No names, no numbers: “the client”.", act: set("reflection") }),
      h("p", { class: "al-hint" }, icon("lock"), " Kept and locked on this phone as you write. It becomes a draft in your log; you send it to your supervisor from there."),
      h("div", { class: "al-act" }, button("Keep the draft", done, { kind: "main", block: true }))),
  ];
}

const wordsOf = (scale) => `1 ${scale.words["1"]} · 5 ${scale.words["5"]}`;

function lacks(sheet, rules) {
  if (!sheet.start) return ["start", "Put in when it started."];
  if (!sheet.end) return ["end", "Put in when it ended."];
  if (sheet.reflection.trim().length > rules.reflection[1]) return ["reflection", `Keep it under ${rules.reflection[1]} characters.`];
  return null;
}
