"""The bodies of the figures: a person from the side, a client lying prone, a foot from the side. See `parts`.

Profiles are centimetres of a person of 170 cm. Limbs are placed by their ends (feet and hands); knees and elbows
follow, bending the way they bend. A place that a limb cannot reach raises ValueError.
"""

import math
from dataclasses import dataclass, field

from pen import LINE, Point, body_ink, dye, flip, loaded, points, smooth

THIGH, SHANK, UPPER, FORE, GRIP = 42.0, 40.0, 30.0, 26.0, 7.5
ANKLE, FOOT = 7.0, 25.0

# Along the bone (0 to 1) and in front of it (cm, behind is negative); down the front, up the back.
_THIGH = points(
    "-0.08 5, 0.1 8.3, 0.3 8.2, 0.55 7, 0.8 5.8, 0.95 5.4, 1.03 5, 1.1 3.5, 1.12 0, 1.06 "
    "-4, 0.9 -5, 0.65 -6.4, 0.35 -8, 0.1 -9, -0.06 -7"
)
_SHANK = points(
    "-0.1 2, -0.04 5, 0.06 5.3, 0.14 5, 0.3 4.6, 0.55 3.8, 0.8 3.2, 1 3.6, 1.05 0, 1 -3.6, "
    "0.85 -3.4, 0.68 -4.6, 0.5 -6.4, 0.33 -7.4, 0.18 -6.8, 0.05 -5, -0.06 -4"
)
_UPPER = points(
    "-0.17 0, -0.1 4.4, 0.1 5.4, 0.35 5, 0.65 4.6, 0.95 4.3, 1.06 3, 1.09 0, 1.05 -3.4, 0.9 "
    "-4.2, 0.6 -4.8, 0.3 -5.1, 0.05 -5.3, -0.1 -4.2"
)
_FORE = points(
    "-0.1 0, -0.06 3.4, 0.1 4.3, 0.3 4.5, 0.6 3.5, 0.85 2.7, 1.03 2.6, 1.05 0, 1.03 -2.6, "
    "0.85 -2.7, 0.6 -3.4, 0.3 -4.4, 0.1 -4.3, -0.06 -3.2"
)
# In front of the hip joint and above it.
_TORSO = points(
    "7.5 -6, 9 2, 9.8 10, 9.6 18, 10.2 26, 11 33, 10 40, 7.5 45.5, 4.6 50, 2 52.5, -4.5 "
    "53.5, -7.5 50.5, -10 45, -11.2 37, -10.3 29, -8.4 22, -7.6 16, -8.6 10, -11.4 4, -12.3 "
    "-1, -11.3 -6, -6 -9.5, 2 -9.5"
)
_NECK = points("5.6 49, 4.8 53, 5.2 58, 5 63, -4 65, -5.3 58, -5.2 53, -5 47, 4 45")
_HEAD = points(
    "2 81, 7.5 79.8, 11.2 76, 12.3 70.5, 12 65, 10.8 60.8, 8.2 58.8, 4.6 59.8, 1 61, -3.6 "
    "62, -6.6 65.5, -7.8 70.5, -6.6 76, -3 79.8"
)
_FACE = points(
    "1 81, 5.6 79.6, 8.4 75, 8.6 69, 7.2 63, 4 59.4, 1 58.8, -2 59.4, -5.2 63, -6.6 69, -6.4 75, -3.6 79.6"
)
# From the heel's back edge forward and above the ground, in hundredths of the foot's length; seen from its inside.
_FOOT = points(
    "0 12, 1.6 20, 4.6 29, 5.6 37, 18 42, 31 37, 35 31, 46 24.5, 60 18, 74 12.5, 84 10.5, "
    "93 10.3, 98.5 8, 100 4.5, 97.5 1.2, 91 0.3, 86 1.6, 81 0, 74 0, 67 1, 58 4.5, 48 6.8, "
    "38 5.6, 29 1.6, 20 0, 9 0, 2.6 2.6"
)
_FLAT = [(x, 0.4 if 25 < x < 90 and y < 8 else y) for x, y in _FOOT]


def _limb(a: Point, b: Point, profile: list[Point], k: float) -> str:
    """Return the path of a profile laid along the bone from a to b."""
    length = math.dist(a, b)
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    return smooth(
        [(a[0] + dx * length * t + dy * off * k, a[1] + dy * length * t - dx * off * k) for t, off in profile]
    )


def _middle(a: Point, b: Point, first: float, second: float, side: int) -> Point:
    """Return the joint between two bones from a to b, on the front (1) or the back (-1) of the line."""
    d = math.dist(a, b)
    if d > 1.03 * (first + second) or d < abs(first - second):  # a little stretch passes as a straight limb
        raise ValueError(f"{d:.1f} units from {a} to {b}: bones of {first:.1f} and {second:.1f} do not reach")
    d = min(d, first + second)
    along = (first**2 - second**2 + d * d) / (2 * d)
    out = math.sqrt(max(0.0, first**2 - along**2)) * side
    dx, dy = (b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b)
    return a[0] + dx * along + dy * out, a[1] + dy * along - dx * out


def _turned(points: list[Point], at: Point, degrees: float, k: float) -> list[Point]:
    """Return points (x right, y up, cm) turned clockwise about their origin and placed at `at`."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(at[0] + k * (x * c + y * s), at[1] - k * (y * c - x * s)) for x, y in points]


@dataclass
class Person:
    """A therapist from the side. Draw `far` behind the client and `near` before."""

    k: float
    hip: Point
    near_foot: tuple[float, ...]
    """The sole below the ankle: x, y and, if not flat, by how many degrees the toes point down."""
    far_foot: tuple[float, ...]
    near_hand: Point
    """The middle of the bar that the hand holds; for a free hand, of the palm."""
    far_hand: Point
    lean: float = 0
    """Degrees that the trunk leans forward from the hip."""
    look: float = 0
    """Degrees that the head looks down."""
    grip: str = "both"
    """Which hands hold a bar: both, near, far or none."""
    working: str = ""
    """Which foot is filled as loaded: near, far or none."""
    left: bool = False
    """Faces left, towards the client's head; places are given as they are in the picture."""
    aside: bool = False
    """The head is turned to the viewer, to look back or to the side."""
    width: float = LINE
    joints: dict[str, Point] = field(default_factory=dict)
    """After drawing: hip, shoulder, head, near_knee, far_knee, near_ankle, far_ankle, near_elbow, far_elbow."""

    def __post_init__(self) -> None:
        """Draw the person."""
        about, k, j = self.hip[0], self.k, self.joints
        if self.left:
            self.near_foot, self.far_foot, self.near_hand, self.far_hand = (
                (2 * about - x, *rest)
                for x, *rest in (self.near_foot, self.far_foot, self.near_hand, self.far_hand)
            )
        j["hip"] = self.hip
        for rise in (
            46.5,
            47.5,
            48.5,
            49.5,
            50.5,
            51.5,
        ):  # a shoulder rises with its arm, and no more than it must
            j["shoulder"], base = _turned([(-0.5, rise), (0, 60)], self.hip, self.lean, k)
            if max(self._reach(side) for side in ("near", "far")) < 0.93 * (UPPER + FORE) * k:
                break
        head = _turned(
            [(x, y - 60) for x, y in (_FACE if self.aside else _HEAD)], base, self.look + self.lean, k
        )
        j["head"] = _turned([(2, 10)], base, self.look + self.lean, k)[0]
        trunk = [
            smooth(_turned(_TORSO, self.hip, self.lean, k)),
            smooth(_turned(_NECK, self.hip, self.lean, k)),
            smooth(head),
        ]
        near_leg, near_sole = self._leg("near", self.near_foot)
        far_leg, far_sole = self._leg("far", self.far_foot)
        self.far = self._arm("far", self.far_hand) + body_ink(*far_leg, width=self.width) + far_sole
        self.near = (
            body_ink(*trunk, *near_leg, width=self.width) + near_sole + self._arm("near", self.near_hand)
        )
        if self.left:
            self.far, self.near = flip(self.far, about), flip(self.near, about)
            self.joints = {name: (2 * about - x, y) for name, (x, y) in j.items()}

    def _leg(self, side: str, place: tuple[float, ...]) -> tuple[list[str], str]:
        k, turn = self.k, place[2] if len(place) > 2 else 0
        ankle = (place[0], place[1] - ANKLE * k)
        knee = _middle(self.hip, ankle, THIGH * k, SHANK * k, 1)
        self.joints[f"{side}_knee"], self.joints[f"{side}_ankle"] = knee, ankle
        sole = smooth(_turned([(x / 4 - 4.6, y / 4 - ANKLE) for x, y in _FLAT], ankle, turn, k), tension=0.9)
        leg = [_limb(self.hip, knee, _THIGH, k), _limb(knee, ankle, _SHANK, k), sole]
        return leg, loaded(sole) if self.working == side else ""

    def _wrist(self, side: str) -> Point:
        """Return the wrist: below a bar that is held, else a palm's length before the hand."""
        (hx, hy), (sx, sy) = getattr(self, f"{side}_hand"), self.joints["shoulder"]
        back = min(1.0, GRIP * self.k / math.dist((hx, hy), (sx, sy)))
        if self.grip in ("both", side):
            return hx + (sx - hx) * back * 0.5, hy + GRIP * self.k * 0.95
        return hx + (sx - hx) * back, hy + (sy - hy) * back

    def _reach(self, side: str) -> float:
        return math.dist(self._wrist(side), self.joints["shoulder"])

    def _arm(self, side: str, hand: Point) -> str:
        k, holds, shoulder, wrist = (
            self.k,
            self.grip in ("both", side),
            self.joints["shoulder"],
            self._wrist(side),
        )
        elbow = _middle(shoulder, wrist, UPPER * k, FORE * k, -1)
        self.joints[f"{side}_elbow"] = elbow
        arm = [_limb(shoulder, elbow, _UPPER, k), _limb(elbow, wrist, _FORE, k)]
        if not holds:
            turn = math.degrees(math.atan2(hand[0] - wrist[0], hand[1] - wrist[1]))
            palm = points(
                "-2.4 1, -3.6 -4, -3.4 -9, -1.6 -15, 0.8 -16.5, 2.2 -14, 2.6 -9, 5 -9.5, 5.4 -7, 3 -2, 2.4 1"
            )
            arm.append(smooth(_turned(palm, wrist, -turn, k)))
            return body_ink(*arm, width=self.width)
        return body_ink(*arm, smooth(_fist(hand, wrist, k)), width=self.width) + _knuckles(
            hand, k, self.width
        )


def _fist(at: Point, wrist: Point, k: float) -> list[Point]:
    """Return the back of a hand closed round a bar at `at`, seen from its outer side."""
    wx = (wrist[0] - at[0]) / k
    points = [
        (wx - 2.7, -GRIP),
        (-4, -4),
        (-4.9, 1),
        (-4.6, 3.4),
        (-3, 4.2),
        (0, 4.5),
        (3, 4.2),
        (4.6, 3.4),
        (4.9, 1),
        (4, -4),
        (wx + 2.7, -GRIP),
    ]
    return [(at[0] + k * x, at[1] - k * y) for x, y in points]


def _knuckles(at: Point, k: float, width: float) -> str:
    """Return the lines between four fingers that go over a bar."""
    lines = "".join(
        f"M{at[0] + x * k:.1f} {at[1] - 4.2 * k:.1f}V{at[1] - 0.6 * k:.1f}" for x in (-2.3, 0, 2.3)
    )
    return dye(lines, width * 0.6)


def foot_side(x: float, y: float, length: float, *, leg: float = 0.75, width: float = LINE) -> str:
    """Return the therapist's foot from its inner side, toes right: x the heel's back, y the ground.

    `leg` is the height of what is shown, in lengths of the foot.
    """
    u, up = length / 100, leg * 100

    def placed(points: list[Point]) -> list[Point]:
        return [(x + a * u, y - b * u) for a, b in points]

    front = placed(
        [
            (33, up),
            (31.5, (up + 40) / 2),
            (31.8, 40),
            *_FOOT[6:],
            (0.2, 11),
            (1.2, 19),
            (4.2, 29),
            (5.6, 37),
            (5.2, (up + 40) / 2),
            (3.4, up),
        ]
    )
    out = smooth(front, closed=False, tension=0.9) + "Z"
    detail = [
        points("13 33, 17 36.5, 21.5 34, 20.5 29"),
        [(87, 9.9), (90.5, 7.9), (96.5, 8.6)],
        [(81.5, 4), (84.5, 3.4), (86, 1.6)],
    ]
    marks = "".join(smooth([(x + a * u, y - b * u) for a, b in line], closed=False) for line in detail)
    return body_ink(out, width=width) + dye(marks, width * 0.7)
