"""Figures made from the body map: landmarks, ribs, the sciatic nerve, the kidneys.

Positions are the map's own thousandths of figure height. Levels follow `ashilms.bodymap.regions`: C7 at 150, a
thoracic column of 165 to T12/L1 at 315, a lumbar one of 106 to L5/S1 at 421.
"""

from itertools import pairwise

from parts import Point, ink, leader, smooth, text
from pen import go, points

from ashilms.bodymap import art
from ashilms.bodymap.drawing import MID, TOP, draw_map

Label = tuple[str, float, float, float]
"""Words, the y of the text, and the place on the body (x from the midline, y from the crown)."""


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        one.__name__.replace("_", "-"): one()
        for one in (
            landmarks_back,
            ribs_and_lane,
            sciatic_corridor,
            kidneys_surface,
        )
    }


def over(name: str, svg: str, extra: str, box: tuple[float, float, float, float], width: float = 0) -> str:
    """Return a body map with more drawn on top, in a box; `width` cuts the body itself short on the right."""
    if width:
        start, end = svg.index("</desc>") + 7, svg.rindex("</svg>")
        x, y, _, high = box
        clip = f'<clipPath id="{name}-cut"><rect x="{x:g}" y="{y:g}" width="{width:g}" height="{high:g}"/></clipPath>'
        svg = f'{svg[:start]}{clip}<g clip-path="url(#{name}-cut)">{svg[start:end]}</g></svg>'
    start = svg.index('viewBox="') + 9
    end = svg.index('"', start)
    return (
        svg[:start] + " ".join(f"{v:g}" for v in box) + svg[end:].removesuffix("</svg>") + extra + "\n</svg>"
    )


def labels(items: list[Label], x: float, size: float, *, side: int = 1) -> str:
    """Return labels in a column at x, with leaders to the body; `side` is 1 to its right, -1 to its left."""
    out = ""
    for words, at, px, py in items:
        out += text(x, at + size * 0.35, words, size=size, anchor="start" if side > 0 else "end")
        out += leader(x - side * 6, at, MID + px, TOP + py)
    return out


def vertebra(name: str, share: float = 0.5) -> float:
    """Return the y of a vertebra, T1 to T12 or L1 to L5: its top with share 0, its lower border with 1."""
    place = int(name[1:]) - 1 + share
    return 150.3 + place * 164.7 / 12 if name[0] == "T" else 315 + place * 106 / 5


def at(places: list[Point], side: int = 1) -> list[Point]:
    """Return map points placed in the drawing, mirrored with side -1."""
    return [(MID + side * x, TOP + y) for x, y in places]


def trunk(y: float) -> float:
    """Return half the width of the trunk, beside the arm, at a y."""
    for (ax, ay), (bx, by) in pairwise(art.SIDE):
        if ay <= y <= by:
            return ax + (bx - ax) * (y - ay) / (by - ay)
    return art.SIDE[0][0]


def landmarks_back() -> str:
    """Draw the bony landmarks of the back that fingers find."""
    lines = ["spine of the scapula", "inner border and lower angle of the scapula", "iliac crest"]
    bones = "".join(smooth(at(art.LINES[line], side), closed=False) for line in lines for side in (1, -1))
    rib = "".join(smooth(at([(44, 308), (58, 313), (74, 322)], side), closed=False) for side in (1, -1))
    spine = [f"T{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 6)]
    knobs = "".join(
        f'<circle cx="{MID}" cy="{TOP + y:.1f}" r="{r}" fill="currentColor" fill-opacity="{faint}"/>'
        for y, r, faint in [(150, 4.4, 1)] + [(vertebra(bone), 2.6, 0.55) for bone in spine]
    )
    words = labels(
        [
            ("C7, base of the neck", 164, 0, 150),
            ("Spine of the scapula", 194, 92, 176),
            ("Inner border", 224, 44, 214),
            ("Lower angle: T8", 276, 62, 256),
            ("Lowest rib", 330, 70, 320),
            ("Iliac crest: L4", 402, 62, 394),
            ("Dimple bone (PSIS)", 450, 27, 429),
            ("Outer hip", 508, 103, 488),
            ("Sitting bone", 548, 42, 510),
        ],
        392,
        18,
    )
    svg = draw_map(
        name="landmarks-back",
        title="Landmarks that fingers find",
        show=(),
        desc=(
            "The back of the body without regions. From the top: C7, the knob at the base of the neck; the "
            "spine of the shoulder blade, its inner border and its lower angle, level with about T8; the "
            "lowest rib; the iliac crest, level with about L4; the dimple bone (PSIS); the outer hip; the "
            "sitting bone. Dots mark the row of spinous processes from C7 to L5."
        ),
    )
    level = "".join(
        ink(f"M{MID - x:.1f} {TOP + y}H{MID + x:.1f}", 1.2, dash="5 4", opacity=0.6)
        for x, y in ((74, 255), (84, 388))
    )
    spots = "".join(
        f'<circle cx="{MID - x}" cy="{TOP + y}" r="3" fill="currentColor"/>'
        for x, y in ((27, 429), (103, 488), (42, 510))
    )
    return over(
        "landmarks-back",
        svg,
        level + ink(bones + rib, 2.6) + knobs + spots + words,
        (125, 135, 470, 440),
        250,
    )


def ribs_and_lane() -> str:
    """Draw the ribs under the lane and its neighbours."""
    ribs = ""
    for side in (1, -1):
        for n in range(2, 13):
            y, out = vertebra(f"T{n}", 0.35), min(1.0, 0.62 + n * 0.05)
            reach = {11: 84, 12: 66}.get(n, 74 + 36 * out if n > 3 else 58 + 10 * n)
            fall = {11: 24, 12: 16}.get(n, 26 + 2.4 * n)
            reach = min(reach, trunk(y + fall) - 3)
            run = [
                (9, y),
                (26, y + 0.5),
                (44, y + fall * 0.22),
                (44 + (reach - 44) * 0.55, y + fall * 0.55),
                (reach, y + fall),
            ]
            ribs += smooth(at(run, side), closed=False)
    words = labels(
        [
            ("Spine: never", 196, 4, 186),
            ("Lane: safe, T2–T9", 226, 30, 210),
            ("Lower angle", 276, 62, 256),
            ("Beside it: caution", 306, 54, 280),
            ("Outer ribs: never", 336, 84, 284),
            ("Floating ribs: never", 366, 80, 318),
            ("T10–T12: caution", 396, 28, 302),
        ],
        392,
        18,
    )
    show = ["spine", "tES", "tlES", "latrib-c", "latrib-n", "float"]
    svg = draw_map(
        name="ribs-and-lane",
        title="The lane and the ribs",
        show=show,
        desc=(
            "The upper back with the ribs drawn in. The safe lane lies over the erectors on each side of the "
            "spine, from T2 to the level of the lower angle of the shoulder blade. Below it the erectors are "
            "caution. Just beside them a short strip of ribs is caution; further out the ribs are never, and "
            "so are the two lowest, which float: each ends free, short of the side."
        ),
    )
    level = ink(f"M{MID - 78} {TOP + 255}H{MID + 62}", 1.2, dash="5 4")
    lines = f'<path class="al-bm__lines" d="{ribs}" fill="none" stroke="#56626d" stroke-width="2"/>'
    return over("ribs-and-lane", svg, lines + level + words, (125, 140, 470, 290), 250)


def sciatic_corridor() -> str:
    """Draw how the path of the sciatic nerve is found from three bones."""
    psis, isch, troch = (27.0, 429.0), (41.5, 510.0), (102.0, 490.0)
    third = (psis[0] + (isch[0] - psis[0]) / 3, psis[1] + (isch[1] - psis[1]) / 3)
    half = ((isch[0] + troch[0]) / 2, (isch[1] + troch[1]) / 2)
    tape = smooth(at([psis, isch]), closed=False) + smooth(at([isch, troch]), closed=False)
    nerve = smooth(
        at([(third[0] - 5, third[1] - 5), third, (52, 478), half, (73, 522), (67, 552)]), closed=False
    )
    spots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="currentColor"/>' for x, y in at([psis, isch, troch])
    )
    marks = "".join(
        f'<g class="al-bm__pin"><circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="#fff" stroke="#16212c"/></g>'
        for x, y in at([third, half])
    )
    words = labels(
        [
            ("Dimple bone", 436, *psis),
            ("Heel allowed", 456, 78, 440),
            ("⅓ of the way", 476, *third),
            ("Outer hip", 502, *troch),
            ("halfway", 522, *half),
            ("Sitting bone", 542, *isch),
        ],
        380,
        13,
    )
    svg = draw_map(
        name="sciatic-corridor",
        title="Where the sciatic nerve runs",
        show=["glut", "glut-uo", "sci", "psis", "isch", "troch", "sac"],
        desc=(
            "The gluteal region from behind. On the right, one line runs from the dimple bone to the sitting "
            "bone and a second from the sitting bone to the outer hip. The nerve comes out a third of the way"
            " along the first and passes the middle of the second; then it goes on down the thigh. The "
            "hatched corridor on both sides follows it and is caution. The upper outer quarter, where alone a"
            " heel may rest, lies well outside it."
        ),
    )
    run = go(nerve)
    return over(
        "sciatic-corridor",
        svg,
        run + ink(tape, 1.6, dash="4 3") + spots + marks + words,
        (130, 420, 340, 152),
        240,
    )


def kidneys_surface() -> str:
    """Draw the kidneys under the regions of the low back."""
    bean = points(
        "24 0, 35 2, 45 11, 51.5 25, 54.5 41, 52 54, 44.5 61.5, 36 60, 31 52, 30.5 43, 32 36, "
        "30 30, 23 26, 17 19, 15 10, 18 3"
    )
    kidneys = "".join(
        smooth(at([(x, top + y) for x, y in bean], side)) for side, top in ((-1, 299), (1, 308))
    )
    top, low = vertebra("T11", 0.9), vertebra("L3", 1)
    frame = "".join(
        f"M{MID + side * 14.7:.1f} {TOP + top:.1f}H{MID + side * 55.9:.1f}V{TOP + low:.1f}H{MID + side * 14.7:.1f}Z"
        for side in (-1, 1)
    )
    words = labels(
        [
            ("T11", 308, 0, top - 4),
            ("Floating ribs: never", 324, 88, 314),
            ("Erectors: caution", 342, 20, 330),
            ("Kidney", 360, 48, 352),
            ("Flank: never", 378, 84, 368),
            ("L3", 396, 0, low - 4),
            ("Rim of the pelvis", 414, 80, 396),
        ],
        364,
        13,
    )
    svg = draw_map(
        name="kidneys-surface",
        title="The kidneys from behind",
        show=["tlES", "lES", "float", "renal", "crest", "spine"],
        desc=(
            "The low back with the outlines of both kidneys. A dashed box on each side shows the span in "
            "which they lie: from T11 to L3, from 2.5 to 9.5 centimetres beside the midline. The left kidney "
            "lies a little higher than the right. Their outer part lies under the never regions of flank and "
            "floating ribs; their inner part lies under the erectors, which are caution, not safe."
        ),
    )
    organ = f'<path d="{kidneys}" class="al-foot__go" fill="none" stroke="#1f4068" stroke-width="4"/>'
    return over(
        "kidneys-surface", svg, organ + ink(frame, 1.5, dash="4 3") + words, (150, 292, 372, 140), 200
    )
