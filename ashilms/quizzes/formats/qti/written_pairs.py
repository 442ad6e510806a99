"""Matching and ordering as QTI."""

from fractions import Fraction

from ashilms.plugins import Plain
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import RESPONSE, SCORE, Pen
from ashilms.quizzes.formats.qti.prose import written
from ashilms.quizzes.formats.qti.written import Written, by_worth, tell_all


def write_matching(pen: Pen, found: Found, item: Plain) -> Written:
    """Return two sets to be matched: each right pair earns its share, and a text that fits several is offered once."""
    pairs = item["pairs"]
    texts: dict[str, str] = {}
    for text in [*sorted(pair["match"] for pair in pairs), *item.get("distractors", ())]:
        texts.setdefault(" ".join(text.split()), text)
    matches = {told: f"match-{at}" for at, told in enumerate(texts, start=1)}
    prompts = [_choice(pen, pair["id"], written(found, pair["prompt"]), 1) for pair in pairs]
    offered = [_choice(pen, matches[told], written(found, text), 0) for told, text in texts.items()]
    right = [f"{pair['id']} {matches[' '.join(pair['match'].split())]}" for pair in pairs]
    mapping = pen.mapping(dict.fromkeys(right, Fraction(1)), {"lower-bound": 0, "upper-bound": len(pairs)})
    given = {"response-identifier": RESPONSE, "shuffle": "true", "max-associations": str(len(pairs))}
    sets = [pen("simple-match-set", {}, *prompts), pen("simple-match-set", {}, *offered)]
    asked = pen("match-interaction", given, pen("prompt", {}, written(found, item["stem"])), *sets)
    inside = Written([asked], [pen.declaration("multiple", "directedPair", right, mapping)])
    inside.rules.append(by_worth(pen, len(pairs)))
    tell_all(pen, found, inside, item.get("rationale", ""))
    return inside


def _choice(pen: Pen, id_: str, text: str, most: int) -> str:
    return pen("simple-associable-choice", {"identifier": id_, "match-max": most}, text)


def write_ordering(pen: Pen, found: Found, item: Plain) -> Written:
    """Return things to be put in order: each at its place earns its share. They stand sorted, which tells nothing."""
    steps = item["steps"]
    shown = sorted(steps, key=lambda step: (step["text"], step["id"]))
    choices = [
        pen("simple-choice", {"identifier": step["id"]}, written(found, step["text"])) for step in shown
    ]
    prompt = pen("prompt", {}, written(found, item["stem"]))
    asked = pen("order-interaction", {"response-identifier": RESPONSE, "shuffle": "true"}, prompt, *choices)
    inside = Written([asked], [pen.declaration("ordered", "identifier", [step["id"] for step in steps])])
    inside.rules += [_at_its_place(pen, place) for place in range(1, len(steps) + 1)]
    whole = pen("divide", {}, pen.variable(SCORE), pen.value("float", str(len(steps))))
    inside.rules.append(pen.set(SCORE, whole))
    tell_all(pen, found, inside, item.get("rationale", ""))
    return inside


def _at_its_place(pen: Pen, place: int) -> str:
    both = (pen("index", {"n": place}, one) for one in (pen.variable(RESPONSE), pen.correct()))
    more = pen("sum", {}, pen.variable(SCORE), pen.value("float", "1"))
    return pen.condition(pen.match(*both), pen.set(SCORE, more))
