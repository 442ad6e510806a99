"""The regions of the body map as data: where each lies, what it allows, and on what condition.

Coordinates are fractions of figure height. x is the distance from the midline, negative on the
client's left (the viewer's left, since the client is seen from behind); y runs down from the crown.
They fit a schematic figure of 170 cm and need an anatomist's signature before anyone relies on them.
"""

from dataclasses import dataclass
from enum import IntEnum

Point = tuple[float, float]


class Zone(IntEnum):
    """What a region allows, mildest first, so that the highest of several is the strictest."""

    SAFE = 1
    CAUTION = 2
    NEVER = 3

    @property
    def word(self) -> str:
        """Return the class as one lower-case word: safe, caution or never."""
        return self.name.lower()


PARTS = ("heel", "arch", "ball", "toes", "edge", "sole")
"""Parts of the foot that can carry the load; `sole` is the whole flat foot."""

FLAT = frozenset({"sole", "arch", "ball"})


@dataclass(frozen=True)
class Region:
    """One region of the map, drawn on the client's right and mirrored to the left."""

    id: str
    label: str
    zone: Zone
    polygon: tuple[Point, ...]
    condition: str = ""
    """What has to hold for a safe or caution region, or why a foot never goes there."""
    parts: frozenset[str] = FLAT
    """Parts of the foot that may carry load here; any other makes the point `never`."""
    sided: bool = True
    """Whether left and right are two places (a calf) or one (the spine)."""
    refines: str = ""
    """A region that this one lies in and speaks for."""


def box(left: float, right: float, top: float, bottom: float) -> tuple[Point, ...]:
    """Return the rectangle from `left` to `right` and from `top` to `bottom` as a polygon."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _never(
    id: str, label: str, shape: tuple[float, float, float, float], why: str, *, sided: bool = True
) -> Region:
    return Region(id, label, Zone.NEVER, box(*shape), why, frozenset(), sided)


REGIONS: tuple[Region, ...] = (
    _never("head", "Head", (0, 0.055, 0, 0.105), "skull and face in the cradle", sided=False),
    _never("neck", "Neck to C7", (0, 0.050, 0.105, 0.165), "spinal cord and neck arteries", sided=False),
    _never(
        "spine",
        "Spinous processes",
        (0, 0.012, 0.150, 0.455),
        "bone under skin; load goes to the joints",
        sided=False,
    ),
    Region(
        "trap",
        "Upper trapezius slope",
        Zone.CAUTION,
        box(0.045, 0.095, 0.145, 0.175),
        "Seated, light, away from the neck.",
    ),
    _never("acro", "Acromion and spine of scapula", (0.075, 0.130, 0.165, 0.185), "bone under skin"),
    Region(
        "scap",
        "Body of the scapula",
        Zone.CAUTION,
        box(0.045, 0.100, 0.185, 0.250),
        "Flat sole; arm by the side or off the table, supported.",
    ),
    Region(
        "scapedge",
        "Inner edge of the scapula",
        Zone.CAUTION,
        box(0.042, 0.050, 0.180, 0.255),
        "Flat sole only, passing over; never the ball of the foot.",
        frozenset({"sole", "arch"}),
    ),
    Region(
        "tES",
        "Thoracic erectors, T2–T9",
        Zone.SAFE,
        box(0.012, 0.042, 0.170, 0.265),
        "Flat sole, one side at a time, settling on the out-breath.",
    ),
    Region(
        "tlES",
        "Erectors, T10–T12",
        Zone.CAUTION,
        box(0.012, 0.042, 0.265, 0.315),
        "Lighter than above; flat sole, on the out-breath.",
    ),
    Region(
        "lES",
        "Lumbar erectors, L1–L5",
        Zone.CAUTION,
        box(0.012, 0.040, 0.315, 0.415),
        "Light, one foot, abdomen bolstered; no straight-down compression.",
    ),
    Region(
        "latrib-c",
        "Ribs beside the erectors",
        Zone.CAUTION,
        box(0.042, 0.063, 0.255, 0.290),
        "Shallow angle, light, on the out-breath.",
    ),
    _never("latrib-n", "Ribs, outer part", (0.063, 0.105, 0.250, 0.300), "ribs bend and break"),
    _never("axilla", "Armpit and its border", (0.105, 0.125, 0.185, 0.235), "nerves and vessels of the arm"),
    _never("float", "Floating ribs, 11 and 12", (0.042, 0.095, 0.290, 0.360), "free ends over the kidneys"),
    _never("renal", "Renal angle and flank", (0.040, 0.095, 0.300, 0.392), "the kidneys, T11 to L3"),
    _never("crest", "Rim of the pelvis (iliac crest)", (0.024, 0.088, 0.388, 0.425), "bone under skin"),
    _never("psis", "Dimple bone (PSIS)", (0.022, 0.032, 0.420, 0.438), "bone under skin"),
    _never(
        "sac",
        "Sacrum",
        (0, 0.032, 0.420, 0.452),
        "hands only at level 1: no flat place for a foot",
        sided=False,
    ),
    _never("cleft", "Gluteal cleft and coccyx", (0, 0.015, 0.452, 0.530), "coccyx; dignity", sided=False),
    Region("glut", "Gluteal bulk", Zone.SAFE, box(0.032, 0.090, 0.438, 0.500), "Flat sole."),
    Region(
        "glut-uo",
        "Gluteal bulk, upper outer quarter",
        Zone.SAFE,
        box(0.050, 0.088, 0.428, 0.468),
        "Flat sole; the one place for the heel at level 1.",
        FLAT | {"heel"},
        refines="glut",
    ),
    Region(
        "sci",
        "Path of the sciatic nerve",
        Zone.CAUTION,
        ((0.028, 0.448), (0.045, 0.448), (0.085, 0.498), (0.085, 0.520), (0.055, 0.520), (0.055, 0.498)),
        "Flat sole, light, no heel; stop at any pain that travels.",
    ),
    _never("troch", "Outer hip (greater trochanter)", (0.090, 0.115, 0.470, 0.510), "bone under skin"),
    _never("isch", "Sitting bone (ischial tuberosity)", (0.028, 0.055, 0.495, 0.525), "bone under skin"),
    _never("medthigh", "Inner thigh", (0, 0.025, 0.520, 0.700), "large vessels; dignity"),
    Region(
        "ham",
        "Back of the thigh",
        Zone.SAFE,
        box(0.025, 0.075, 0.535, 0.665),
        "Flat sole, and only when the questions about clots are answered no.",
    ),
    _never("pop", "Back of the knee", (0.020, 0.080, 0.670, 0.755), "popliteal vessels and nerves"),
    _never("fib", "Head and neck of the fibula", (0.058, 0.082, 0.735, 0.775), "fibular nerve on bone"),
    Region(
        "calf",
        "Calf",
        Zone.CAUTION,
        box(0.025, 0.065, 0.760, 0.845),
        "Light, one foot, after the questions about clots; never on varicose veins.",
    ),
    _never("ach", "Achilles tendon, ankle and heel rim", (0.020, 0.060, 0.845, 0.970), "tendon and bone"),
    Region(
        "arm-prox",
        "Upper arm, top third",
        Zone.CAUTION,
        box(0.120, 0.155, 0.200, 0.265),
        "Seated foot work only.",
    ),
    _never("arm-rest", "Arm below that, elbow, hand", (0.120, 0.180, 0.265, 0.520), "nerves on bone, joints"),
    Region(
        "sole",
        "Soles of the feet",
        Zone.SAFE,
        (),
        "Light. Drawn apart; not with numb feet, and never forcing the ankle.",
    ),
)

BY_ID = {region.id: region for region in REGIONS}


def region_ids(*, sides: bool = True) -> frozenset[str]:
    """Return every id that names a place: `calf`, and with `sides` also `calf-left` and `calf-right`."""
    ids = set(BY_ID)
    if sides:
        ids |= {f"{r.id}-{side}" for r in REGIONS if r.sided for side in ("left", "right")}
    return frozenset(ids)


def split_id(region_id: str) -> tuple[Region, str]:
    """Return the region that `region_id` names and its side: `left`, `right`, or empty for both.

    Raises KeyError when there is no such region.
    """
    for side in ("left", "right"):
        bare = region_id.removesuffix(f"-{side}")
        if bare != region_id and BY_ID[bare].sided:
            return BY_ID[bare], side
    return BY_ID[region_id], ""
