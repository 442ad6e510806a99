"""Figures of cloth and of signals."""

from bodies import arm_by, marks, paper
from papers import box
from parts import (
    Point,
    client_side,
    client_top,
    figure,
    ink,
    leader,
    loaded,
    smooth,
    table_side,
    table_top,
    text,
)
from pen import cut
from strokes import moving


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {one.__name__.replace("_", "-"): one() for one in (draping_back, draping_leg, stop_signals)}


def sheet(points: list[Point], *, tension: float = 0.8) -> str:
    """Return a cloth."""
    d = smooth(points, tension=tension)
    return paper(d, soft=True)


def crease(*lines: list[Point]) -> str:
    """Return the soft lines of what lies under a cloth."""
    d = "".join(smooth(line, closed=False) for line in lines)
    return marks(d)


def lying(x: float, y: float, k: float) -> tuple[str, "object"]:
    """Return table and client from above, and a function from places of the body map to places of the sheet."""
    s = 0.17 * k
    return table_top(x, y + 24 * k, k, width=80) + client_top(x, y, k), lambda a, b: (x + a * s, y + b * s)


def draping_back() -> str:
    """Draw the back open and everything below the rim of the pelvis under a sheet."""
    body, at = lying(128, 44, 2.05)
    edge = [
        (90, 398),
        (99, 420),
        (110, 452),
        (116, 486),
        (118, 520),
        (117, 560),
        (112, 610),
        (106, 680),
        (100, 760),
        (96, 860),
        (92, 960),
        (92, 1026),
    ]
    ring = (
        [at(x, y) for x, y in edge]
        + [at(0, 1034)]
        + [at(-x, y) for x, y in reversed(edge)]
        + [at(-45, 400), at(0, 402), at(45, 400)]
    )
    body += sheet(ring) + crease(
        [at(-62, 520), at(-30, 534), at(0, 522)],
        [at(62, 520), at(30, 534), at(0, 522)],
        [at(0, 560), at(2, 700), at(0, 900)],
        [at(-70, 728), at(-44, 734), at(-22, 726)],
        [at(70, 728), at(44, 734), at(22, 726)],
    )
    (x1, y1), (x2, y2) = at(-92, 394), at(92, 424)
    body += paper(f"M{x1:g} {y1:g}H{x2:g}V{y2:g}H{x1:g}Z", soft=True)
    for side in (1, -1):
        body += moving([at(side * 150, 440), at(side * 132, 452), at(side * 104, 450)], 3)
    (fx, fy), (tx, ty) = at(70, 409), at(142, 443)
    body += text(304, 176, "one flat fold") + leader(299, 172, fx, fy)
    body += text(304, 236, "tucked under") + text(304, 259, "both sides") + leader(299, 234, tx, ty)
    return figure(
        "draping-back",
        "The drape for the back",
        "From above, a client lies face down. The back is open from the shoulders to the rim of the "
        "pelvis. The sheet begins there with one flat fold and covers pelvis, legs and feet. "
        "Two arrows show it tucked under both sides of the pelvis. No edge hangs over the side of the"
        " table where a foot will stand.",
        (10, 8, 440, 446),
        body,
    )


def draping_leg() -> str:
    """Draw one leg open, the other and the rest of the body under a sheet."""
    body, at = lying(128, 44, 2.05)
    outer = [
        (40, 160),
        (80, 166),
        (112, 200),
        (112, 260),
        (100, 320),
        (98, 390),
        (110, 452),
        (118, 500),
        (117, 560),
        (110, 640),
        (102, 740),
        (96, 860),
        (92, 960),
        (92, 1026),
    ]
    inner = [(2, 1030), (4, 900), (5, 760), (3, 640), (-1, 586), (-4, 560)]
    across = [
        (-30, 546),
        (-66, 536),
        (-96, 520),
        (-116, 504),
        (-116, 480),
        (-108, 450),
        (-97, 390),
        (-99, 320),
        (-112, 260),
        (-112, 200),
        (-80, 166),
        (-40, 160),
    ]
    body += sheet([at(*p) for p in (*outer, *inner, *across)], tension=0.7)
    body += crease(
        [at(0, 200), at(0, 400)],
        [at(62, 520), at(30, 534), at(6, 526)],
        [at(70, 728), at(44, 734), at(24, 726)],
        [at(-80, 470), at(-40, 510), at(-10, 528)],
    )
    body += moving([at(-134, 560), at(-120, 530), at(-84, 522)], 3)
    body += moving([at(-40, 610), at(-20, 596), at(2, 566)], 3)
    body += text(304, 236, "anchored high") + leader(299, 232, *at(0, 566))
    body += text(304, 330, "stays covered") + leader(299, 326, *at(70, 800))
    return figure(
        "draping-leg",
        "The drape for one leg",
        "From above, a client lies face down. The left leg is open from just below the gluteal fold "
        "to the foot. The sheet covers the back, the gluteal region and the whole other leg. "
        "One arrow shows the edge passed under the open thigh from the outer side; a second shows the"
        " inner edge anchored high at the top of the inner thigh, so that it stays covered when the "
        "leg moves.",
        (10, 8, 440, 446),
        body,
    )


def stop_signals() -> str:
    """Draw four signals that work face down."""
    k, name = 1.74, "stop-signals"
    body = "<defs>"
    places = [(4, 4), (234, 4), (4, 196), (234, 196)]
    for index, (x, y) in enumerate(places):
        body += cut(f"{name}-{index}", x, y, 222, 184)
    body += "</defs>"
    for index, ((x, y), words) in enumerate(
        zip(places, ("a word", "a raised hand", "a slap", "let go"), strict=True)
    ):
        top, crown = y + 112, x + 18

        def put(cm: float, up: float, crown: float = crown, top: float = top) -> Point:
            return crown + cm * k, top - up * k

        scene = (
            table_side(crown + 24 * k, top, k, legs=False)
            + client_side(crown, top, k, arm=index == 0, bolster=False).svg
        )
        if index == 0:
            bx, by = put(6, 24)
            scene += paper(
                f"M{x + 14:g} {y + 16:g}h92a8 8 0 0 1 8 8v20a8 8 0 0 1 -8 8H{bx + 16:g}L{bx + 6:g} {by + 6:g}"
                f"L{bx + 2:g} {y + 52:g}H{x + 14:g}a8 8 0 0 1 -8 -8v-20a8 8 0 0 1 8 -8Z"
            )
            scene += text(x + 60, y + 41, "“Stop”", anchor="middle", bold=True)
        elif index == 1:
            scene += arm_by(put(34, 13), put(62, 5), put(62, 30), k, 4)
        elif index == 2:
            scene += arm_by(put(34, 12), put(60, 2), put(82, -1), k, 96)
            hx, hy = put(100, -2)
            scene += ink(f"M{hx + 2:g} {hy - 12:g}l9 -9M{hx + 6:g} {hy:g}h12M{hx + 2:g} {hy + 12:g}l9 9", 2.6)
        else:
            scene += arm_by(put(34, 12), put(58, 3), put(77, -6), k, 128)
            ball = put(93, -27)
            r = 3.6 * k
            scene += loaded(
                f"M{ball[0] - r:g} {ball[1]:g}a{r:g} {r:g} 0 1 1 {2 * r:g} 0a{r:g} {r:g} 0 1 1 {-2 * r:g} 0Z"
            )
            scene += ink(f"M{ball[0] - 4:g} {ball[1] - 13:g}v-12M{ball[0] + 4:g} {ball[1] - 13:g}v-12", 2)
        body += (
            f'<g clip-path="url(#{name}-{index})">{scene}</g>'
            + box(x, y, 222, 184, plain=True)
            + text(x + 12, y + 172, words, size=17)
        )
    return figure(
        name,
        "Four ways to say stop, face down",
        "Four pictures of a client who lies face down with the head in a cradle. A word: “Stop”. A "
        "raised hand: the forearm goes straight up from the table. "
        "A slap: the palm strikes the edge of the table. Let go: the hand opens over the edge and a "
        "soft ball falls. A word and one movement are agreed and tested.",
        (0, 0, 460, 384),
        body,
    )
