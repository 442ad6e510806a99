"""Writing items as GIFT."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.formats.answers import decimal, share_in
from ashilms.quizzes.formats.found import BROKEN, Found, not_written, title_of
from ashilms.quizzes.formats.gift_text import cut as tokens_of
from ashilms.quizzes.formats.gift_text import escape, plain


def write_gift(items: list[tuple[int, dict[str, Any]]]) -> tuple[str, list[Found]]:
    """Return items, each with its line, as the text of a GIFT file, and what became of each.

    What can't be written is left out of the text and refused by name.
    """
    texts, told = [], []
    for line, item in items:
        found, text = _write(line, item)
        told.append(found)
        if not found.against:
            texts.append(text)
    return "\n\n".join([*texts, ""]), told


def _write(line: int, item: dict[str, Any]) -> tuple[Found, str]:
    stem = str(item.get("stem", ""))
    found = Found(line, title_of(str(item.get("id", "")), stem), str(item.get("kind")), item)
    if found.kind not in _KINDS:
        found.against.append(f"GIFT has no question of the kind {found.kind}.")
        return found, ""
    found.lost += not_written(item)
    try:
        body = "\n".join(_KINDS[found.kind](found, item))
    except BROKEN:
        found.against.append(f"It isn't whole: what a question of the kind {found.kind} needs is missing.")
        return found, ""
    if any(" ".join(text.split(" ")) != plain(tokens_of(escape(text))) for text in _texts(item)):
        found.lost.append("White space around texts, and more than one space in a row, is not kept.")
    heading = f"::{escape(str(item['id']))}::" if item.get("id") else ""
    return found, f"{heading}{_text(stem, always=True)} {{{body}}}"


def _text(text: str, *, always: bool = False) -> str:
    """Return a text so that what it begins with is not read as a format or a share."""
    begins = text.lstrip()[:1]
    return f"[plain]{escape(text)}" if always or begins in ("[", "%") else escape(text)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text within an item."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _percent(share: Fraction) -> str:
    return "" if share == 1 else f"%{decimal(Fraction(round(share * 100, 5)))}%"


def _why(text: str) -> str:
    return f" #{_text(text)}" if text else ""


def _general(item: Plain) -> Iterator[str]:
    if item.get("rationale"):
        yield f"####{_text(item['rationale'])}"


def _single(found: Found, item: Plain) -> Iterator[str]:
    yield ""
    for option in item["options"]:
        yield f"{'=' if option['right'] else '~'}{_text(option['text'])}{_why(option.get('rationale', ''))}"


def _multiple(found: Found, item: Plain) -> Iterator[str]:
    right = sum(option["right"] for option in item["options"])
    yield ""
    for option in item["options"]:
        share = _percent(Fraction(1, right)) if option["right"] else "%0%"
        yield f"~{share}{_text(option['text'])}{_why(option.get('rationale', ''))}"


def _truefalse(found: Found, item: Plain) -> Iterator[str]:
    right, why = item["right"], item.get("rationale", {})
    for_wrong, for_right = (why.get(str(said).lower(), "") for said in (not right, right))
    yield f"{str(right).upper()}#{_text(for_wrong)}#{_text(for_right)}"


def _matching(found: Found, item: Plain) -> Iterator[str]:
    pairs = [(pair["prompt"], pair["match"]) for pair in item["pairs"]]
    if any("->" in prompt for prompt, _ in pairs):
        found.against.append("GIFT can't tell -> in a prompt from its own. Write it in another way.")
    yield ""
    for prompt, match in [*pairs, *(("", text) for text in item.get("distractors", ()))]:
        yield f"={_text(prompt)} -> {escape(match)}"
    yield from _general(item)


def _short(found: Found, item: Plain) -> Iterator[str]:
    if any("->" in one["text"] for one in item["accepted"]):
        found.against.append("GIFT can't tell -> in an answer from a pair. Write it in another way.")
    yield ""
    for one in item["accepted"]:
        yield f"={_percent(share_in(one))}{_text(one['text'])}"
    yield from _general(item)


def _numeric(found: Found, item: Plain) -> Iterator[str]:
    if item.get("unit"):
        found.lost.append("The unit is not written, since GIFT has none; say it in the stem.")
    yield "#"
    for one in item["answers"]:
        yield f"={_percent(share_in(one))}{one['value']}:{one['tolerance']}"
    yield from _general(item)


def _essay(found: Found, item: Plain) -> Iterator[str]:
    found.lost.append(
        "Guide, rubric and bounds of an essay are not written, since GIFT has no place for them."
    )
    yield ""


_KINDS: dict[str, Callable[[Found, Plain], Iterator[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "matching": _matching,
    "short": _short,
    "numeric": _numeric,
    "essay": _essay,
}
