"""The order of the regions, and the limits of two-foot work, on the body map."""

from math import dist

from onmap import Detail, Sole, faults, key
from pen import HAIR, dye, figure, ink, smooth, text
from strokes import moving

from ashilms.bodymap.drawing import MID, TOP, shape_of
from ashilms.bodymap.rules import BY_ID, Point, Zone

BACK = (
    *(
        f"{name}-left"
        for name in ("tES", "tlES", "lES", "scap", "scapedge", "glut", "glut-uo", "sci", "latrib-n", "float")
    ),
    *(f"{name}-left" for name in ("renal", "crest", "psis", "troch", "isch", "acro", "axilla")),
    *("spine", "neck", "sac", "cleft"),
)
LEG = ("ham-left", "pop-left", "fib-left", "calf-left", "ach-left", "medthigh-left", "isch-left", "cleft")


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        "sequence-back": sequence_back(),
        "sequence-leg": sequence_leg(),
        "two-foot-limits": two_foot_limits(),
    }


def number(x: float, y: float, words: str) -> str:
    """Return a number in a small circle."""
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="11" fill="#fff" stroke="#16212c"/>'
    look = 'font-size="14" font-weight="700" text-anchor="middle"'
    return f'<g class="al-bm__pin">{ring}<text x="{x:g}" y="{y + 5:g}" {look}>{words}</text></g>'


def lift(a: Point, b: Point, bow: float = 0, gap: float = 15) -> str:
    """Return a dashed arc from a to b: unload, lift, place; `gap` is left free at both ends."""
    far = dist(a, b)
    ux, uy = (b[0] - a[0]) / far, (b[1] - a[1]) / far
    start, end = (a[0] + ux * gap, a[1] + uy * gap), (b[0] - ux * gap, b[1] - uy * gap)
    middle = ((a[0] + b[0]) / 2 - uy * bow, (a[1] + b[1]) / 2 + ux * bow)
    line = smooth([start, middle, end], closed=False)
    head = moving([middle, end], 2.6).replace(smooth([middle, end], closed=False), "")
    return ink(line, 6).replace("currentColor", "var(--al-sheet,#fff)") + dye(line, 2.6, dash="5 5") + head


def sequence_back() -> str:
    """Draw the five places of one side of the back and the lifts between them."""
    view = Detail(-152, 122, 0.9, 196, 372)
    places = [view.at(x, y) for x, y in ((-27, 206), (-76, 214), (-27, 290), (-26, 362), (-68, 462))]
    body = view.map("sequence-back", BACK)
    for a, b, bow in zip(places, places[1:], (0, -6, 0, 22), strict=False):
        body += lift(a, b, bow)
    for index, (x, y) in enumerate(places, 1):
        body += number(x, y, str(index))
    for index, words in enumerate(("lane", "blade", "below the lane", "low back", "gluteal bulk"), 1):
        y = 70 + index * 34
        body += number(222, y - 5, str(index)) + text(241, y, words, size=16)
    return figure(
        "sequence-back",
        "The order of the back",
        "The client's left side from behind, with five numbers and a dashed arrow from each to the "
        "next. 1, the lane beside the "
        "spine, safe. 2, the flat of the shoulder blade, caution. 3, the muscle below the lane, "
        "caution. 4, the low back, caution. "
        "5, the gluteal bulk, safe apart from the path of the sciatic nerve. Between two numbers the "
        "foot is unloaded, lifted and "
        "placed again. Neck, spine, outer ribs, kidneys, rim of the pelvis and sacrum are never.",
        (0, 0, 360, 372),
        body,
    )


def sequence_leg() -> str:
    """Draw the two strokes of the leg and the lift between them."""
    view = Detail(-128, 490, 0.86, 252, 372)
    thigh = Sole(-50, 630, 180), Sole(-50, 590, 180)
    calf = Sole(-45, 822, 180, rests=("arch",)), Sole(-45, 792, 180, rests=("arch",))
    if wrong := faults(thigh, Zone.SAFE) + faults(calf, Zone.CAUTION):
        raise ValueError(wrong)
    body = view.map("sequence-leg", LEG)
    for first, last in (thigh, calf):
        body += view.patch(first) + view.patch(last)
        a, b = view.at(*first.load("arch")), view.at(*last.load("arch"))
        body += moving([(a[0], a[1] + 8), (b[0], b[1] - 9)])
    body += lift(view.at(-66, 600), view.at(-62, 824), 46, 4)
    for index, (y, words) in enumerate(((105, "thigh"), (281, "calf")), 1):
        body += number(200, y - 5, str(index)) + text(219, y, words, size=16)
    body += text(219, 206, "lift", size=16) + ink("M210 200H26", HAIR, dash="2 5")
    return figure(
        "sequence-leg",
        "Two strokes with a lift between",
        "The client's left leg from behind. 1: on the back of the thigh the arch glides towards the "
        "trunk, from a hand's breadth above "
        "the knee to below the sitting bone. A dashed arrow leads past the back of the knee: there "
        "the foot is unloaded and lifted. 2: a "
        "lighter stroke runs up the middle of the calf, from above the tendon to a hand's breadth "
        "below the back of the knee. Back of the "
        "knee, head of the fibula, inner thigh, sitting bone and tendon are never.",
        (0, 0, 276, 372),
        body,
    )


def two_foot_limits() -> str:
    """Draw what is settled for two-foot work: two lanes, two arches, and nothing else."""
    name, view = "two-foot-limits", Detail(-142, 118, 1.2, 340, 372)
    left = Sole(-35, 214, 4, shift=(6, 0))
    right = left.to(x=35, turn=-4, side="right")
    if wrong := faults((left, right), Zone.SAFE):
        raise ValueError(wrong)
    under = (
        '<g class="al-bm__region al-bm__region--never">'
        '<rect class="al-bm__wash" width="520" height="1060" fill="#f9e0de" stroke="#9a2027"/>'
        f'<rect class="al-bm__fill" width="520" height="1060" fill="url(#{name}-never)"/></g>'
    )
    lane = shape_of(BY_ID["tES"])
    for side in (1, -1):
        d = smooth([(MID + side * x, TOP + y) for x, y in lane], tension=0.2)
        under += (
            '<g class="al-bm__region al-bm__region--caution">'
            f'<path class="al-bm__wash" d="{d}" fill="#fcecc8" stroke="#7d4f00" stroke-width="2"/>'
            f'<path class="al-bm__fill" d="{d}" fill="url(#{name}-caution)"/></g>'
        )
    body = (
        view.map(name, (), under)
        + view.sole(left)
        + view.sole(right)
        + key(396, ("loaded", "rests", "lifted"))
    )
    return figure(
        name,
        "Two-foot work, as far as it is settled",
        "The back from behind. One foot lies on each side of the spine, and only the two arches are "
        "loaded, on the thoracic erectors above the "
        "level of the lower angle of the shoulder blade. The two strips of muscle are marked caution;"
        " all the rest of the body is cross-hatched: "
        "never. Heels and toes are lifted. Level 2 is closed: this allows nothing yet.",
        (0, 0, 340, 408),
        body,
    )
