"""Interactions that are typed, written or handed in: text entry (words or numbers), extended text, upload."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ashilms.quizzes.formats.answers import (
    Answer,
    as_accepted,
    as_share,
    bounded,
    decimal,
    earning_of,
    note,
)
from ashilms.quizzes.formats.qti.asked import Asked
from ashilms.quizzes.formats.qti.choices import Read
from ashilms.quizzes.formats.qti.declared import points
from ashilms.quizzes.formats.qti.prose import text_of
from ashilms.quizzes.formats.qti.scoring import MAP, Band
from ashilms.quizzes.formats.xml_tree import Node

NUMBERS = ("float", "integer")
CASED = "Capital and small letters count there; here they don't."
WORDS = re.compile(r"\\s\*\(\\S\+\(\\s\+\|\$\)\)\{([0-9]{1,5}),([0-9]{1,5})?\}")
"""The pattern by which the writer says how many words an essay may have."""
UNRUBRIC = "It comes without a rubric, which is needed to mark it. Add one."
MEDIA = {"image": "photo", "video": "video"}


def read_entry(asked: Asked) -> Read:
    """Return the kind and the fields of a text entry: numeric for numbers, else short."""
    if asked.declared.base_type in NUMBERS:
        return "numeric", _numeric(asked)
    return "short", _short(asked)


def _short(asked: Asked) -> dict[str, Any]:
    by_worth = asked.way == MAP and not asked.scoring.bands
    if asked.declared.cased or not by_worth:
        note(asked.found, [CASED])
    answers = [Answer(share, text, "") for text, share in _accepted(asked, by_worth=by_worth)]
    why = asked.feedback.rationale(asked.found, asked.scoring, *(band.told for band in _partial(asked)))
    return as_accepted(asked.found, bounded(asked.found, answers), why)


def _accepted(asked: Asked, *, by_worth: bool) -> Iterator[tuple[str, Fraction]]:
    if by_worth:
        whole = max(asked.declared.worth.values(), default=Fraction(0)) or Fraction(1)
        yield from ((text, points / whole) for text, points in asked.declared.worth.items())
    elif asked.scoring.bands:
        yield from ((text, band.share) for band in asked.scoring.bands for text in _values(asked, band))
    else:
        yield from ((text, Fraction(1)) for text in asked.declared.correct)


def _values(asked: Asked, band: Band) -> list[str]:
    return asked.declared.correct[:1] if band.value is None else [band.value]


def _partial(asked: Asked) -> Iterator[Band]:
    """Yield what earns a part of the mark, and take the feedback to the whole of it as that to what is right."""
    for band in asked.scoring.bands:
        if band.share < 1:
            yield band
        elif band.told:
            asked.scoring.right.add(band.told)


def _numeric(asked: Asked) -> dict[str, Any]:
    found, bands = asked.found, asked.scoring.bands
    if not bands and asked.way == MAP:
        bands = [Band(text, "0", share, None) for text, share in _accepted(asked, by_worth=True)]
    if not bands:
        bands = [Band(text, "0", Fraction(1), None) for text in asked.declared.correct]
    spelt = [(value, band) for band in bands for value in _values(asked, band)]
    kept = earning_of(found, [Answer(band.share, value, "") for value, band in bounded(found, spelt)])
    answers = [
        {"value": _number(asked, value), "tolerance": _number(asked, band.tolerance), **as_share(band.share)}
        for value, band in spelt
        if any(one.text == value and one.share == band.share for one in kept)
    ]
    unit = unit_after(asked.item, asked.node)
    why = asked.feedback.rationale(found, asked.scoring, *(band.told for band in _partial(asked)))
    return {"answers": answers, **({"unit": text_of(found, unit)} if unit else {}), "rationale": why}


def _number(asked: Asked, text: str) -> str:
    value = points(asked.found, text)
    return decimal(value)


def unit_after(item: Node, entry: Node) -> Node | None:
    """Return the unit that stands right behind a place to type a number, marked as such."""
    for node in item.walk():
        if entry in node.children:
            behind = node.children[node.children.index(entry) + 1 :][:1]
            return next((one for one in behind if one.attributes.get("class") == "unit"), None)
    return None


def read_essay(asked: Asked) -> Read:
    """Return the kind and the fields of an extended text."""
    words = _words(asked)
    return "essay", {**_to_mark(asked), **({"words": words} if words else {})}


def _words(asked: Asked) -> dict[str, int]:
    pattern = asked.node.attributes.get("pattern-mask", "")
    read = WORDS.fullmatch(pattern.removeprefix("^").removesuffix("$"))
    if pattern and not read:
        note(asked.found, ["The form that an answer must have is not kept."])
    ends = zip(("least", "most"), read.groups(), strict=True) if read else ()
    return {name: int(text) for name, text in ends if text and not (name == "least" and text == "0")}


def read_upload(asked: Asked) -> Read:
    """Return the kind and the fields of a file to be handed in."""
    types = asked.node.attributes.get("type", "").replace(",", " ").split()
    kinds = dict.fromkeys(
        "pdf" if one == "application/pdf" else MEDIA.get(one.partition("/")[0], "") for one in types
    )
    if "" in kinds or any(one.partition("/")[2] not in ("*", "pdf") for one in types):
        note(asked.found, ["Which files may be handed in is kept only as photo, video or PDF."])
    accept = [kind for kind in kinds if kind]
    if not types:
        note(asked.found, ["Any file may be handed in there; here a photo, a video or a PDF."])
        accept = ["photo", "video", "pdf"]
    return "upload", {**_to_mark(asked), "accept": accept}


def _to_mark(asked: Asked) -> dict[str, Any]:
    """Return the guide and the rubric for whoever marks it."""
    guide, rubric = [], []
    for block in (one for one in asked.item.walk() if one.tag == "rubric-block" and is_for_markers(one)):
        lists = [one for one in block.walk() if one.tag == "ol" and one.attributes.get("class") == "criteria"]
        rubric += [
            _criterion(asked, at, one) for lists_ in lists for at, one in enumerate(lists_.all("li"), 1)
        ]
        guide.append(text_of(asked.found, block, without={id(one) for one in lists}))
    why = asked.feedback.rationale(asked.found, asked.scoring)
    if asked.declared.correct:
        note(asked.found, ["Its model answer is not kept."])
    if not rubric:
        note(asked.found, [UNRUBRIC])
    return {"guide": "\n".join(filter(None, [*guide, why])), "rubric": rubric}


def is_for_markers(block: Node) -> bool:
    """Tell whether a block is for whoever marks an answer, and for nobody who gives one."""
    seen = {*block.attributes.get("view", "").split()}
    return bool(seen) and seen <= {"scorer", "author", "tutor", "proctor"}


def _criterion(asked: Asked, at: int, node: Node) -> dict[str, Any]:
    levels = node.first("ol")
    return {
        "id": node.attributes.get("id") or f"c{at}",
        "text": text_of(asked.found, node, without={id(levels)}),
        "critical": node.attributes.get("class") == "critical",
        "levels": [text_of(asked.found, one) for one in levels.all("li")],
    }
