"""Reading a case of a pack."""

from collections.abc import Callable, Iterator
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.multiple import formats as multiple
from ashilms.quizzes.kinds.single import formats as single

PROBLEMS: dict[str, Callable[[Plain], list[str]]] = {"single": single.problems, "multiple": multiple.problems}
LEAST, MOST = 2, 5
"""How many questions one case may hold."""


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the case with its parts as they may be shown, and their keys by part."""
    halves = {part["id"]: options.split_options(part) for part in item["parts"]}
    asked = {
        **options.asked_stem(item),
        "parts": [_asked(part, halves[part["id"]][0]) for part in item["parts"]],
    }
    return asked, {"parts": {part: key for part, (_, key) in halves.items()}}


def _asked(part: Plain, half: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": part["id"],
        "kind": part["kind"],
        **half,
        **({"after": part["after"]} if "after" in part else {}),
    }


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    parts = item.get("parts") or []
    found = [] if LEAST <= len(parts) <= MOST else [f"{len(parts)} parts are given; give {LEAST} to {MOST}."]
    known: dict[str, Plain] = {}
    for part in parts:
        found += [f"Part {part['id']}: {sentence}" for sentence in _wrong_with(part, known)]
        known[part["id"]] = part
    return found


def _wrong_with(part: Plain, earlier: dict[str, Plain]) -> Iterator[str]:
    if part["id"] in earlier:
        yield "An earlier part has the same id."
    if part["kind"] not in PROBLEMS:
        yield f"It is {part['kind']!r}; a part is single or multiple."
        return
    yield from PROBLEMS[part["kind"]](part)
    if after := part.get("after"):
        yield from _wrong_with_branch(after, earlier)


def _wrong_with_branch(after: Plain, earlier: dict[str, Plain]) -> Iterator[str]:
    if after["part"] not in earlier:
        yield f"It comes after {after['part']!r}, which is no earlier part."
        return
    there = set(options.option_ids(earlier[after["part"]]))
    for id_ in after["chosen"]:
        if id_ not in there:
            yield f"It comes after {id_!r} was chosen in {after['part']!r}, which has no such option."
