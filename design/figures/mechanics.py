"""Figures of body mechanics: the three supports, the stance, moving from place to place."""

from parts import (
    Person,
    arrow,
    bars_side,
    client_side,
    figure,
    foot_side,
    ink,
    leader,
    move,
    pin,
    skin,
    smooth,
    table_side,
    text,
    zone,
)
from pen import cut, slab

BAR, TABLE = 192, 46
"""Heights in cm: bars above the padding, padding above the floor."""


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        one.__name__.replace("_", "-"): one() for one in (weight_three_ways, stance, unload_before_moving)
    }


def padding(x1: float, x2: float, top: float, k: float) -> str:
    """Return a stretch of padding that runs out of the picture."""
    return slab(x1, top, x2 - x1, 8 * k, 3 * k)


def weight_three_ways() -> str:
    """Draw the same therapist twice: light on the client, and firmer; the three loads add up to the same whole."""
    k, top, bar = 1.42, 328, 328 - 195 * 1.42
    body = ""
    for left, word, shares in ((0, "light", (55, 55, 10)), (262, "firmer", (25, 50, 45))):
        back = client_side(left + 6, top, k)
        spot = back.at(51)
        hip = (spot[0] + 38, top - 86 * k)
        who = Person(
            k,
            hip,
            (hip[0] + 6, top),
            (spot[0], spot[1] + 1),
            (hip[0] - 12, bar),
            (hip[0] - 24, bar - 5 * k),
            left=True,
            working="far",
            lean=1,
        )
        body += f'<g clip-path="url(#weight-three-ways-{word})">' + table_side(
            back.x + 24 * k, top, k, legs=False
        )
        body += (
            bars_side(left - 40, left + 400, bar, k, both=True)
            + who.far
            + back.svg
            + back.drape
            + who.near
            + "</g>"
        )
        under = top + 10 * k
        for x, y, share, tag, side in (
            (hip[0] - 58, bar + 8, shares[0], "1", -1),
            (hip[0] + 2, under, shares[1], "2", 1),
            (spot[0] - 8, under, shares[2], "3", -1),
        ):
            body += arrow(x, y, x, y + share * 1.35, 5 if share > 15 else 3) + pin(x + side * 26, y + 14, tag)
        body += text(left + 128, 452, word, anchor="middle", bold=True)
        x = left + 8
        for share, style, tag in zip(shares, (0, 1, 2), "123", strict=True):
            wide = share * 2
            shape = f'x="{x:g}" y="464" width="{wide:g}" height="34"'
            body += (
                f'<rect class="al-foot__part--loaded" {shape} fill="#1f4068"/>'
                if style == 2
                else f'<rect class="al-bm__skin" {shape} fill="#ebe8e3" stroke="#56626d" stroke-width="2"/>'
            )
            body += pin(x + wide / 2, 481, tag) if style < 2 or wide > 34 else pin(x + wide / 2, 518, tag)
            x += wide
    clips = "".join(
        f'<clipPath id="weight-three-ways-{w}"><rect x="{x}" y="0" width="250" height="440"/></clipPath>'
        for w, x in (("light", 4), ("firmer", 266))
    )
    return figure(
        "weight-three-ways",
        "Weight in three places",
        (
            "Twice the same therapist stands on the table, both hands on the bars, one foot on the padding "
            "beside the client, the other flat on the client's back. Arrows show the load on the bars (1), "
            "under the standing foot (2) and under the working foot (3). Light: bars and standing foot carry "
            "nearly all. Firmer: the bars carry less and the working foot more. Below, a beam made of the "
            "three shares has the same length both times, because the shares always add up to the whole "
            "weight."
        ),
        (0, 20, 520, 520),
        f"<defs>{clips}</defs>{body}",
    )


def stance() -> str:
    """Draw the stacked stance, with its plumb line."""
    k, top = 2.15, 480
    bar = top - 196 * k
    hip = (236, top - 87.8 * k)
    who = Person(k, hip, (232, top), (252, top - 3), (254, bar), (270, bar - 6 * k))
    j = who.joints
    body = padding(110, 380, top, k) + bars_side(70, 450, bar, k, both=True) + who.far + who.near
    body += ink(
        f"M{j['near_ankle'][0] + 6:g} {top - 4}V{j['shoulder'][1] - 4:g}", 1.6, dash="7 5", opacity=0.8
    )
    right = [
        ("closed hands", bar + 34, 262, bar + 4),
        ("elbow a little bent", 158, j["near_elbow"][0] + 4, j["near_elbow"][1]),
        ("soft knee", 382, j["near_knee"][0] + 8, j["near_knee"][1]),
        ("foot flat", 452, 262, top - 6),
    ]
    left = [
        ("low shoulders", 186, j["shoulder"][0] - 10, j["shoulder"][1] + 6),
        ("long back", 242, 214, 238),
        ("hip over", 300, hip[0] - 4, hip[1]),
    ]
    for words, y, px, py in right:
        body += text(346, y + 7, words) + leader(340, y, px, py)
    for words, y, px, py in left:
        body += text(150, y + 7, words, anchor="end") + leader(156, y, px, py)
    body += text(150, 329, "the foot", anchor="end")
    return figure(
        "stance",
        "A stance to come back to",
        (
            "A therapist from the side, standing on the padding with both feet flat and both hands round the "
            "bars overhead. A dashed plumb line runs from the foot through the hip to the shoulder. Hands "
            "closed, elbows a little bent, shoulders low, the back long in its natural curve, the hip over "
            "the foot, the knee soft."
        ),
        (0, 34, 520, 468),
        body,
    )


def unload_before_moving() -> str:
    """Draw a foot that goes from one region to the next in four steps."""
    body = ""
    steps = (("Unload", 16, 0, ""), ("Lift", 92, -44, ""), ("Place", 164, 0, ""), ("Load", 164, 5, "load"))
    for n, (word, x, up, weight) in enumerate(steps):
        left, y = 4 + (n % 2) * 260, 4 + (n // 2) * 240
        ground, dip = y + 158, 7 if weight else 0
        ridge = [
            (-10, 2),
            (60, 0),
            (140, 0),
            (164, dip * 0.7),
            (185, dip),
            (214, dip),
            (236, dip * 0.6),
            (262, 0),
        ]
        top = smooth([(left + a, ground + b) for a, b in ridge], closed=False)
        flesh = f"{top}V{ground + 44}H{left - 10}Z"
        clip = f"unload-before-moving-{n + 1}"
        bands = "".join(
            zone(z, f"M{left + a} {ground - 30}H{left + b}V{ground + 60}H{left + a}Z")
            for z, a, b in (("safe", -20, 93), ("never", 98, 154), ("safe", 159, 272))
        )
        body += (
            f'<clipPath id="{clip}"><path d="{flesh}"/></clipPath>{cut(clip + "-all", left, y, 252, 232)}'
            f'<g clip-path="url(#{clip}-all)">{skin(flesh)}<g clip-path="url(#{clip})">{bands}</g>'
            f'<path class="al-bm__lines" d="{top}" fill="none" stroke="#56626d" stroke-width="2.5"/></g>'
        )
        body += move(
            foot_side(0, 0, 74, leg=0.62),
            left + x,
            ground + up + (2 if weight else 0),
            1,
            -10 if up < -10 else 0,
        )
        body += text(left + 126, ground + 32, "never", size=17, anchor="middle")
        body += text(left + 44, ground + 32, "safe", size=17, anchor="middle") + text(
            left + 208, ground + 32, "safe", size=17, anchor="middle"
        )
        body += pin(left + 20, y + 22, str(n + 1)) + text(left + 44, y + 29, word)
        cx = left + x + 50
        if word == "Unload":
            body += arrow(cx, ground - 34, cx, ground - 80, 4)
        if word == "Lift":
            body += arrow(left + 186, ground - 52, left + 202, ground - 12, 2.2, dash="5 5") + ink(
                f"M{left + 58} {ground - 8}Q{left + 64} {ground - 40} {left + 82} {ground - 50}",
                2.2,
                dash="5 5",
            )
        if word == "Load":
            body += arrow(cx, ground - 92, cx, ground - 30, 8)
    return figure(
        "unload-before-moving",
        "Unload, lift, place, load",
        (
            "Four pictures of a foot on the body, where a never region lies between two safe ones. 1, unload:"
            " the foot rests on the first region and its weight is taken off. 2, lift: the foot is in the air"
            " over the never region and touches nothing. 3, place: the foot lies on the second region without"
            " weight. 4, load: only now does weight come on, and the tissue yields. The load never travels."
        ),
        (0, 0, 520, 460),
        body,
    )
