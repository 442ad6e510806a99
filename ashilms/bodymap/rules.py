"""What a foot may do where: the class of any point of the body map, edges included; `geometry` looks under a foot."""

from functools import cache
from math import hypot

from ashilms.bodymap.regions import BY_ID, PARTS, REGIONS, Point, Region, Zone, region_ids, split_id

__all__ = [
    "BY_ID",
    "PARTS",
    "REGIONS",
    "Point",
    "Region",
    "Zone",
    "region_ids",
    "regions_at",
    "split_id",
    "zone_at",
]


def regions_at(x: float, y: float) -> tuple[Region, ...]:
    """Return the regions that hold the point, edges included, in the order of the map."""
    found = [region for region in REGIONS if _inside(abs(x), y, region.polygon)]
    spoken_for = {region.refines for region in found}
    return tuple(region for region in found if region.id not in spoken_for)


def zone_at(x: float, y: float, part: str = "sole") -> Zone:
    """Return what the map allows `part` of the foot at the point.

    The strictest region wins; a part that a region does not name, and any place in no region, is `NEVER`.
    """
    found = regions_at(x, y)
    if not found or any(part not in region.parts for region in found):
        return Zone.NEVER
    return max(region.zone for region in found)


def _inside(x: float, y: float, polygon: tuple[Point, ...]) -> bool:
    """Say whether the point lies in the polygon or on its edge (even-odd rule)."""
    if not polygon:
        return False
    left, right, top, bottom = _bounds(polygon)
    if not (left <= x <= right and top <= y <= bottom):
        return False
    odd = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if _on_edge(x, y, x1, y1, x2, y2):
            return True
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


@cache
def _bounds(polygon: tuple[Point, ...]) -> tuple[float, float, float, float]:
    """Return the box round the polygon, wider by a hair so that its edges lie inside."""
    xs, ys = zip(*polygon, strict=True)
    return min(xs) - 1e-9, max(xs) + 1e-9, min(ys) - 1e-9, max(ys) + 1e-9


def _on_edge(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> bool:
    return abs(hypot(x - x1, y - y1) + hypot(x - x2, y - y2) - hypot(x2 - x1, y2 - y1)) < 1e-9
