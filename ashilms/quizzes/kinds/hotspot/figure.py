"""What is drawn over a figure of the pack: areas and marks, in the figure's own units."""

from collections.abc import Iterable, Sequence

import shapely

from ashilms.quizzes.kinds.hotspot.areas import TENTHS, Area


def draw_over(frame: Sequence[int], areas: Iterable[Area], points: Iterable[tuple[int, int]]) -> str:
    """Return an SVG with the figure's own viewBox, to be laid over it; the sentences beside it say the same."""
    size = max(frame[2], frame[3]) / 40
    drawn = [
        f'<path class="al-bm__target" vector-effect="non-scaling-stroke" d="{_path(area)}"/>'
        for area in areas
    ]
    drawn += [_cross(x / TENTHS, y / TENTHS, size) for x, y in points]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="al-figure__over" viewBox="{" ".join(map(str, frame))}"'
        f' aria-hidden="true">{"".join(drawn)}</svg>'
    )


def _path(area: Area) -> str:
    points = shapely.get_coordinates(shapely.get_exterior_ring(area.shape))
    return "M" + "L".join(f"{x / TENTHS:g} {y / TENTHS:g}" for x, y in points[:-1]) + "Z"


def _cross(x: float, y: float, size: float) -> str:
    return (
        f'<path class="al-foot__go" d="M{x - size:g} {y:g}H{x + size:g}M{x:g} {y - size:g}V{y + size:g}"'
        ' vector-effect="non-scaling-stroke"/>'
    )
