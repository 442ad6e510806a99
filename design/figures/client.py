"""The client of the figures, lying prone, from the side and from above. See `parts`."""

from dataclasses import dataclass
from itertools import pairwise

from pen import LINE, Point, points, skin, smooth

from ashilms.bodymap import art

# Client, head at the left: from the crown and above the padding.
_BACK = points(
    "0 3.5, 1.2 9.5, 6 14, 11.5 15.3, 16.5 14.2, 20 12, 23.4 12.6, 27 15.8, 36 20.2, 46 "
    "21.8, 57 21, 66 17.8, 72 16.6, 77 17.6, 82 20.6, 88 22.6, 93 21.6, 98 18, 106 16.4, "
    "116 14.6, 125 12.4, 129 12.2, 136 15.2, 143 16.8, 150 16.6, 157 17.2, 162 19.4, 165.5 "
    "21"
)


_BELLY = points(
    "169.4 20.4, 171 17.4, 172 13.5, 175.2 6.8, 178 2.8, 177.6 1, 175.6 0.9, 173.2 3.2, 169 "
    "8, 164 11.4, 157 12.2, 148 11, 138 6, 129 1, 124 0, 112 0, 98 0, 86 0, 70 0.4, 54 0, "
    "40 0, 34 2, 29 5, 25 5, 22 2, 20 -0.8, 12 -0.8, 3 -0.8"
)


@dataclass
class Client:
    """A client drawn by `client_side`."""

    x: float
    y: float
    k: float
    svg: str = ""

    @property
    def drape(self) -> str:
        """Return a cloth from the low back to the ankles; draw it after `svg`."""
        return self.cloth(80, 161)

    def cloth(self, first: float, last: float, *, over: float = -1.5) -> str:
        """Return a cloth from `first` to `last` cm behind the crown, its hem `over` cm below the padding."""
        ridge = [(a, b + 1) for a, b in _BACK if first - 0.5 < a < last - 0.5]
        count = max(2, round((last - first) / 13))
        hem = [(last + (first - last) * i / count, -over - 1.4 * (i % 2)) for i in range(count + 1)]
        start, end = (first, self._height(first) + 0.8), (last, self._height(last) + 0.6)
        points = [start, *ridge, end, (last + 0.6, self._height(last) / 2), *hem, (first - 0.4, 6)]
        path = smooth([(self.x + self.k * a, self.y - self.k * b) for a, b in points], tension=0.8)
        return (
            f'<path d="{path}" fill="var(--al-sheet,#fff)" stroke="var(--al-skin-line,#56626d)" '
            f'stroke-width="{LINE}" stroke-linejoin="round"/>'
        )

    @staticmethod
    def _height(cm: float) -> float:
        for (ax, ay), (bx, by) in pairwise(_BACK):
            if ax <= cm <= bx:
                return ay + (by - ay) * (cm - ax) / (bx - ax)
        raise ValueError(f"{cm:.1f} cm from the crown is not on the client's back")

    def at(self, cm: float) -> Point:
        """Return the point of the back `cm` centimetres from the crown.

        C7 is at 26, T8 at 43, L4 at 66, the sacrum at 74, mid-thigh at 105, mid-calf at 138.
        """
        x = self.x + cm * self.k
        return x, self.top(x)

    def top(self, x: float) -> float:
        """Return the y of the back at a drawing x."""
        return self.y - self.k * self._height((x - self.x) / self.k)


def client_side(
    x: float, y: float, k: float, *, arm: bool = True, bolster: bool = True, width: float = LINE
) -> Client:
    """Return a prone client from the side, head at the left: x the crown, y the padding.

    The head lies in a cradle: give the table x = crown + 24 k. The ankles lie on a bolster.
    """

    def placed(points: list[Point]) -> list[Point]:
        return [(x + k * a, y - k * b) for a, b in points]

    roll = ""
    if bolster:
        roll = (
            f'<ellipse class="al-bm__skin" cx="{x + 154 * k:g}" cy="{y - 6 * k:g}" rx="{9 * k:g}" ry="{6 * k:g}" '
            'fill="#ebe8e3" stroke="#56626d" stroke-width="2"/>'
        )
    svg = roll + skin(smooth(placed(_BACK + _BELLY), tension=0.9), width=width)
    if arm:
        limb = points(
            "31 13.5, 34.5 17, 40 16.5, 50 13, 60 9.6, 68 8.2, 78 7.4, 84 6.8, 92 5.8, 98 3.6, 99 "
            "1.4, 96 0.6, 88 1, 82 1.6, 72 1.4, 64 2, 54 4.4, 42 7.5, 34 9.5"
        )
        svg += skin(smooth(placed(limb), tension=0.9), width=width)
    return Client(x, y, k, svg)


def client_top(
    x: float, y: float, k: float, *, lines: bool = True, arms: str = "side", width: float = LINE
) -> str:
    """Return a prone client from above, head at the top: the figure of the body map. x the midline, y the crown.

    With `arms` "off" the arms hang over the edges of a table of 75 cm, and there is room for a foot beside the trunk.
    """
    s = 0.17 * k
    torso = (
        art.TORSO
        if arms == "side"
        else [
            *art.TORSO[:7],
            (146, 187),
            (180, 210),
            (221, 244),
            (221, 290),
            (186, 268),
            (150, 246),
            (112, 232),
        ]
    )
    right = art.HEAD + torso + art.SIDE
    ring = right + [(-a, b) for a, b in reversed(right[1:-1])]
    svg = skin(smooth([(x + a * s, y + b * s) for a, b in ring]), width=width)
    if not lines:
        return svg
    marks = [art.FURROW] + [
        [(m * a, b) for a, b in line]
        for name, line in art.LINES.items()
        for m in (1, -1)
        if name != "elbow" or arms == "side"
    ]
    d = "".join(smooth([(x + a * s, y + b * s) for a, b in line], closed=False) for line in marks)
    return svg + (
        f'<path class="al-bm__lines" d="{d}" fill="none" stroke="#56626d" stroke-opacity=".45" stroke-width="1.2" '
        'stroke-linecap="round"/>'
    )
