"""Writing items as Moodle XML."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from html import escape
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.formats.answers import decimal, share_in
from ashilms.quizzes.formats.found import BROKEN, Found, not_written, title_of

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


def write_moodle(items: list[tuple[int, dict[str, Any]]]) -> tuple[str, list[Found]]:
    """Return items, each with its line, as the text of a Moodle XML file, and what became of each.

    What can't be written is left out of the text and refused by name.
    """
    told = [_write(line, item) for line, item in items]
    return _HEAD + "".join(text for _, text in told) + "</quiz>\n", [found for found, _ in told]


def _write(line: int, item: dict[str, Any]) -> tuple[Found, str]:
    stem, kind = str(item.get("stem", "")), str(item.get("kind"))
    found = Found(line, title_of(str(item.get("id", "")), stem), kind, item, not_written(item))
    if kind not in _KINDS:
        found.against.append(f"Moodle XML has no question of the kind {kind}.")
        return found, ""
    sort, parts = _KINDS[kind]
    try:
        inside = "".join(parts(found, item))
    except BROKEN:
        found.against.append(f"It isn't whole: what a question of the kind {kind} needs is missing.")
        return found, ""
    named = f"<name>{_plain(str(item.get('id', '')))}</name>" if item.get("id") else ""
    body = f"{named}<questiontext {_FORM}>{_plain(stem)}</questiontext>\n{inside}"
    return found, f'<question type="{sort}">\n{body}</question>\n'


_FORM = 'format="plain_text"'


def _plain(text: str) -> str:
    return f"<text>{escape(text, quote=False)}</text>"


def _said(tag: str, text: str) -> str:
    return f"<{tag} {_FORM}>{_plain(text)}</{tag}>"


def _answer(share: Fraction, text: str, why: str = "", more: str = "") -> str:
    percent = decimal(Fraction(round(share * 100, 5)))
    feedback = _said("feedback", why) if why else ""
    return f'<answer fraction="{percent}" {_FORM}>{_plain(text)}{feedback}{more}</answer>\n'


def _general(item: Plain) -> Iterator[str]:
    if item.get("rationale"):
        yield _said("generalfeedback", item["rationale"]) + "\n"


def _choice(found: Found, item: Plain) -> Iterator[str]:
    several = item["kind"] == "multiple"
    right = sum(option["right"] for option in item["options"])
    yield f"<single>{str(not several).lower()}</single>\n"
    for option in item["options"]:
        share = Fraction(option["right"], right if several else 1)
        yield _answer(share, option["text"], option.get("rationale", ""))


def _truth(found: Found, item: Plain) -> Iterator[str]:
    why = item.get("rationale", {})
    for said in (True, False):
        word = str(said).lower()
        yield _answer(Fraction(item["right"] is said), word, why.get(word, ""))


def _short(found: Found, item: Plain) -> Iterator[str]:
    if any("*" in one["text"] for one in item["accepted"]):
        found.lost.append("A * in an answer fits any text there; here it is the character itself.")
    yield "<usecase>0</usecase>\n"
    for one in item["accepted"]:
        yield _answer(share_in(one), one["text"])
    yield from _general(item)


def _numeric(found: Found, item: Plain) -> Iterator[str]:
    if item.get("unit"):
        found.lost.append("The unit is not written; say it in the stem.")
    for one in item["answers"]:
        tolerance = f"<tolerance>{escape(one['tolerance'])}</tolerance>"
        yield _answer(share_in(one), one["value"], more=tolerance)
    yield from _general(item)


def _matching(found: Found, item: Plain) -> Iterator[str]:
    pairs = [(pair["prompt"], pair["match"]) for pair in item["pairs"]]
    for prompt, match in [*pairs, *(("", text) for text in item.get("distractors", ()))]:
        yield f"<subquestion {_FORM}>{_plain(prompt)}<answer>{_plain(match)}</answer></subquestion>\n"
    yield from _general(item)


def _essay(found: Found, item: Plain) -> Iterator[str]:
    found.lost.append(
        "Guide, rubric and bounds of an essay are not written, since Moodle has no place for them."
    )
    yield ""


_KINDS: dict[str, tuple[str, Callable[[Found, Plain], Iterator[str]]]] = {
    "single": ("multichoice", _choice),
    "multiple": ("multichoice", _choice),
    "truefalse": ("truefalse", _truth),
    "short": ("shortanswer", _short),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "essay": ("essay", _essay),
}
