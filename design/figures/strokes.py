"""The seven strokes of level 1 on the body map: where each begins and ends, and what is loaded. None may be wrong:
`python design/figures/strokes.py` says where a load would lie on a stricter place than its stroke allows.
"""

from math import atan2, cos, radians, sin

from bodies import paper
from onmap import SIZE, Detail, Sole, between, faults, key
from pen import dye, figure, ink, leader, smooth, text

from ashilms.bodymap.rules import Point, Zone

Drawn = tuple[str, list[Sole], Zone]
"""What is drawn, every place of the foot on its way, and the class that may be loaded."""

LANE = (
    "tES-left",
    "tlES-left",
    "spine",
    "neck",
    "scapedge-left",
    "float-left",
    "latrib-n-left",
    "latrib-c-left",
)
HIP = (
    "glut-left",
    "glut-uo-left",
    "sci-left",
    "crest-left",
    "psis-left",
    "sac",
    "cleft",
    "troch-left",
    "isch-left",
    "lES-left",
    "spine",
)
BACK, PELVIS = Detail(-138, 128), Detail(-158, 372, 1.42)

IN_LANE = Sole(-35, 204, 4, shift=(6, 0))
"""A left foot on the client's left, toes to the client's feet, heel and toes lifted."""
ON_HIP = Sole(-80, 450, -20, shift=(5, 4))

GLIDE = (
    "The therapist's left foot lies along the lane beside the spine on the client's left, "
    "toes towards the client's feet. "
)


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    found = {}
    for name, (title, desc, draw) in STROKES.items():
        body, _, _ = draw()
        words = ("loaded", "rests", "lifted") if name != "stroke-heel-sink" else ("loaded", "lifted")
        found[name] = figure(name, title, desc, (0, 0, 340, 326), body + key(314, words))
    return found


def moving(points: list[Point], width: float = 4.5) -> str:
    """Return a curved arrow through points of the sheet, in the indigo of the foot, with a pale rim."""
    (ax, ay), (bx, by) = points[-2:]
    turn, size = atan2(by - ay, bx - ax), 5 + 1.6 * width
    (px, py), (qx, qy) = ((bx - size * cos(turn + s), by - size * sin(turn + s)) for s in (0.56, -0.56))
    d = smooth(points, closed=False) + f"M{px:.1f} {py:.1f}L{bx:.1f} {by:.1f}L{qx:.1f} {qy:.1f}"
    return ink(d, width + 3.5).replace("currentColor", "var(--al-sheet,#fff)") + dye(d, width)


def said(x: float, y: float, words: str, to: Point) -> str:
    """Return a label on the free side of the back and its line."""
    return leader(x - 5, y - 5, *to) + text(x, y, words, size=15)


def lower_angle() -> str:
    """Return the level at which the lane ends at level 1."""
    (x1, y), (x2, _) = BACK.at(-44, 255), BACK.at(88, 255)
    return ink(f"M{x1:g} {y:g}H{x2:g}", 1.6, dash="6 5") + text(
        336, y + 20, "lower angle", size=15, anchor="end"
    )


def glide() -> Drawn:
    """Draw the glide: from below the base of the neck to the level of the lower angle."""
    first, last = IN_LANE, IN_LANE.to(y=236)
    (ax, ay), (bx, by) = BACK.at(*first.load("arch")), BACK.at(*last.load("arch"))
    body = BACK.map("stroke-glide", LANE) + lower_angle() + BACK.sole(first, ghost=True) + BACK.sole(last)
    body += moving([(ax, ay - 12), (bx, by + 10)])
    body += said(266, 84, "start", (ax + 9, ay - 12)) + said(266, 150, "end", (bx + 11, by - 2))
    return body, between(first, last), Zone.SAFE


def push_draw() -> Drawn:
    """Draw push and draw: out and back over the same short way."""
    first = IN_LANE.to(y=199, loaded=("arch", "ball"))
    last = first.to(y=213)
    body = BACK.map("stroke-push-draw", LANE) + lower_angle() + BACK.sole(first, ghost=True) + BACK.sole(last)
    x, y = BACK.at(-74, 178)
    body += moving([(x, y), (x, y + 78)], 10) + moving([(x - 28, y + 74), (x - 28, y + 4)], 3.2)
    body += moving([(252, 78), (252, 116)], 8) + text(272, 103, "push", size=15)
    body += moving([(252, 166), (252, 130)], 3.2) + text(272, 153, "draw", size=15)
    return body, between(first, last), Zone.SAFE


def crescent() -> Drawn:
    """Draw the crescent: out of the lane, over the flat of the blade, back into the lane."""
    first, far, last = IN_LANE.to(y=199), Sole(-68, 214, -40), IN_LANE.to(y=235)
    a, b, c = (BACK.at(*sole.load("arch")) for sole in (first, far, last))
    body = BACK.map("stroke-crescent", (*LANE, "scap-left", "acro-left", "axilla-left")) + lower_angle()
    body += BACK.sole(first, ghost=True) + BACK.sole(far) + BACK.patch(last)
    body += moving([a, (b[0] + 26, a[1] + 6), b, (b[0] + 22, c[1] - 8), (c[0] + 4, c[1])])
    body += said(266, 84, "start", (a[0] + 9, a[1] - 8)) + said(266, 150, "end", (c[0] + 12, c[1] - 4))
    heel = BACK.at(*far.place([(0, -46)])[0])
    body += text(16, 34, "heel free", size=15) + leader(48, 40, *heel)
    return body, between(first, far) + between(far, last), Zone.CAUTION


def fan() -> Drawn:
    """Draw the fan: the forefoot opens a little about a heel that stays, and carries nothing."""

    def opened(turn: float) -> Sole:
        c, s = cos(radians(turn)), sin(radians(turn))
        return Sole(-32 - SIZE * 52 * s, 162 + SIZE * 52 * c, turn, loaded=("anchor", "ball"), shift=(8, 0))

    first, last = opened(4), opened(10)
    body = BACK.map("stroke-fan", LANE) + lower_angle() + BACK.sole(first, ghost=True) + BACK.sole(last)
    tips = [BACK.at(*opened(turn).place([(0, 84)])[0]) for turn in (-2, 4, 10, 16)]
    body += moving(tips)
    body += said(
        240, 120, "loaded least", (BACK.at(*last.load("ball"))[0] + 12, BACK.at(*last.load("ball"))[1] - 6)
    )
    return body, between(first, last), Zone.SAFE


def compression() -> Drawn:
    """Draw the compression: down, hold, up, at one place."""
    body = PELVIS.map("stroke-compression", HIP) + PELVIS.sole(ON_HIP)
    x, y = 196, 190
    panel = paper(f"M{x} {y}h136v88h-136Z", width=1.3)
    curve = smooth([(x + 10, y + 54), (x + 24, y + 48), (x + 40, y + 18), (x + 52, y + 14)], closed=False)
    curve += smooth([(x + 52, y + 14), (x + 84, y + 14)], closed=False)
    curve += smooth([(x + 84, y + 14), (x + 96, y + 18), (x + 112, y + 48), (x + 126, y + 54)], closed=False)
    body += panel + dye(curve, 4)
    for at, word in ((25, "settle"), (68, "hold"), (111, "leave")):
        body += text(x + at, y + 76, word, size=14, anchor="middle")
    return body, [ON_HIP], Zone.SAFE


def heel_sink() -> Drawn:
    """Draw the heel sink: one place, nothing but the heel."""
    foot = Sole(-71, 447 + SIZE * 52, -4, loaded=("heel",), rests=())
    body = PELVIS.map("stroke-heel-sink", HIP) + PELVIS.sole(foot)
    body += said(256, 150, "upper outer", PELVIS.at(-54, 446)) + text(256, 168, "quarter", size=15)
    return body, [foot], Zone.SAFE


def rock() -> Drawn:
    """Draw the rock: a sway of a centimetre or two under a sole that does not slide."""
    x, y = PELVIS.at(*ON_HIP.place([(2, 46)])[0])
    body = PELVIS.map("stroke-rock", HIP) + PELVIS.sole(ON_HIP)
    body += (
        moving([(x, y), (x - 22, y)])
        + moving([(x, y), (x + 22, y)])
        + dye(f"M{x - 18:g} {y:g}H{x + 18:g}", 4.5)
    )
    body += said(258, 190, "1 to 2 cm", (x + 28, y))
    return body, [ON_HIP], Zone.SAFE


STROKES = {
    "stroke-glide": (
        "The one-foot glide",
        GLIDE + "The arch carries the load, on the safe muscle only. It glides "
        "from a little below the base of the neck down to the level of the lower angle of the "
        "shoulder blade, marked with a dashed line, and ends "
        "there. The ball of the foot rests without weight; heel and toes are lifted. Spine, neck and "
        "outer ribs are never.",
        glide,
    ),
    "stroke-push-draw": (
        "Push and draw",
        GLIDE + "Arch and ball are loaded. A thick arrow shows the heavier push along the muscle, "
        "a thin one the lighter draw back over the same few centimetres. Both ends lie in the lane, "
        "above the level of the lower angle. Heel and toes are lifted.",
        push_draw,
    ),
    "stroke-crescent": (
        "The crescent",
        "The arch leaves the lane on the client's left, crosses the inner edge of the shoulder blade "
        "flat, follows a curve "
        "over the body of the blade and comes back to the lane above the level of the lower angle. "
        "The loaded part stays inside the rim: "
        "below the ridge at the top, short of the armpit. The ball rests. The heel it pivots on is "
        "free and carries nothing on the body.",
        crescent,
    ),
    "stroke-fan": (
        "The fan",
        "The left foot lies along the lane, toes towards the client's feet. About a heel that stays "
        "in place and carries nothing, the forefoot "
        "opens outward a little, away from the spine, like the hand of a clock. The arch keeps a "
        "light load, the ball an even lighter one, and both stay in the lane: short of "
        "the inner edge of the shoulder blade and above the level of its lower angle.",
        fan,
    ),
    "stroke-compression": (
        "Compression",
        "A foot lies on the gluteal bulk of the client's left, and the load is under the arch, on the"
        " safe muscle and clear of the path of the "
        "sciatic nerve. Nothing slides. A small curve shows the weight over time: it settles on the "
        "out-breath, is held, and leaves on the in-breath. "
        "Rim of the pelvis, sacrum, sitting bone and outer hip are never.",
        compression,
    ),
    "stroke-heel-sink": (
        "The heel sink",
        "Only the heel of the foot is loaded. It lies in the upper outer quarter of the gluteal bulk "
        "on the client's left, below the rim of the pelvis, "
        "inward of the outer hip and clear of the path of the sciatic nerve. Arch, ball and toes are "
        "lifted. It is the one place for the heel at level 1.",
        heel_sink,
    ),
    "stroke-rock": (
        "The rock",
        "A foot rests on the gluteal bulk of the client's left with a light load under the arch. A "
        "short arrow with two heads across the sole shows a sway "
        "from side to side of one to two centimetres. The sole does not slide on the skin. The low "
        "back is left out.",
        rock,
    ),
}

if __name__ == "__main__":
    for name, (_, _, draw) in STROKES.items():
        _, soles, zone = draw()
        print(name, faults(soles, zone) or f"nothing loaded is stricter than {zone.word}")
