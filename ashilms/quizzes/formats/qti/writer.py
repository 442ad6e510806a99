"""Writing an item as QTI: its frame, and what each kind becomes inside it."""

import re
from collections.abc import Callable
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.formats.found import BROKEN, Found, not_written, title_of
from ashilms.quizzes.formats.qti.names import Version
from ashilms.quizzes.formats.qti.pen import Pen, attribute
from ashilms.quizzes.formats.qti.written import Written
from ashilms.quizzes.formats.qti.written_choices import write_case, write_multiple, write_single, write_truth
from ashilms.quizzes.formats.qti.written_entries import write_essay, write_numeric, write_short, write_upload
from ashilms.quizzes.formats.qti.written_pairs import write_matching, write_ordering
from ashilms.quizzes.formats.qti.written_spots import write_hotspot

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_KINDS: dict[str, Callable[[Pen, Found, Plain], Written]] = {
    "single": write_single,
    "multiple": write_multiple,
    "truefalse": write_truth,
    "matching": write_matching,
    "ordering": write_ordering,
    "short": write_short,
    "numeric": write_numeric,
    "essay": write_essay,
    "upload": write_upload,
    "hotspot": write_hotspot,
    "vignette": write_case,
}


def write_item(version: Version, line: int, item: dict[str, Any], identifier: str) -> tuple[Found, str]:
    """Return what became of an item, and its XML; what can't be written is refused and has none."""
    stem, kind = str(item.get("stem", "")), str(item.get("kind"))
    found = Found(line, title_of(str(item.get("id", "")), stem), kind, item, not_written(item))
    if kind not in _KINDS:
        found.against.append(f"QTI has no question of the kind {kind}.")
        return found, ""
    pen = Pen(version)
    try:
        inside = _KINDS[kind](pen, found, item)
    except BROKEN:
        found.against.append(f"It isn't whole: what a question of the kind {kind} needs is missing.")
        return found, ""
    return found, "" if found.against else HEAD + _frame(pen, found, inside, identifier) + "\n"


def _frame(pen: Pen, found: Found, inside: Written, identifier: str) -> str:
    name = pen.version.name("assessment-item")
    title = attribute(" ".join(found.title.split()) or identifier)
    given = {"identifier": identifier, "title": title, "adaptive": "false", "time-dependent": "false"}
    attributes = "".join(f' {pen.version.attribute(key)}="{value}"' for key, value in given.items())
    parts = [
        *inside.declarations, pen.score(), *inside.outcomes,
        pen("item-body", {}, *inside.body), inside.processing(pen), *inside.feedback,
    ]  # fmt: skip
    return (
        f'<{name} xmlns="{pen.version.namespace}"{attributes}>\n'
        + "\n".join(filter(None, parts))
        + f"\n</{name}>"
    )


def identifiers(items: list[tuple[int, dict[str, Any]]]) -> list[str]:
    """Return an identifier for each item: its own id where XML can hold it, each only once."""
    taken: set[str] = set()
    names = []
    for at, (_, item) in enumerate(items, start=1):
        name = re.sub(r"[^A-Za-z0-9._-]", "_", str(item.get("id", "")))[:80]
        name = name if re.match(r"[A-Za-z_]", name) else f"item-{at}"
        name = name if name.lower() not in taken else f"{name}-{at}"
        taken.add(name.lower())
        names.append(name)
    return names
