"""Figures of signs that come first: a clot in a leg, the nerves below the cord."""

from math import exp

from bodies import marks
from onmap import Detail
from parts import ink, leader, pin, skin, smooth, text, zone
from pen import cut, figure
from scales import oblong

from ashilms.bodymap import art
from ashilms.bodymap.rules import Point


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"clot-signs": clot_signs(), "cauda-signs": cauda_signs()}


def behind(view: Detail, swollen: float = 0) -> str:
    """Return the body from behind; `swollen` widens the client's left calf by so large a share."""

    def left(x: float, y: float) -> Point:
        middle = 46 if y < 900 else 47
        more = swollen * exp(-(((y - 806) / 62) ** 2)) + 0.35 * swollen * exp(-(((y - 905) / 40) ** 2))
        return -(middle + (x - middle) * (1 + more)), y

    right = art.HEAD + art.TORSO + art.SIDE
    ring = right + [left(x, y) if y > 700 else (-x, y) for x, y in reversed(right[1:-1])]
    lines = "".join(
        smooth([view.at(m * x, y) for x, y in line], closed=False)
        for name, line in art.LINES.items()
        if name in ("gluteal fold", "knee crease", "calf", "heel pad", "iliac crest")
        for m in (1, -1)
        if not (swollen and m < 0 and name == "calf")
    )
    return skin(smooth([view.at(*p) for p in ring])) + marks(lines)


def clot_signs() -> str:
    """Draw one leg that is swollen beside one that is not."""
    name, view = "clot-signs", Detail(-290, 582, 0.82)
    body = f'<defs>{cut(name + "-legs", 0, 0, 460, 366)}</defs><g clip-path="url(#{name}-legs)">{behind(view, 0.36)}'
    ring = [
        (-84, 800),
        (-80, 765),
        (-62, 745),
        (-40, 748),
        (-24, 772),
        (-18, 806),
        (-24, 848),
        (-38, 884),
        (-58, 884),
        (-74, 846),
    ]
    patch = smooth([view.at(x * 0.97 - 1, y) for x, y in ring])
    wash = f'<path class="al-bm__wash" d="{patch}" fill="#f9e0de" stroke="#9a2027" stroke-width="2"/>'
    body += f'<g class="al-bm__region--never">{wash}</g></g>'
    x, y = view.at(-46, 806)
    (a, _), (b, _) = view.at(-81, 806), view.at(-10, 806)
    body += ink(f"M{a - 5:g} {y - 9:g}v18M{b + 5:g} {y - 9:g}v18M{a - 5:g} {y:g}H{b + 5:g}", 2)
    wave = "q6 -6 0 -12t0 -12"
    body += ink("".join(f"M{x + dx:g} {y - 14:g}{wave}" for dx in (-16, 0, 16)), 2.4)
    for words, ty, to in (
        ("warm", 112, (x - 18, y - 27)),
        ("swollen", 168, (a - 5, y - 8)),
        ("red", 226, (x - 26, y + 26)),
        ("painful", 280, (x - 12, y + 52)),
    ):
        body += text(22, ty, words, bold=True) + leader(104, ty - 6, *to)
    body += zone("never", oblong(14, 380, 432, 84)) + text(
        34, 413, "One leg, new: no massage anywhere", bold=True
    )
    body += text(34, 441, "emergency assessment today")
    return figure(
        name,
        "Signs of a clot in a leg",
        "Two legs from behind. The left calf is wider than the right, and its skin is marked: "
        "swollen, warm, red, painful. One sign is enough, in the calf or the thigh, "
        "when it is new and on one side. Below: no massage anywhere on the body, and emergency "
        "assessment today. With breathlessness, chest pain, collapse or coughed blood, an ambulance.",
        (0, 0, 460, 476),
        body,
    )


def cauda_signs() -> str:
    """Draw where the signs of the nerves below the cord are felt, and list all six."""
    name, view = "cauda-signs", Detail(-120, 372, 0.76)
    body = (
        f'<defs>{cut(name + "-legs", 10, 0, 170, 384)}</defs><g clip-path="url(#{name}-legs)">{behind(view)}'
    )
    seat = [
        (0, 462),
        (14, 470),
        (30, 496),
        (37, 518),
        (33, 548),
        (26, 584),
        (20, 618),
        (12, 612),
        (9, 580),
        (4, 535),
        (0, 517),
    ]
    ring = seat + [(-x, y) for x, y in reversed(seat[1:-1])]
    body += zone("never", smooth([view.at(*p) for p in ring], tension=0.8), 1.6) + "</g>"
    body += pin(*view.at(0, 440), "1")
    for side in (1, -1):
        body += pin(*view.at(side * 52, 610), "2")
    body += pin(*view.at(-46, 800), "3")
    rows = (
        ("numb or changed feeling", "between the legs"),
        ("both legs: pain, numbness", "or weakness"),
        ("one leg quickly weaker",),
        ("water: passing, holding, feeling",),
        ("bowel: control or feeling lost",),
        ("sexual feeling or function lost",),
    )
    y = 30
    for index, lines in enumerate(rows, 1):
        body += pin(208, y, str(index))
        for at, words in enumerate(lines):
            body += text(232, y + 6 + at * 21, words, size=16)
        y += 66 if len(lines) > 1 else 54
    body += zone("never", oblong(14, 398, 432, 60)) + text(
        34, 434, "Any one of these: emergency help now", bold=True
    )
    return figure(
        name,
        "Signs of the nerves below the cord",
        "The pelvis and legs from behind; the skin between the legs, as on a saddle, is marked. Six "
        "signs, new or getting worse, with or without back pain: 1, numbness or changed "
        "feeling round genitals, anus or inner thighs; 2, pain, numbness or weakness in both legs; 3,"
        " weakness in one leg that quickly gets worse; 4, any change in passing, holding or feeling "
        "water; 5, loss of bowel control or feeling; 6, loss of sexual feeling or function. Any one "
        "of these needs emergency help now.",
        (0, 0, 460, 470),
        body,
    )
