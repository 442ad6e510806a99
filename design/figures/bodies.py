"""More bodies: limbs of a client, hands from above, and a person who lies on the side."""

from math import cos, radians, sin

from parts import LINE, Point, body_ink, skin, smooth
from people import _FLAT, _FORE, _HEAD, _NECK, _SHANK, _THIGH, _TORSO, _UPPER, ANKLE, _limb, _turned

_HAND = [
    (-2.6, 1),
    (-3.7, -3),
    (-3.8, -7),
    (-3.4, -11),
    (-2.6, -16),
    (-1, -17.5),
    (0.9, -17.6),
    (2.4, -16.4),
    (3, -12),
    (3.2, -9.4),
    (5.2, -10.4),
    (6.6, -9.6),
    (6.2, -7),
    (4.2, -3.4),
    (2.6, 1),
]


def paper(d: str, *, soft: bool = False, width: float = LINE) -> str:
    """Return path data filled as the sheet of the page is, with an edge of ink or, `soft`, of a body's line."""
    edge = "var(--al-skin-line,#56626d)" if soft else "currentColor"
    look = f'fill="var(--al-sheet,#fff)" stroke="{edge}" stroke-width="{width:g}" stroke-linejoin="round"'
    return f'<path d="{d}" {look}/>'


def marks(d: str) -> str:
    """Return path data as the soft lines of a body's surface."""
    look = 'fill="none" stroke="#56626d" stroke-opacity=".45" stroke-width="1.2" stroke-linecap="round"'
    return f'<path class="al-bm__lines" d="{d}" {look}/>'


def hand(at: Point, turn: float, k: float, *, thumb: int = 1) -> list[str]:
    """Return the path of an open hand: `at` the wrist; at turn 0 it points up, the thumb right (1) or left."""
    return [smooth(_turned([(thumb * x, -y) for x, y in _HAND], at, turn, k))]


def arm_by(shoulder: Point, elbow: Point, wrist: Point, k: float, turn: float, *, width: float = LINE) -> str:
    """Return a client's arm by its three joints."""
    return skin(
        _limb(shoulder, elbow, _UPPER, k), _limb(elbow, wrist, _FORE, k), *hand(wrist, turn, k), width=width
    )


def helper(at: Point, turn: float, k: float, *, whole: bool = False) -> str:
    """Return a helper's hand and forearm from above: `at` the wrist; `whole` adds the upper arm."""
    c, s = cos(radians(turn)), sin(radians(turn))
    elbow = (at[0] - s * 26 * k, at[1] + c * 26 * k)
    paths = [_limb(elbow, at, _FORE, k), *hand(at, turn, k)]
    if whole:
        paths.insert(0, _limb((elbow[0] - s * 24 * k, elbow[1] + c * 24 * k), elbow, _UPPER, k))
    return body_ink(*paths, width=1.6)


def on_side(hip: Point, k: float) -> tuple[str, dict[str, Point]]:
    """Return a person lying on the side, seen from above, head left and front down the page; and some of its places."""

    def put(points: list[Point]) -> list[Point]:
        """Lay an upright profile (x forward, y up) down: up becomes left, forward becomes down."""
        return [(hip[0] - y * k, hip[1] + x * k) for x, y in points]

    def bone(a: Point, b: Point, profile: list[Point]) -> str:
        """Return a limb; profiles face right when a bone hangs down, so they are mirrored here."""
        (ax, ay), (bx, by) = put([a])[0], put([b])[0]
        return _limb((ax, ay), (bx, by), [(t, off) for t, off in profile], k)

    def sole(ankle: Point, turn: float) -> str:
        c, s = cos(radians(turn)), sin(radians(turn))
        foot = [(x / 4 - 4.6, y / 4 - ANKLE) for x, y in _FLAT]
        return smooth(
            put([(ankle[0] + x * c + y * s, ankle[1] + y * c - x * s) for x, y in foot]), tension=0.9
        )

    low_knee, low_ankle = (4, -42), (-1, -82)
    top_knee, top_ankle = (38, -16), (34, -55)
    shoulder = (-0.5, 46.5)
    under = skin(
        bone((0, 0), low_knee, _THIGH), bone(low_knee, low_ankle, _SHANK), sole(low_ankle, 50), width=LINE
    )
    low_elbow, low_wrist = (28, 46), (34, 71)
    palm = [(-2.4, 1), (-3.4, 5), (-3.2, 10), (-2, 15), (0.6, 16), (2.4, 13), (2.8, 6), (2.4, 1)]

    def palm_at(wrist: Point, turn: float) -> str:
        c, s = cos(radians(turn)), sin(radians(turn))
        return smooth(put([(wrist[0] + x * c - y * s, wrist[1] + y * c + x * s) for x, y in palm]))

    under += skin(
        bone(shoulder, low_elbow, _UPPER),
        bone(low_elbow, low_wrist, _FORE),
        palm_at(low_wrist, -14),
        width=LINE,
    )
    body = skin(*(smooth(put(part)) for part in (_TORSO, _NECK)), smooth(put(_HEAD)), width=LINE)
    over = skin(
        bone((0, 0), top_knee, _THIGH), bone(top_knee, top_ankle, _SHANK), sole(top_ankle, 35), width=LINE
    )
    elbow, wrist = (26, 36), (19, 60)
    over += skin(bone(shoulder, elbow, _UPPER), bone(elbow, wrist, _FORE), palm_at(wrist, 18), width=LINE)
    marks = {
        name: put([place])[0]
        for name, place in {
            "mouth": (9.6, 63),
            "crown": (2, 81),
            "neck": (0, 56),
            "hip": (-4, 0),
            "knee": top_knee,
        }.items()
    }
    return under + body + over, marks
