"""Figures of the foot as a tool: its words, and the order of looking at it."""

from parts import (
    body_ink,
    figure,
    foot_shape,
    foot_side,
    ink,
    leader,
    move,
    pin,
    smooth,
    text,
)
from pen import go, points

from ashilms.bodymap import art

WASH = 'fill="var(--al-sheet,#fff)" stroke="var(--al-dye,#1f4068)"'


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"words-for-the-foot": words_for_the_foot(), "foot-inspection": foot_inspection()}


def sole(x: float, y: float, scale: float, parts: tuple[str, ...] = (), *, left: bool = True) -> str:
    """Return a sole seen from below, toes up: a left one has its big toe on the left."""
    shape = foot_shape(parts)
    return move(f'<g transform="scale(-1 1)">{shape}</g>' if left else shape, x, y, scale, 180)


def instep(x: float, y: float, scale: float) -> str:
    """Return a left foot from above, toes up, with its nails."""

    def turned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x - a * scale, y - b * scale) for a, b in points]

    toes, nails = [], ""
    for cx, cy, rx, ry in art.TOES:
        toes.append(
            smooth(
                turned(
                    [
                        (cx, cy + ry),
                        (cx + rx * 0.8, cy + ry * 0.6),
                        (cx + rx, cy),
                        (cx + rx, cy - ry),
                        (cx, cy - ry * 1.6),
                        (cx - rx, cy - ry),
                        (cx - rx, cy),
                        (cx - rx * 0.8, cy + ry * 0.6),
                    ]
                )
            )
        )
        nail = [
            (cx, cy + ry * 0.74),
            (cx + rx * 0.5, cy + ry * 0.55),
            (cx + rx * 0.54, cy + ry * 0.1),
            (cx, cy - ry * 0.02),
            (cx - rx * 0.54, cy + ry * 0.1),
            (cx - rx * 0.5, cy + ry * 0.55),
        ]
        nails += smooth(turned(nail))
    foot = smooth(turned(art.FOOT), tension=0.55)
    rays = "".join(
        smooth(turned(line), closed=False)
        for line in (
            [(-17, 62), (-12, 34), (-4, 4)],
            [(-2, 60), (0, 34), (2, 6)],
            [(9, 58), (9, 34), (6, 6)],
            [(18, 54), (16, 34), (10, 8)],
        )
    )
    leg = smooth(turned(points("1 -16, 14 -22, 19 -38, 15 -56, 2 -63, -11 -56, -15 -38, -10 -22")))
    return (
        body_ink(foot, *toes)
        + ink(rays, 1.2, opacity=0.3)
        + f'<path d="{nails}" {WASH} stroke-width="1.4"/>'
        + body_ink(leg, width=1.4)
    )


def words_for_the_foot() -> str:
    """Draw the sole and the inner side of a foot with the course's words."""
    body = sole(250, 190, 1.75, ("heel", "arch", "ball"))
    for words, y, px, py in (("ball", 104, 202, 106), ("arch", 190, 224, 190), ("heel", 284, 214, 282)):
        body += text(112, y + 6, words, anchor="end") + leader(120, y, px, py)
    body += (
        text(376, 56, "toes")
        + leader(368, 50, 288, 56)
        + text(376, 156, "outer edge")
        + leader(368, 150, 303, 104)
    )
    body += text(376, 290, "sole:") + text(376, 314, "all of it")
    ground = 512
    body += foot_side(120, ground, 290, leg=0.5) + ink(f"M90 {ground + 2}H440", 2)
    arch = smooth(
        [(120 + a * 2.9, ground - b * 2.9) for a, b in ((29, 1.6), (38, 5.6), (48, 6.8), (58, 4.5), (67, 1))],
        closed=False,
    )
    body += go(arch)
    for words, x in (("heel", 148), ("arch", 258), ("ball", 342), ("toes", 402)):
        body += text(x, ground + 32, words, anchor="middle") + ink(f"M{x} {ground + 6}v8", 1.6)
    return figure(
        "words-for-the-foot",
        "Words for the foot",
        (
            "Above, a left sole seen from below with the toes up: the ball behind the toes, the arch along "
            "the inner side, the heel at the back, and the outer edge on the side of the little toe. The sole"
            " is all of it, laid flat. Below, the same foot from its inner side, standing on a line: heel, "
            "ball and toes touch the line, and the arch is the hollow between heel and ball."
        ),
        (60, 24, 470, 534),
        body,
    )


def foot_inspection() -> str:
    """Draw the order of looking, on the sole and on the top of the foot."""
    body = sole(150, 220, 2.05) + instep(392, 220, 1.95)
    dots = ((-18, 78), (-14, 48), (16, 46), (2, 0), (0, -52))
    body += "".join(
        ink(f"M{143 + x * 2.05:.1f} {220 - y * 2.05:.1f}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z", 2, dash="1 4.5")
        for x, y in dots
    )
    body += text(150, 452, "from below", anchor="middle") + text(392, 452, "from above", anchor="middle")
    for word, x, y, px, py in (
        ("1", 60, 30, 96, 50),
        ("3", 40, 120, 112, 124),
        ("3", 40, 214, 136, 216),
        ("3", 40, 310, 126, 316),
        ("4", 70, 400, 122, 366),
        ("7", 238, 92, 190, 120),
        ("5", 262, 262, 357, 236),
        ("2", 398, 24, 411, 76),
        ("6", 490, 40, 430, 56),
        ("5", 490, 200, 402, 190),
    ):
        body += leader(x, y, px, py) + pin(x, y, word)
    return figure(
        "foot-inspection",
        "The order of looking",
        (
            "A left foot from below and from above, with numbers in the order of looking: 1 the toes, tip and"
            " underside; 2 between the toes; 3 ball, arch and heel; 4 the rim of the heel, all the way round;"
            " 5 the outer edge and the top; 6 the nails, edges and corners; 7 five places on the sole where a"
            " fingertip tests the feeling."
        ),
        (14, 4, 506, 464),
        body,
    )
