"""Choices as QTI: one or several options, true or false, and a case of several choices."""

from fractions import Fraction

from ashilms.plugins import Plain
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import RESPONSE, SCORE, Pen
from ashilms.quizzes.formats.qti.prose import written
from ashilms.quizzes.formats.qti.written import Written, by_worth, right_or_not, tell_each

BRANCHES = "All parts are asked at once there; which part follows which answer is not written."


def write_single(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a single choice."""
    options = [(one["id"], one["text"], one["right"], one.get("rationale", "")) for one in item["options"]]
    return _single(pen, found, item["stem"], options)


def write_truth(pen: Pen, found: Found, item: Plain) -> Written:
    """Return true or false as a choice of the two words."""
    why = item.get("rationale", {})
    options = [
        (word, word.capitalize(), item["right"] is said, why.get(word, ""))
        for word, said in (("true", True), ("false", False))
    ]
    return _single(pen, found, item["stem"], options)


def _single(pen: Pen, found: Found, stem: str, options: list[tuple[str, str, bool, str]]) -> Written:
    texts = [(id_, text) for id_, text, _, _ in options]
    right = [id_ for id_, _, is_right, _ in options if is_right]
    asked = _interaction(pen, found, stem, texts, most=1)
    inside = Written([asked], [pen.declaration("single", "identifier", right)], template="match_correct")
    inside.rules.append(right_or_not(pen))
    tell_each(pen, found, inside, [(id_, why) for id_, _, _, why in options], several=False)
    return inside


def write_multiple(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a choice of several: a right one earns a point, a wrong one takes one, and all are divided at the end."""
    inside = Written([_several(pen, found, item, item["stem"])], [_worth(pen, item)])
    inside.rules.append(by_worth(pen, _right(item)))
    whys = [(one["id"], one.get("rationale", "")) for one in item["options"]]
    tell_each(pen, found, inside, whys, several=True)
    return inside


def _several(pen: Pen, found: Found, item: Plain, stem: str, response: str = RESPONSE) -> str:
    texts = [(one["id"], one["text"]) for one in item["options"]]
    return _interaction(pen, found, stem, texts, most=0, response=response)


def _right(item: Plain) -> int:
    return sum(bool(one["right"]) for one in item["options"])


def _worth(pen: Pen, item: Plain, response: str = RESPONSE) -> str:
    worth = {one["id"]: Fraction(1 if one["right"] else -1) for one in item["options"]}
    mapping = pen.mapping(worth, {"lower-bound": 0, "upper-bound": _right(item)})
    right = [one["id"] for one in item["options"] if one["right"]]
    return pen.declaration("multiple", "identifier", right, mapping, response)


def _interaction(
    pen: Pen, found: Found, stem: str, options: list[tuple[str, str]], *, most: int, response: str = RESPONSE
) -> str:
    choices = [pen("simple-choice", {"identifier": id_}, written(found, text)) for id_, text in options]
    given = {"response-identifier": response, "shuffle": "true", "max-choices": str(most)}
    return pen("choice-interaction", given, pen("prompt", {}, written(found, stem)), *choices)


def write_case(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a case as an item with several choices, each of which earns the same share."""
    parts = item["parts"]
    inside = Written([f"<p>{written(found, item['stem'])}</p>"], [])
    if any("after" in part for part in parts):
        found.lost.append(BRANCHES)
    for part in parts:
        _add_part(pen, found, inside, part)
    score = pen("divide", {}, pen.variable(SCORE), pen.value("float", str(len(parts))))
    inside.rules.append(pen.set(SCORE, score))
    return inside


def _add_part(pen: Pen, found: Found, inside: Written, part: Plain) -> None:
    response, several = f"{RESPONSE}_{part['id']}", part["kind"] == "multiple"
    if several:
        inside.body.append(_several(pen, found, part, part["stem"], response))
        inside.declarations.append(_worth(pen, part, response))
        mapped = pen("map-response", {"identifier": response})
        earned = pen("divide", {}, mapped, pen.value("float", str(_right(part))))
        inside.rules.append(pen.set(SCORE, pen("sum", {}, pen.variable(SCORE), earned)))
    else:
        texts = [(one["id"], one["text"]) for one in part["options"]]
        right = [one["id"] for one in part["options"] if one["right"]]
        inside.body.append(_interaction(pen, found, part["stem"], texts, most=1, response=response))
        inside.declarations.append(pen.declaration("single", "identifier", right, name=response))
        asks = pen.match(pen.variable(response), pen.correct(response))
        more = pen("sum", {}, pen.variable(SCORE), pen.value("float", "1"))
        inside.rules.append(pen.condition(asks, pen.set(SCORE, more)))
    whys = [(one["id"], one.get("rationale", "")) for one in part["options"]]
    tell_each(pen, found, inside, whys, several=several, response=response)
