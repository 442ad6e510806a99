"""What kinds share that are answered by a list of select boxes: rows as shown, read and told."""

from collections.abc import Mapping, Sequence
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import given_places
from ashilms.quizzes.kinds.options import at_place


def shown_rows(
    things: Sequence[Plain], order: Sequence[str], answer: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return each thing as the page shows it: its place, its text, and the place chosen for it so far; no ids."""
    places = {id_: str(place) for place, id_ in enumerate(order, start=1)}
    return [
        {"place": str(at), "text": thing["text"], "chosen": places.get(answer.get(thing["id"], ""), "")}
        for at, thing in enumerate(things, start=1)
    ]


def read_places(things: Sequence[str], order: Sequence[str], given: Any) -> dict[str, str]:
    """Return what was chosen by thing, those left empty not there; raises `ValueError` for no such place."""
    places = given_places(given, len(things))
    return {
        id_: at_place(order, places[str(at)]) for at, id_ in enumerate(things, start=1) if str(at) in places
    }


def told_rows(
    things: Sequence[Plain], texts: Plain, right: Plain, answer: Mapping[str, str], *, whole: bool
) -> list[dict[str, Any]]:
    """Return each thing as the result page shows it: what was chosen and whether that is right; what is, if `whole`."""
    told = []
    for thing in things:
        chosen = answer.get(thing["id"])
        row: dict[str, Any] = {"text": thing["text"], "chosen": texts[chosen] if chosen else None}
        if chosen or whole:
            row["right"] = chosen == right[thing["id"]]
        told.append(row | ({"key": texts[right[thing["id"]]]} if whole else {}))
    return told
