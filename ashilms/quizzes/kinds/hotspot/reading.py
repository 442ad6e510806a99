"""Reading marks that were given: exact, and nothing in them that no form of ours sends."""

from collections.abc import Mapping, Sequence
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.hotspot.areas import TENTHS
from ashilms.quizzes.kinds.spots import MAP, NO_FOOT, OUTSIDE, Spot, read_spot, whole


def names(asked: Plain) -> list[str]:
    """Return the names of the marks' fields."""
    return [f"m{number}" for number in range(1, asked["choose"] + 1)]


def read(asked: Plain, given: Any) -> list[Spot]:
    """Return the marks that were given; raises `ValueError` for what no form sends."""
    if given is None:
        return []
    fields = {f"{name}{axis}" for name in names(asked) for axis in ("", "x", "y")}
    if not isinstance(given, Mapping) or not set(given) <= fields:
        raise ValueError("Answer with the fields that are shown.")
    read_one = read_spot if asked["map"] else _reader(asked)
    spots = [read_one(given.get(name), given.get(f"{name}x"), given.get(f"{name}y")) for name in names(asked)]
    if NO_FOOT in spots:
        raise ValueError("Choose a place from the list, or mark it.")
    return [spot for spot in spots if spot is not None]


def _reader(asked: Plain) -> Any:
    """Return what reads a mark on a figure."""
    ids = {area["id"] for area in asked["areas"]} | {OUTSIDE}

    def read_one(area: Any, x: Any, y: Any) -> Spot | None:
        if area in (None, ""):
            return None
        if area == MAP:
            return _point(asked["frame"], x, y)
        if not isinstance(area, str) or area not in ids:
            raise ValueError("Choose from the list, or mark it on the figure.")
        return area

    return read_one


def _point(frame: Sequence[int], x: Any, y: Any) -> list[int]:
    across, down = whole(x), whole(y)
    left, top, width, height = (number * TENTHS for number in frame)
    if across is None or down is None or not (0 <= across - left <= width and 0 <= down - top <= height):
        raise ValueError("Choose from the list, or mark it on the figure.")
    return [across, down]
