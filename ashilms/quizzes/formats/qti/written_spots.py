"""Regions of the body map as QTI: each of its sides is a hotspot on a picture of the map that goes with the package."""

from collections.abc import Iterator
from fractions import Fraction

from ashilms.bodymap.drawing import MID, TOP, VIEWS, draw_map
from ashilms.bodymap.rules import BY_ID, REGIONS, Region, split_id
from ashilms.plugins import Plain
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import RESPONSE, Pen
from ashilms.quizzes.formats.qti.prose import written
from ashilms.quizzes.formats.qti.spots import PICTURE
from ashilms.quizzes.formats.qti.written import Written, by_worth, tell_all, tell_each

WHERE = f"images/{PICTURE}"
"""Where the picture lies in a package; items lie beside its folder."""
OTHERWISE = "OTHERWISE"


def picture() -> str:
    """Return the body map without its regions, as SVG."""
    words = "A figure seen from behind"
    return draw_map(title="Body map", desc=words, show=())


def write_hotspot(pen: Pen, found: Found, item: Plain) -> Written:
    """Return regions to be marked; where regions overlap, the strictest lies on top, as on the map."""
    if item["map"] != "posterior":
        found.against.append(f"QTI can't be written for the map {item['map']!r}.")
    left, _, width, height = VIEWS["whole"]
    right = [side for region in item["accept"] for side in _sides(region)]
    mapping = pen.mapping(
        dict.fromkeys(right, Fraction(1)), {"lower-bound": 0, "upper-bound": item["choose"]}
    )
    spots = [
        pen("hotspot-choice", {"identifier": side, "shape": "poly", "coords": _coords(region, side, left)})
        for region in sorted(REGIONS, key=lambda one: (-one.zone, not one.refines))
        for side in _sides(region.id)
    ]
    given = {"response-identifier": RESPONSE, "max-choices": item["choose"]}
    shown = _shown(pen, width, height)
    asked = pen("hotspot-interaction", given, pen("prompt", {}, written(found, item["stem"])), shown, *spots)
    inside = Written([asked], [pen.declaration("multiple", "identifier", right, mapping)])
    inside.rules.append(by_worth(pen, item["choose"]))
    _tell(pen, found, inside, item)
    return inside


def _tell(pen: Pen, found: Found, inside: Written, item: Plain) -> None:
    whys = [(side, said["text"]) for said in item.get("feedback", ()) for side in _sides(said["region"])]
    tell_each(pen, found, inside, whys, several=True)
    if item.get("otherwise"):
        known = [
            *dict.fromkeys([*(side for side, _ in whys), *(s for one in item["accept"] for s in _sides(one))])
        ]
        inside.outcomes.append(pen.outcome(OTHERWISE))
        inside.rules.append(_otherwise(pen, known))
        inside.feedback.append(pen.feedback(OTHERWISE, "otherwise", written(found, item["otherwise"])))
    tell_all(pen, found, inside, item.get("rationale", ""))


def _otherwise(pen: Pen, known: list[str]) -> str:
    """Return the rule that says something where none of the known regions was marked."""
    each = [pen("member", {}, pen.value("identifier", side), pen.variable(RESPONSE)) for side in known]
    asks = pen("not", {}, pen("or", {}, *each))
    return pen.condition(asks, pen.set(OTHERWISE, pen.value("identifier", "otherwise")))


def _shown(pen: Pen, width: int, height: int) -> str:
    if pen.version.prefix:
        return f'<img src="../{WHERE}" width="{width}" height="{height}" alt="A figure seen from behind"/>'
    given = f'type="image/svg+xml" data="../{WHERE}" width="{width}" height="{height}"'
    return f"<object {given}>A figure seen from behind</object>"


def _sides(region_id: str) -> list[str]:
    """Return the sides of a region; `calf` names both."""
    region, side = split_id(region_id)
    if side or not region.sided:
        return [region_id]
    return [f"{region.id}-left", f"{region.id}-right"]


def _coords(region: Region, side: str, left: int) -> str:
    """Return a region's outline in units of the picture."""
    points = [*_outline(BY_ID[region.id], side)]
    return ",".join(f"{round(MID - left + x * 1000)},{round(TOP + y * 1000)}" for x, y in points)


def _outline(region: Region, side: str) -> Iterator[tuple[float, float]]:
    if not region.sided:
        yield from region.polygon
        yield from ((-x, y) for x, y in reversed(region.polygon))
    else:
        yield from ((x if side.endswith("-right") else -x, y) for x, y in region.polygon)
