"""Places to be marked as QTI: on the body map, whose picture goes with the package, or on a figure of a pack."""

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from ashilms.bodymap.drawing import MID, TOP, VIEWS, draw_map
from ashilms.bodymap.rules import BY_ID, REGIONS, Region, split_id
from ashilms.plugins import Plain
from ashilms.quizzes.formats.answers import note
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import RESPONSE, Pen, element
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
    """Return places to be marked on the body map, or on a figure of the pack's."""
    return _on_figure(pen, found, item) if "areas" in item else _on_map(pen, found, item)


def _on_map(pen: Pen, found: Found, item: Plain) -> Written:
    """Return regions; where they overlap, the strictest lies on top, as on the map."""
    if item["map"] != "posterior":
        found.against.append(f"QTI can't be written for the map {item['map']!r}.")
    left, _, width, height = VIEWS["whole"]
    right = [side for region in item["accept"] for side in _sides(region)]
    if item["choose"] > 1 and len(right) > len(item["accept"]):
        found.lost.append("Each side of a region that is right counts there; here one of the two does.")
    spots = [
        _spot(pen, side, "poly", _coords(region, side, left))
        for region in sorted(REGIONS, key=lambda one: (-one.zone, not one.refines))
        for side in _sides(region.id)
    ]
    shown = _shown(pen, f"../{WHERE}", width, height, "A figure seen from behind")
    return _asked(pen, found, item, [shown, *spots], right)


def _on_figure(pen: Pen, found: Found, item: Plain) -> Written:
    left, top, width, height = item["frame"]
    where = f"../images/{item['figure']}.svg"
    found.lost.append(f"Its figure does not go with it: put {where.removeprefix('../')} beside the items.")
    shown = _shown(pen, where, width, height, item["figure"])
    spots = [
        _spot(pen, area["id"], *_drawn(found, area, left, top), label=area["label"]) for area in item["areas"]
    ]
    return _asked(pen, found, item, [shown, *spots], item["accept"])


def _asked(pen: Pen, found: Found, item: Plain, parts: list[str], right: list[str]) -> Written:
    bounds = {"lower-bound": 0, "upper-bound": item["choose"]}
    mapping = pen.mapping(dict.fromkeys(right, Fraction(1)), bounds)
    given = {"response-identifier": RESPONSE, "max-choices": item["choose"]}
    asked = pen("hotspot-interaction", given, pen("prompt", {}, written(found, item["stem"])), *parts)
    inside = Written([asked], [pen.declaration("multiple", "identifier", right, mapping)])
    inside.rules.append(by_worth(pen, item["choose"]))
    _tell(pen, found, inside, item)
    return inside


def _spot(pen: Pen, id_: str, shape: str, coords: str, label: str = "") -> str:
    named = {"hotspot-label": label} if label else {}
    return pen("hotspot-choice", {"identifier": id_, "shape": shape, "coords": coords, **named})


def _drawn(found: Found, area: Plain, left: int, top: int) -> tuple[str, str]:
    """Return the shape of an area and where it lies, in whole units of the picture."""
    if "polygon" in area:
        return "poly", _whole(found, [n for x, y in area["polygon"] for n in (x - left, y - top)])
    if "circle" in area:
        x, y, radius = area["circle"]
        return "circle", _whole(found, [x - left, y - top, radius])
    x, y, across, along, *turn = area["ellipse"]
    if any(turn):
        found.lost.append(f"The turn of the ellipse {area['id']} is not written.")
    return "ellipse", _whole(found, [x - left, y - top, across, along])


def _whole(found: Found, numbers: list[float]) -> str:
    note(found, ["Areas are written in whole units."] if any(n != round(n) for n in numbers) else [])
    return ",".join(str(round(n)) for n in numbers)


def _tell(pen: Pen, found: Found, inside: Written, item: Plain) -> None:
    sides = _itself if "areas" in item else _sides
    whys = [(side, said["text"]) for said in item.get("feedback", ()) for side in sides(said["region"])]
    tell_each(pen, found, inside, whys, several=True)
    if item.get("otherwise"):
        known = [
            *dict.fromkeys([*(side for side, _ in whys), *(s for one in item["accept"] for s in sides(one))])
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


def _shown(pen: Pen, where: str, width: int, height: int, words: str) -> str:
    if pen.version.prefix:
        return element("img", {"src": where, "width": width, "height": height, "alt": words})
    given = {"type": "image/svg+xml", "data": where, "width": str(width), "height": str(height)}
    return element("object", given, escape(words))


def _itself(area: str) -> list[str]:
    return [area]


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
