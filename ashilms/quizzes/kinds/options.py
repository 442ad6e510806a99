"""What kinds that offer options share: the pack's item in two halves, shuffled places, and the review."""

from collections.abc import Iterable, Sequence
from typing import Any

from ashilms.plugins import Plain

LETTERS = "ABCDEFGH"


def problems_of(item: Plain) -> list[str]:
    """Return what is wrong with an item that offers options, whatever the kind."""
    options = item.get("options") or []
    found = [] if 3 <= len(options) <= len(LETTERS) else [f"{len(options)} options are given; give 3 to 8."]
    for what in ("id", "text"):
        values = [option[what].strip() for option in options]
        twice = {value for value in values if values.count(value) > 1}
        found += [f"Two options have the same {what}: {value!r}." for value in sorted(twice)]
    return found


def split_options(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what may be shown of the item, and its key: which options are right, and why or why not."""
    asked = {
        "stem": item["stem"],
        "options": [{"id": option["id"], "text": option["text"]} for option in item["options"]],
        **({"figure": item["figure"]} if "figure" in item else {}),
    }
    key = {
        "right": right_of(item),
        "why": {option["id"]: option["rationale"] for option in item["options"]},
    }
    return asked, key


def right_of(item: Plain) -> list[str]:
    """Return the ids of the item's right options."""
    return sorted(option["id"] for option in item.get("options", ()) if option["right"])


def option_ids(asked: Plain) -> list[str]:
    """Return the ids of the options, as the pack orders them."""
    return [option["id"] for option in asked["options"]]


def shown_stem(asked: Plain) -> dict[str, Any]:
    """Return the question itself, and the name of its figure if it has one."""
    return {"stem": asked["stem"], "figure": asked.get("figure")}


def shown_options(asked: Plain, order: Sequence[str], chosen: Iterable[str]) -> list[dict[str, Any]]:
    """Return the options as the page shows them: a place counted from 1, a letter, the text; no ids."""
    texts = {option["id"]: option["text"] for option in asked["options"]}
    chosen = set(chosen)
    return [
        {"place": str(place), "letter": LETTERS[place - 1], "text": texts[id_], "chosen": id_ in chosen}
        for place, id_ in enumerate(order, start=1)
    ]


def places_of(order: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """Return the places at which the chosen options are shown."""
    chosen = set(chosen)
    return [str(place) for place, id_ in enumerate(order, start=1) if id_ in chosen]


def at_place(order: Sequence[str], place: Any) -> str:
    """Return the id of the option shown at `place`; raises `ValueError` for a place that is not there."""
    shown = {str(number): id_ for number, id_ in enumerate(order, start=1)}
    if not isinstance(place, str) or place not in shown:
        raise ValueError("Choose from the answers that are shown.")
    return shown[place]


def told_options(
    asked: Plain, key: Plain, order: Sequence[str], chosen: Iterable[str], *, whole: bool
) -> list[dict[str, Any]]:
    """Return the options as the result page shows them.

    What was chosen comes with why it is right or not; the others say nothing until `whole`.
    """
    told = shown_options(asked, order, chosen)
    for id_, option in zip(order, told, strict=True):
        if whole or option["chosen"]:
            option |= {"right": id_ in key["right"], "why": key["why"][id_]}
    return told
