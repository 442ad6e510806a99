"""What an item of QTI becomes: its one interaction decides the kind, several choices make a case."""

from collections.abc import Callable, Iterator
from typing import Any

from ashilms.quizzes.formats.answers import note
from ashilms.quizzes.formats.found import LETTERS, Found, title_of
from ashilms.quizzes.formats.qti.arranging import read_associate, read_match, read_order
from ashilms.quizzes.formats.qti.asked import Asked, read_asked
from ashilms.quizzes.formats.qti.choices import Read, read_choice, read_inline
from ashilms.quizzes.formats.qti.entries import (
    is_for_markers,
    read_entry,
    read_essay,
    read_upload,
    unit_after,
)
from ashilms.quizzes.formats.qti.feedback import Feedback, read_feedback
from ashilms.quizzes.formats.qti.names import shared_names
from ashilms.quizzes.formats.qti.prose import text_of
from ashilms.quizzes.formats.qti.spots import read_hotspot, read_point
from ashilms.quizzes.formats.xml_tree import Node

KEPT = {
    "response-declaration", "outcome-declaration", "item-body", "response-processing", "modal-feedback",
}  # fmt: skip
"""Parts of an item that are looked at."""
REFUSED = {
    "template-declaration": "It is drawn anew for each attempt from a template, which can't be asked here.",
    "template-processing": "It is drawn anew for each attempt from a template, which can't be asked here.",
}
HINTS = "end-attempt-interaction"
_READERS: dict[str, Callable[[Asked], Read]] = {
    "choice-interaction": read_choice,
    "inline-choice-interaction": read_inline,
    "match-interaction": read_match,
    "associate-interaction": read_associate,
    "order-interaction": read_order,
    "text-entry-interaction": read_entry,
    "extended-text-interaction": read_essay,
    "upload-interaction": read_upload,
    "hotspot-interaction": read_hotspot,
    "select-point-interaction": read_point,
}


def read_item(top: Node) -> Found:
    """Return what an item becomes; raises `BadFile` for what is no item of a version that is read."""
    item = shared_names(top)
    found = Found(item.line, item.attributes.get("title", "").strip())
    interactions = [node for node in item.first("item-body").walk() if node.tag.endswith("-interaction")]
    found.against += _against(item, interactions)
    if not found.against:
        _read(found, item, [node for node in interactions if node.tag != HINTS])
    found.title = title_of(found.title or item.attributes.get("identifier", ""), "")
    _note_rest(found, item, interactions)
    return found


def _against(item: Node, interactions: list[Node]) -> Iterator[str]:
    asked = [node.tag for node in interactions if node.tag != HINTS]
    if item.attributes.get("adaptive") in ("true", "1"):
        yield "It is adaptive: it changes while it is answered, which can't be done here."
    yield from dict.fromkeys(REFUSED[child.tag] for child in item.children if child.tag in REFUSED)
    if not asked:
        yield "It asks nothing: it has no interaction."
    for tag in dict.fromkeys(tag for tag in asked if tag not in _READERS):
        yield f"A question of the sort {tag} can't be asked here."
    if len(asked) > 1 and {*asked} != {"choice-interaction"}:
        sorts = ", ".join(sorted({*asked}))
        yield f"It asks {len(asked)} things at once ({sorts}); only choices can be asked together."


def _read(found: Found, item: Node, interactions: list[Node]) -> None:
    feedback, body = read_feedback(found, item), item.first("item-body")
    if len(interactions) > 1:
        stem = text_of(found, body, without={id(node) for node in interactions})
        found.kind, fields = "vignette", _case(found, item, interactions, feedback)
    else:
        (node,) = interactions
        asked = read_asked(found, item, node, feedback)
        found.kind, fields = _READERS[node.tag](asked)
        stem = text_of(found, body, without={id(unit_after(item, node))} if "unit" in fields else ())
    if not stem:
        found.against.append("It asks nothing: its text is empty.")
    feedback.rest(found)
    found.item = {"stem": stem, "kind": found.kind, **fields}
    found.title = found.title or title_of(item.attributes.get("identifier", ""), stem)


def _case(found: Found, item: Node, interactions: list[Node], feedback: Feedback) -> dict[str, Any]:
    return {
        "parts": [
            _part(id_, read_asked(found, item, node, feedback))
            for id_, node in zip(LETTERS, interactions, strict=False)
        ]
    }


def _part(id_: str, asked: Asked) -> dict[str, Any]:
    kind, fields = read_choice(asked)
    return {"id": id_, "kind": kind, "stem": text_of(asked.found, asked.node.first("prompt")), **fields}


def _note_rest(found: Found, item: Node, interactions: list[Node]) -> None:
    rest = sorted({child.tag for child in item.children} - KEPT - {*REFUSED})
    if rest:
        note(found, [f"Not kept, since an item has no place for it: {', '.join(rest)}."])
    if any(node.tag == HINTS for node in interactions):
        note(found, ["Its hints are not kept."])
    to_mark = found.kind in ("essay", "upload")
    blocks = [node for node in item.first("item-body").walk() if node.tag == "rubric-block"]
    if any(not (to_mark and is_for_markers(block)) for block in blocks):
        note(found, ["Its instructions beside the question (rubric blocks) are not kept."])
