"""Points as the paths of an SVG: cut round, or smooth."""

from ashilms.bodymap import art


def rounded(points: art.Points, radius: float = 5) -> str:
    """Return a closed path with its corners cut round, so that it never leaves the polygon."""
    steps: list[str] = []
    for index, here in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % len(points)]
        (ax, ay), (bx, by) = _towards(here, before, radius), _towards(here, after, radius)
        steps.append(
            f"{'L' if steps else 'M'}{ax:.1f} {ay:.1f}Q{here[0]:.1f} {here[1]:.1f} {bx:.1f} {by:.1f}"
        )
    return "".join(steps) + "Z"


def _towards(here: tuple[float, float], there: tuple[float, float], length: float) -> tuple[float, float]:
    """Return the point `length` from `here` on the way to `there`, halfway at most."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    share = min(0.5, length / ((dx * dx + dy * dy) ** 0.5 or 1))
    return here[0] + dx * share, here[1] + dy * share


def curve(points: art.Points, tension: float, *, closed: bool = True) -> str:
    """Return a smooth path through `points` (Catmull-Rom as cubic Béziers)."""
    count = len(points)

    def at(index: int) -> tuple[float, float]:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    steps = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for index in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (at(index + step) for step in (-1, 0, 1, 2))
        pull = tension / 3
        steps.append(
            f"C{bx + (cx - ax) * pull:.1f} {by + (cy - ay) * pull:.1f}"
            f" {cx - (dx - bx) * pull:.1f} {cy - (dy - by) * pull:.1f} {cx:.1f} {cy:.1f}"
        )
    return "".join(steps) + ("Z" if closed else "")
