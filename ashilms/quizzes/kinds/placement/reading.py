"""Reading a placement that was given: exact, canonical, and nothing in it that no form of ours sends."""

from collections.abc import Mapping
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.placement.wording import CHOICES
from ashilms.quizzes.kinds.spots import NO_FOOT, read_spot, whole

REFUSED = "Answer with the fields that are shown."


def controls(asked: Plain) -> list[str]:
    """Return what is chosen beside the place, in the order of the page; a stroke's way says how it travels."""
    return [name for name in CHOICES if not (asked["stroke"] and name == "travel")]


def needed(asked: Plain) -> list[str]:
    """Return what has to be given for the answer to be complete."""
    return ["at", *(["end"] if asked["stroke"] else []), *asked["asks"]]


def read(asked: Plain, given: Any) -> dict[str, Any]:
    """Return what was given by name, in one order; raises `ValueError` for what no form sends."""
    if given is None:
        return {}
    ends = ["at", "end"] if asked["stroke"] else ["at"]
    fields = {*ends, *(f"{end}{axis}" for end in ends for axis in "xy"), "turn", *controls(asked)}
    if not isinstance(given, Mapping) or not set(given) <= fields:
        raise ValueError(REFUSED)
    spots = {end: read_spot(given.get(end), given.get(f"{end}x"), given.get(f"{end}y")) for end in ends}
    answer: dict[str, Any] = {end: spot for end, spot in spots.items() if spot is not None}
    if NO_FOOT in (answer.get("at"), answer.get("end")):
        return {"at": NO_FOOT}
    if any(isinstance(spot, list) for spot in answer.values()):
        answer["turn"] = _turn(given.get("turn"))
    return answer | {name: _choice(name, given[name]) for name in controls(asked) if given.get(name)}


def _turn(text: Any) -> int:
    degrees = 0 if text in (None, "") else whole(text)
    if degrees is None or not 0 <= degrees < 360:
        raise ValueError("Turn the foot by 0 to 359 degrees.")
    return degrees


def _choice(name: str, text: Any) -> Any:
    """Return what a radio button stands for."""
    by_text = {str(value): value for value in CHOICES[name]}
    if not isinstance(text, str) or text not in by_text:
        raise ValueError(REFUSED)
    return by_text[text]
