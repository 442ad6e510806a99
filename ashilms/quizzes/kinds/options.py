"""What kinds that offer options share: the pack's item in two halves, shuffled places, and the review."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ashilms.plugins import Plain

LETTERS = "ABCDEFGH"


def problems_of(item: Plain) -> list[str]:
    """Return what is wrong with an item that offers options, whatever the kind."""
    options = item.get("options") or []
    found = [] if 3 <= len(options) <= len(LETTERS) else [f"{len(options)} options are given; give 3 to 8."]
    return [*found, *said_twice(options, "id", "options"), *said_twice(options, "text", "options")]


def said_twice(things: Iterable[Plain], what: str, name: str) -> list[str]:
    """Return a sentence for each value of the field `what` that two of the things have."""
    values = [thing[what].strip() for thing in things]
    twice = sorted({value for value in values if values.count(value) > 1})
    return [f"Two {name} have the same {what}: {value!r}." for value in twice]


def split_options(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what may be shown of the item, and its key: which options are right, and why or why not."""
    asked = {
        **asked_stem(item),
        "options": [{"id": option["id"], "text": option["text"]} for option in item["options"]],
    }
    key = {
        "right": right_of(item),
        "why": {option["id"]: option["rationale"] for option in item["options"]},
    }
    return asked, key


def right_of(item: Plain) -> list[str]:
    """Return the ids of the item's right options."""
    return sorted(option["id"] for option in item.get("options", ()) if option["right"])


def asked_stem(item: Plain) -> dict[str, Any]:
    """Return what may be shown of any item: its stem, and the name of its figure if it has one."""
    return {"stem": item["stem"], **({"figure": item["figure"]} if "figure" in item else {})}


def share_problems(answers: Iterable[Plain]) -> list[str]:
    """Return what is wrong with the shares of the mark that answers earn: none is too much, and one earns it all."""
    shares = [str(answer.get("share", "1")) for answer in answers]
    found = [
        f'The share {share!r} is none; write 1, or a fraction such as "1/2".'
        for share in shares
        if not _is_share(share)
    ]
    return found if found or "1" in shares else ["No answer earns the whole mark; give one without a share."]


def _is_share(text: str) -> bool:
    part, _, whole = text.partition("/")
    if not (re.fullmatch(r"[1-9][0-9]{0,2}", part) and re.fullmatch(r"[1-9][0-9]{0,2}|", whole)):
        return False
    return Fraction(text) < 1 if whole else text == "1"


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
