"""Figures of the room: the bars from above, how they are fixed, where the stool stands, how the hand holds."""

from math import cos, radians, sin

from parts import (
    HAIR,
    arrow,
    bars_top,
    body_ink,
    client_top,
    dye,
    figure,
    foot_shape,
    ink,
    leader,
    move,
    smooth,
    stool_top,
    table_top,
    text,
    zone,
)
from pen import Point, cut, points, slab

HAND = 1.25
"""Scale of the hands: drawn about a bar of radius 13."""


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        one.__name__.replace("_", "-"): one() for one in (bars_from_above, ceiling_fixing, stool_places, grip)
    }


def good(x: float, y: float) -> str:
    """Return a tick in a circle."""
    return zone("safe", f"M{x - 14:g} {y:g}a14 14 0 1 0 28 0a14 14 0 1 0 -28 0Z") + ink(
        f"M{x - 6:g} {y:g}l4.5 5.5l8 -10.5", 3
    )


def bad(x: float, y: float) -> str:
    """Return a cross in an octagon."""
    d = f"M{x - 6:g} {y - 14:g}h12l8 8v12l-8 8h-12l-8 -8v-12Z"
    return zone("never", d, 1.4) + ink(f"M{x - 5:g} {y - 5:g}l10 10m0 -10l-10 10", 3)


def rect(x: float, y: float, wide: float, high: float, fill: str = "skin") -> str:
    """Return a rectangle: skin, or ink with the opacity given."""
    if fill == "skin":
        return slab(x, y, wide, high)
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="currentColor" fill-opacity="{fill}"/>'


def bars_from_above() -> str:
    """Draw table, client, bars and the therapist's hands and feet from the ceiling."""
    k, x, y = 1.95, 260, 92
    gap, hands, foot = 42, 92 + 45 * 1.95, 1.95 * 25 / 168
    fists = "".join(_fist_top(x + s * gap / 2 * k, hands + s * 6, k) for s in (-1, 1))
    standing = move(f'<g transform="scale(-1 1)">{foot_shape(())}</g>', x + 28.5 * k, y + 68 * k, foot, 180)
    working = move(foot_shape(("arch",)), x - 5 * k, y + 16.5 * k, foot, 180)
    body = table_top(x, y, k) + client_top(x, y - 24 * k, k, arms="off")
    half = points("0 54, 12 54.5, 19 54, 21 62, 20.5 80, 19.5 110, 18.5 139, 10 141, 0 140")
    drape = smooth(
        [(x + a * k, y + b * k) for a, b in half] + [(x - a * k, y + b * k) for a, b in reversed(half[1:-1])],
        tension=0.7,
    )
    body += f'<path d="{drape}" fill="var(--al-sheet,#fff)" stroke="var(--al-skin-line,#56626d)" stroke-width="2"/>'
    body += working + standing + bars_top(x, y - 12 * k, y + 191 * k, k, gap=gap) + fists
    body += ink(f"M{x - gap / 2 * k:g} {y + 203 * k:g}h{gap * k:g}", 1.6) + ink(
        f"M{x - gap / 2 * k + 9:g} {y + 203 * k - 6:g}l-9 6l9 6M{x + gap / 2 * k - 9:g} {y + 203 * k - 6:g}l9 6l-9 6",
        1.6,
    )
    bar = x + gap / 2 * k
    for words, ly, px, py in (
        ("bar", 120, bar, 134),
        ("hand", 178, bar + 6, hands + 6),
        ("standing foot", 236, x + 28.5 * k + 6, y + 70 * k),
    ):
        body += text(392, ly + 6, words) + leader(386, ly, px, py)
    body += text(128, 166, "working foot", anchor="end") + leader(134, 160, x - 5 * k - 3, y + 21 * k)
    body += text(128, 350, "as long as", anchor="end") + text(128, 374, "the table", anchor="end")
    body += ink(f"M150 {y - 12 * k:g}V{y + 191 * k:g}", 1.6) + ink(
        f"M144 {y - 12 * k + 9:g}l6 -9l6 9M144 {y + 191 * k - 9:g}l6 9l6 -9", 1.6
    )
    body += text(x, y + 203 * k + 28, "about as wide as your shoulders", anchor="middle")
    return figure(
        "bars-from-above",
        "Table and bars from above",
        (
            "A table seen from the ceiling, with a client lying prone, head at the top, draped from the waist"
            " down. Two parallel bars run over it from end to end, about as far apart as the therapist's "
            "shoulders. A hand is closed round each bar. The standing foot is on the padding beside the "
            "client; the working foot lies on the back to the left of the spine, with the load under its "
            "arch."
        ),
        (0, 30, 520, 520),
        body,
    )


def _fist_top(x: float, y: float, k: float) -> str:
    """Return a closed hand on a bar that runs down the page, from above: four knuckles side by side."""
    fingers = [
        smooth(
            [
                (x - 4.4 * k, y + (n * 2.1 - 1) * k),
                (x, y + (n * 2.1 - 1.15) * k),
                (x + 4.4 * k, y + (n * 2.1 - 1) * k),
                (x + 4.9 * k, y + n * 2.1 * k),
                (x + 4.4 * k, y + (n * 2.1 + 1) * k),
                (x, y + (n * 2.1 + 1.15) * k),
                (x - 4.4 * k, y + (n * 2.1 + 1) * k),
                (x - 4.9 * k, y + n * 2.1 * k),
            ]
        )
        for n in (-1.5, -0.5, 0.5, 1.5)
    ]
    return "".join(body_ink(finger, width=1) for finger in fingers)


def ceiling_fixing() -> str:
    """Draw three ways a bracket meets a ceiling: into a joist, into blocking, and into plasterboard only."""
    body = ""
    for n, (first, second) in enumerate(
        (("into a", "joist"), ("into", "blocking"), ("plasterboard", "only"))
    ):
        left, mid = 6 + n * 172, 6 + n * 172 + 82
        right = n < 2
        body += rect(left, 60, 164, 7, "1")
        joists = {0: [mid - 26], 1: [left + 4, left + 124], 2: [left + 4, left + 124]}[n]
        wide = 52 if n == 0 else 36
        for x in joists:
            body += rect(x, 67, wide, 116) + ink(
                f"M{x + 8} 172L{x + wide - 8} 78M{x + 8} 78L{x + wide - 8} 172", HAIR, opacity=0.45
            )
        if n == 1:
            body += rect(left + 40, 120, 84, 63) + ink(
                "".join(f"M{left + 46} {y}q20 -5 36 0t36 0" for y in (136, 152, 168)), HAIR, opacity=0.45
            )
        body += rect(left, 183, 164, 13, ".3")
        body += rect(mid - 44, 196, 88, 8, "1")
        for x in (mid - 16, mid + 16):
            if right:
                end = 92 if n == 0 else 134
                body += ink(f"M{x} 212V{end}", 5) + ink(
                    "".join(f"M{x - 5} {y}l10 4" for y in range(end + 8, 180, 9)), 1.6
                )
            else:
                body += ink(f"M{x} 212V180M{x} 180l-9 7M{x} 180l9 7", 3.5)
            body += rect(x - 7, 204, 14, 8, "1")
        body += rect(mid - 5, 204, 10, 62, "1")
        body += f'<circle class="al-foot__part--loaded" cx="{mid}" cy="272" r="15" fill="#1f4068"/>'
        body += arrow(mid, 294, mid, 340, 5)
        if not right:
            body += ink(f"M{left + 6} 190l14 -6l10 9l13 -8M{left + 158} 190l-14 -6l-10 9l-13 -8", 2)
        body += (good if right else bad)(mid, 368)
        body += text(mid, 412, first, anchor="middle") + text(mid, 436, second, anchor="middle")
    return figure(
        "ceiling-fixing",
        "What a bracket is fixed to",
        (
            "Three cuts through a ceiling, each with a bracket that carries a bar and a load that pulls down."
            " First, right: long bolts go through the finish and deep into a joist. Second, right: between "
            "two joists a solid block is let in, and the bolts go into that. Third, wrong: hollow-wall "
            "anchors hold only in the plasterboard, with nothing above it, and the board cracks."
        ),
        (0, 46, 520, 404),
        body,
    )


def stool_places() -> str:
    """Draw the one place of the stool, and three that are wrong, from above."""
    body = ""
    cases = (
        ("close, in its place", "right"),
        ("a step away", "gap"),
        ("on a rug or cord", "rug"),
        ("at the cradle", "head"),
    )
    for n, (words, case) in enumerate(cases):
        left, y = 4 + (n % 2) * 260, 4 + (n // 2) * 262
        k = 0.95
        mid, top = left + 126, y + 34
        low = top + 185 * k * 0.72
        table = table_top(mid, top, k * 0.999, length=185 * 0.72)
        head = case == "head"
        at = low + 13 * k + 6 if case in ("right", "rug") else top - 34 * k if head else low + 38 * k
        body += f'<g clip-path="url(#stool-places-{n})">' + table
        if case == "rug":
            body += ink(f"M{mid - 50} {low + 2}h82v40h-82Z", 1.6, dash="3 4")
            body += ink(
                f"M{left} {low + 34}C{left + 70} {low + 10} {left + 150} {low + 46} {left + 252} {low + 14}",
                2.4,
            )
        if case == "right":
            w, d = 23 * k, 18 * k
            body += ink(
                "".join(
                    f"M{mid + s * w:g} {at + t * (d - 8):g}V{at + t * d:g}H{mid + s * (w - 8):g}"
                    for s in (-1, 1)
                    for t in (-1, 1)
                ),
                2.4,
            )
        if not head:
            body += stool_top(mid, at, k)
        else:
            body += stool_top(mid + 40 * k, top - 12 * k, k)
        if case == "gap":
            body += ink(
                f"M{mid + 36:g} {low + 3:g}V{at - 15 * k - 2:g}m-5 -7l5 7l5 -7M{mid + 31:g} {low + 10:g}l5 -7l5 7",
                2,
            )
        body += (
            "</g>"
            + (good if case == "right" else bad)(left + 22, y + 22)
            + text(mid, y + 248, words, anchor="middle")
        )
    clips = "".join(
        cut(f"stool-places-{n}", 4 + (n % 2) * 260, 4 + (n // 2) * 262, 252, 228) for n in range(4)
    )
    return figure(
        "stool-places",
        "Where the stool stands",
        (
            "Four tables seen from above, head end at the top. Right: the stool stands close against the foot"
            " end, on a mark on a clear floor, where it stands every time. Wrong: the stool is a step away "
            "from the table. Wrong: it stands on a rug with a cord under it. Wrong: it stands beside the face"
            " cradle, where nobody climbs."
        ),
        (0, 0, 520, 524),
        f"<defs>{clips}</defs>{body}",
    )


def grip() -> str:
    """Draw a hand on a bar that is seen end on: closed with a straight wrist, bent at the wrist, and hooked open."""
    palm = points(
        "-14 66, -19 48, -21.5 28, -21.5 10, -20 0, -13 2, -11 10, -4 16, 4 24, 11 38, 14 52, 14 66, 0 70"
    )
    arm = points("-13 58, -15.5 76, -20.5 112, -24 166, 24 166, 19 112, 15 76, 13 58")
    closed = points(
        "-20 8, -20 -6, -14 -18, -2 -23.5, 11 -20, 20 -11, 22 1, 19 12, 12 18, 5 19, 2 15.5, 6 12.5, 11 9, "
        "14 2, 13 -6, 7 -12.5, -2 -14.5, -10 -10, -13.5 -2, -13 8"
    )
    hooked = points(
        "-20 8, -20 -6, -14 -18, -2 -24, 12 -22.5, 24 -16, 32 -6, 30 -1, 24 -4, 17 -10, 8 -14, -2 -15, "
        "-10 -10.5, -13.5 -2, -13 8"
    )
    over, off = (
        points("-2 23, 6 28, 15 27, 23 21, 27.5 12, 25 7.5, 20.5 9, 15.5 16, 9 19, 2 17"),
        points("2 27, 9 36, 18 46, 24 48, 26 43, 21 33, 13 22, 4 18"),
    )
    body = ""
    cases = (
        ("closed,", "wrist straight", 0, closed, over),
        ("wrist bent", "", 38, closed, over),
        ("fingers open", "", 0, hooked, off),
    )
    for n, (first, second, bend, fingers, thumb) in enumerate(cases):
        mid, y = 88 + n * 172 - (14 if bend else 0), 112
        turn = radians(-bend)
        bent = [
            (a * cos(turn) - (b - 60) * sin(turn), 60 + a * sin(turn) + (b - 60) * cos(turn)) for a, b in arm
        ]
        side = smooth(_placed(bent[:4], mid, y), closed=False)
        back = smooth(_placed(bent[4:], mid, y), closed=False)
        forearm = f"{side}L{back[1:]}Z"
        body += (
            f'<circle class="al-foot__part--loaded" cx="{mid}" cy="{y}" r="{13 * HAND:g}" fill="#1f4068"/>'
        )
        body += body_ink(forearm, smooth(_placed(palm, mid, y)), smooth(_placed(fingers, mid, y)))
        tip = smooth(_placed(thumb, mid, y), closed=False)
        body += body_ink(tip + "Z", width=0) + dye(tip)
        body += (good if n == 0 else bad)(88 + n * 172, 356)
        body += text(88 + n * 172, 398, first, anchor="middle") + text(
            88 + n * 172, 422, second, anchor="middle"
        )
        if n == 0:
            body += ink(f"M{mid} {y + 46}V{y + 190}", 1.6, dash="7 5", opacity=0.8)
    return figure(
        "grip",
        "A hand on the bar",
        (
            "Three hands round a bar, which is seen end on. Right: the fingers close over the bar, the thumb "
            "closes from the other side, and the wrist is straight below it. Wrong: the hand is closed but "
            "the wrist is bent. Wrong: the fingers hook over the bar and the thumb is off it, so that the "
            "hand can slip."
        ),
        (0, 68, 520, 368),
        body,
    )


def _placed(shape: list[Point], x: float, y: float) -> list[Point]:
    return [(x + a * HAND, y + b * HAND) for a, b in shape]
