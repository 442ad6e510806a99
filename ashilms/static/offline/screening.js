// The screening engine of ashilms/practicum/rules, for a page without a network. It holds no rule of its own: questions,
// rows, precedence, limits and sentences come as data (ashilms/offline/rules/tables.py). A test puts every vector and
// ten thousand drawn forms through both engines. What the server decides when the draft arrives holds.

const UNSURE = "unsure";
const NO = "no", YES = "yes", MAYBE = "unsure", BLANK = "blank";
const ALL = [NO, BLANK, MAYBE, YES], ANY = [YES, MAYBE, BLANK, NO];
const EARLIEST = "1900-01-01", LATEST = "2199-12-31";

// ── days, as texts like 2026-11-28: they compare as they stand ──

const two = (number) => String(number).padStart(2, "0");
const toText = (when) => `${String(when.getUTCFullYear()).padStart(4, "0")}-${two(when.getUTCMonth() + 1)}-${two(when.getUTCDate())}`;
const parts = (day) => day.split("-").map(Number);

function toDate(year, month, day) {
  const when = new Date(0);
  when.setUTCFullYear(year, month - 1, day);
  return when;
}

function isDay(text) {
  return typeof text === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && toText(toDate(...parts(text))) === text;
}

function addDays(day, days) {
  const [year, month, date] = parts(day);
  return toText(toDate(year, month, date + days));
}

function addMonths(day, months) {
  const [year, month, date] = parts(day);
  const last = toDate(year, month + months + 1, 0).getUTCDate();
  return toText(toDate(year, month + months, Math.min(date, last)));
}

function ageOn(born, today) {
  const [year, month, day] = parts(born), [thisYear, thisMonth, thisDay] = parts(today);
  return thisYear - year - (thisMonth < month || (thisMonth === month && thisDay < day) ? 1 : 0);
}

// ── answers: a text, a list of texts, a number, or {date: "2026-11-28"} ──

const own = (object, key) => (object !== null && typeof object === "object" && Object.hasOwn(object, key) ? object[key] : undefined);
const isDate = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isUnsure = (answer) => answer === UNSURE || (Array.isArray(answer) && answer.includes(UNSURE));

function isSelection(question, chosen) {
  const known = new Map(question.options.map((option) => [option.id, option]));
  if (!chosen.length || !chosen.every((id) => known.has(id)) || new Set(chosen).size < chosen.length) return false;
  return chosen.length === 1 || !chosen.some((id) => known.get(id).alone);
}

function isAnswer(tables, question, value) {
  switch (question.kind) {
    case "number": return typeof value === "number" && value >= question.least && value <= question.most;
    case "date": return isDate(value) && isDay(own(value, "date")) && value.date >= EARLIEST && value.date <= LATEST;
    case "choices": return Array.isArray(value) && isSelection(question, value);
    default: return (tables.words[question.kind] ?? question.options.map((option) => option.id)).includes(value);
  }
}

// Return what answers a question, by its id; anything else is as good as blank.
function keepAnswers(tables, answers) {
  const given = tables.questions.map((question) => [question, own(answers, question.id)]);
  return new Map(given.filter(([question, value]) => isAnswer(tables, question, value)).map(([{ id }, value]) => [id, value]));
}

// "Not sure about one of these" asks nothing more about each; the rows take it as it is.
function toldBy(answers) {
  return new Map([...answers].map(([id, answer]) => [id, Array.isArray(answer) ? answer.filter((one) => one !== UNSURE) : answer]));
}

const asksFor = (question, told, today) => question.ask_when === null || [YES, MAYBE].includes(holds(question.ask_when, told, today));

export function findAsked(tables, answers, today) {
  const told = toldBy(keepAnswers(tables, answers));
  return tables.questions.filter((question) => asksFor(question, told, today));
}

function findMissing(tables, kept, today) {
  const told = toldBy(kept);
  return tables.questions.filter((q) => !kept.has(q.id) && asksFor(q, told, today)).map((q) => q.id);
}

// ── conditions ──

function comparedWith(condition) {
  const found = condition.below_sum?.of ?? [];
  return condition.height === undefined ? found : [...found, condition.height];
}

const first = (conditions, answers, today, order) =>
  order[Math.min(...conditions.map((part) => order.indexOf(holds(part, answers, today))))];

function holds(condition, answers, today) {
  if (condition.all) return first(condition.all, answers, today, ALL);
  if (condition.any) return first(condition.any, answers, today, ANY);
  const value = answers.get(condition.question);
  if (condition.is_not !== undefined) return value === condition.is_not ? NO : YES;
  if (value === undefined || (Array.isArray(value) && !value.length)) return BLANK;
  if (comparedWith(condition).some((id) => !answers.has(id))) return BLANK;
  if (matches(condition, value, answers, today)) return YES;
  return isUnsure(value) ? MAYBE : NO;
}

function matches(condition, value, answers, today) {
  if (Array.isArray(value)) return [condition.includes, ...(condition.includes_any ?? [])].some((one) => value.includes(one));
  if (isDate(value)) return matchesDate(condition, value.date, today);
  if (typeof value === "number") return matchesNumber(condition, value, answers);
  return value === condition.is || (condition.one_of ?? []).includes(value);
}

function matchesNumber(condition, value, answers) {
  const others = comparedWith(condition).map((id) => answers.get(id));
  if (condition.below_sum) return value < others.reduce((sum, one) => sum + one, 0) * (condition.below_sum.times ?? 1);
  if (condition.bmi_below !== undefined) {
    const metres = others[0] / 100;
    return value < condition.bmi_below * (metres * metres);
  }
  return liesIn(value, condition.at_least, condition.below);
}

function matchesDate(condition, day, today) {
  if (condition.within_days !== undefined) return today <= addDays(day, condition.within_days);
  if (condition.within_months !== undefined) return today <= addMonths(day, condition.within_months);
  return liesIn(ageOn(day, today), condition.age_at_least, condition.age_below);
}

const liesIn = (value, least, below) => (least === undefined || value >= least) && (below === undefined || value < below);

// ── limits ──

const sorted = (ids) => [...new Set(ids)].sort();

function narrow(one, other) {
  return {
    forbidden: sorted([...one.forbidden, ...other.forbidden]),
    max_depth: Math.min(one.max_depth, other.max_depth),
    max_score: Math.min(one.max_score, other.max_score),
    max_feet: Math.min(one.max_feet, other.max_feet),
    positions: one.positions.filter((position) => other.positions.includes(position)).sort(),
  };
}

function leavesNothing(places, limits) {
  const open = limits.positions.includes(places.seated)
    ? places.workable
    : places.workable.filter((id) => !places.seated_only.includes(id));
  return open.every((id) => limits.forbidden.includes(id)) || !limits.positions.length || limits.max_feet === 0;
}

// ── clearances: {signed_on, points, max_score} by the row that takes one ──

function readClearance(tables, data) {
  const [signed, points, score] = ["signed_on", "points", "max_score"].map((name) => own(data, name));
  if (!isDay(signed) || !Array.isArray(points) || !Number.isInteger(score) || score < 1 || score > 10) return null;
  return { signed_on: signed, points, max_score: score };
}

function counts(tables, clearance, today, event) {
  const inTime = clearance.signed_on <= today && today <= addDays(clearance.signed_on, tables.clearance.valid_days);
  const whole = Object.keys(tables.clearance.points).every((point) => clearance.points.includes(point));
  return inTime && whole && (event === null || clearance.signed_on > event);
}

// ── one form put to the table ──

class Asking {
  constructor(tables, answers, today, clearances) {
    this.tables = tables;
    this.answers = answers;
    this.today = today;
    this.clearances = clearances;
    this.missing = new Set();
  }

  fire(rule) {
    const truth = holds(rule.when, this.answers, this.today);
    if (truth === MAYBE) return [this.unsure(rule)];
    if (truth !== YES) return [];
    return rule.until ? this.wait(rule) : [this.settle(rule, null, false)];
  }

  unsure(rule) {
    const outcome = this.tables.unsure[rule.outcome];
    const asks = outcome === "CLEARANCE_REQUIRED" && rule.outcome === outcome;
    const fired = asks ? this.settle(rule, null, true) : this.certain(rule, outcome, true);
    return { ...fired, action: this.tables.unsure_actions[fired.outcome] ?? rule.action, unsure: true };
  }

  wait(rule) {
    const { until } = rule;
    if (until.event !== undefined) return [this.certain(rule, "DEFER_UNTIL", false)];
    const event = until.from === "today" ? this.today : this.answers.get(until.from)?.date;
    if (event === undefined) {
      this.missing.add(until.from);
      return [];
    }
    const again = until.days ? addDays(event, until.days) : addMonths(event, until.months);
    if (this.today < again) return [{ ...this.certain(rule, "DEFER_UNTIL", false), until: again }];
    return rule.takes_clearance ? [this.settle(rule, event, false)] : [];
  }

  settle(rule, event, everywhere) {
    if (!rule.takes_clearance) return this.certain(rule, rule.outcome, false);
    const clearance = readClearance(this.tables, own(this.clearances, rule.id));
    if (!clearance || !counts(this.tables, clearance, this.today, event)) return this.certain(rule, "CLEARANCE_REQUIRED", everywhere);
    const cleared = this.certain(rule, "MODIFY", everywhere);
    const { none, positions, prone } = this.tables.places;
    const silent = rule.face_down && !clearance.points.includes(this.tables.clearance.face_down);
    const position = silent ? { ...none, positions: Object.keys(positions).filter((id) => id !== prone) } : none;
    const limits = narrow(narrow(cleared.limits, { ...none, max_score: clearance.max_score }), position);
    return { ...cleared, limits, cleared: clearance.signed_on };
  }

  certain(rule, outcome, everywhere) {
    const { none } = this.tables.places;
    const limits = narrow(rule.limits, { ...none, forbidden: this.regionsOf(rule.places, everywhere) });
    return fired({ ...rule, rule: rule.id, outcome, limits });
  }

  regionsOf(places, everywhere) {
    const question = this.tables.questions.find((one) => one.id === places);
    if (!question) return [];
    const chosen = this.answers.get(places);
    const given = Array.isArray(chosen);
    if (!given && !everywhere) this.missing.add(places);
    const all = given ? chosen.includes(UNSURE) : everywhere;
    return question.options.filter((option) => all || (given && chosen.includes(option.id))).flatMap((option) => option.regions);
  }
}

function fired({ rule, outcome, condition, action, reason, limits, health }) {
  return { rule, outcome, condition, action, reason, unsure: false, until: null, limits, cleared: null, health };
}

function stacked(tables, all) {
  const asked = all.filter((one) => one.outcome === "CLEARANCE_REQUIRED" || one.cleared !== null).length;
  const limited = all.filter((one) => one.outcome === "MODIFY" && one.cleared === null && one.health).length;
  return limited >= tables.stacking.limits || asked >= tables.stacking.clearances ? [fired(tables.stacking.fired)] : [];
}

function combine(tables, all, limits, missing) {
  const rank = (outcome) => tables.precedence.indexOf(outcome);
  const kept = [...all].sort((one, other) => rank(one.outcome) - rank(other.outcome));
  const outcomes = [...kept.map((one) => one.outcome), ...(missing.length ? ["INCOMPLETE"] : []), "PROCEED"];
  const outcome = tables.precedence[Math.min(...outcomes.map(rank))];
  const until = kept.map((one) => one.until).filter((day) => day !== null).sort().pop() ?? null;
  return { outcome, until, missing, limits, fired: kept };
}

/**
 * Decide what answers allow on a day, in the same shape in which the server keeps a decision.
 * @param {object} tables what `compile_screening` made of a plan
 * @param {object} answers by question
 * @param {string} today such as 2026-11-28
 * @param {object} clearances by row
 */
export function screen(tables, answers, today, clearances = {}) {
  const kept = keepAnswers(tables, answers);
  const asking = new Asking(tables, kept, today, clearances);
  const all = tables.rules.flatMap((rule) => asking.fire(rule));
  const blank = new Set([...asking.missing, ...findMissing(tables, kept, today)]);
  all.push(...stacked(tables, all));
  const limits = all.reduce((so, one) => narrow(so, one.limits), tables.scope);
  if (leavesNothing(tables.places, limits)) all.push(fired(tables.empty));
  return combine(tables, all, limits, tables.questions.filter((q) => blank.has(q.id)).map((q) => q.id));
}
