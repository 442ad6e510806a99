"""The parts that the drawn figures share: people, feet, table, bars, stool, arrows and labels, as SVG text.

Every function returns SVG; join what you draw and hand it to `figure`. Lengths of bodies and furniture are in
centimetres and become drawing units by the scale `k` (units per cm), so that people, table and bars always fit
each other; places (`x`, `y`, `at`) are drawing units. y runs down. People face
right, or left towards the client's head with `left=True`; `flip` mirrors any drawing.

    from parts import Person, bars_side, client_side, figure, table_side
    k, top = 1.55, 370                                  # top: y of the table's padding
    bar = top - 192 * k                                 # the bars hang 192 cm above it
    back = client_side(70, top, k)                      # head at the left, x = crown
    x, y = back.at(51)                                  # 51 cm from the crown; the arch is then at 44
    hip = (x + 40, top - 86 * k)                        # 89 is straight legs, 86 soft knees
    who = Person(k, hip, near_foot=(x + 48, top), far_foot=(x, y), near_hand=(x + 26, bar), far_hand=(x + 14, bar),
                 left=True, working="far")
    svg = figure("example", "Title", "What there is to see.", (0, 0, 520, 480),
                 table_side(70 + 24 * k, top, k) + who.far + back.svg + back.drape
                 + bars_side(60, 480, bar, k) + who.near)

Draw in this order: table, `who.far`, client, bars, `who.near`; so the near foot stands before the client and the
far foot on the client. The therapist is indigo (`body_ink`), the client grey (`skin`). `python parts.py` prints
the example above. Keep the names here stable: other figure modules import them.
"""

from client import Client, client_side, client_top
from pen import (
    HAIR,
    INK,
    LINE,
    TEXT,
    Point,
    arrow,
    body_ink,
    cut,
    dye,
    figure,
    flip,
    go,
    ink,
    leader,
    loaded,
    move,
    pin,
    points,
    skin,
    slab,
    smooth,
    text,
    zone,
)
from people import Person, foot_side

from ashilms.bodymap.drawing import foot_shape  # a left sole seen through the foot, 62 by 168 units

__all__ = [
    "HAIR",
    "INK",
    "LINE",
    "TEXT",
    "Client",
    "Person",
    "Point",
    "arrow",
    "bars_end",
    "bars_side",
    "bars_top",
    "body_ink",
    "client_side",
    "client_top",
    "cut",
    "dye",
    "figure",
    "flip",
    "floor",
    "foot_shape",
    "foot_side",
    "go",
    "ink",
    "leader",
    "loaded",
    "move",
    "pin",
    "points",
    "skin",
    "slab",
    "smooth",
    "stool_side",
    "stool_top",
    "table_side",
    "table_top",
    "text",
    "zone",
]


def table_side(
    x: float,
    top: float,
    k: float,
    *,
    length: float = 185,
    height: float = 55,
    cradle: bool = True,
    legs: bool = True,
) -> str:
    """Return a table from the side: x its head end, `top` its padding; the face cradle sticks out to the left of x."""
    w, floor = length * k, top + height * k
    pad = slab(x, top, w, 8 * k, 3 * k)
    under = top + 9.5 * k
    frame = ink(f"M{x + 6 * k:g} {under:g}H{x + w - 6 * k:g}")
    stand = ink(
        f"M{x + 14 * k:g} {under:g}V{floor:g}M{x + w - 14 * k:g} {under:g}V{floor:g}"
        f"M{x + 14 * k:g} {floor - 9 * k:g}L{x + w / 2:g} {under:g}L{x + w - 14 * k:g} {floor - 9 * k:g}"
    )
    rest = ""
    if cradle:
        rest = slab(x - 25 * k, top + k, 23 * k, 7 * k, 3.5 * k)
        rest += ink(f"M{x - 8 * k:g} {top + 9 * k:g}L{x + 8 * k:g} {under:g}", 3)
    return (stand if legs else "") + frame + rest + pad


def table_top(
    x: float, y: float, k: float, *, length: float = 185, width: float = 75, cradle: bool = True
) -> str:
    """Return a table from above, head end at the top: x its middle, y its head end; the cradle lies above y."""
    w = width * k
    pad = slab(x - w / 2, y, w, length * k, 6 * k)
    low = y - 3 * k
    ring = f"M{x - 15 * k:g} {low:g}v{-12 * k:g}a{15 * k:g} {13 * k:g} 0 0 1 {30 * k:g} 0v{12 * k:g}"
    hole = f"H{x + 6 * k:g}v{-11 * k:g}a{6 * k:g} {5 * k:g} 0 0 0 {-12 * k:g} 0v{11 * k:g}Z"
    rest = skin(ring + hole, width=1)
    return (rest if cradle else "") + pad


def bars_side(x1: float, x2: float, y: float, k: float, *, both: bool = False) -> str:
    """Return a bar from the side with its end stops, y its middle; `both` shows the far one a little above it."""
    h = 4 * k
    one = (
        f'<rect x="{x1:g}" y="{y - h / 2:g}" width="{x2 - x1:g}" height="{h:g}" rx="{h / 3:g}"/>'
        f'<rect x="{x1 - 3:g}" y="{y - h:g}" width="{3 * k:g}" height="{2 * h:g}" rx="2"/>'
        f'<rect x="{x2 + 3 - 3 * k:g}" y="{y - h:g}" width="{3 * k:g}" height="{2 * h:g}" rx="2"/>'
    )
    far = (
        f'<rect x="{x1 + 5 * k:g}" y="{y - 6.5 * k:g}" width="{x2 - x1:g}" height="{2.6 * k:g}" rx="2"'
        ' fill-opacity=".45"/>'
        if both
        else ""
    )
    return f'<g class="al-foot__part--loaded" fill="#1f4068">{far}{one}</g>'


def bars_end(x: float, y: float, k: float, *, gap: float = 60) -> str:
    """Return two bars seen end on, `gap` cm apart about x, as in a view along the table."""
    dots = "".join(f'<circle cx="{x + s * gap / 2 * k:g}" cy="{y:g}" r="{2.2 * k:g}"/>' for s in (-1, 1))
    return f'<g class="al-foot__part--loaded" fill="#1f4068">{dots}</g>'


def bars_top(x: float, y1: float, y2: float, k: float, *, gap: float = 60) -> str:
    """Return two bars from above, `gap` cm apart about x, from y1 to y2."""
    rects = "".join(
        f'<rect x="{x + s * gap / 2 * k - 2 * k:g}" y="{y1:g}" width="{4 * k:g}" height="{y2 - y1:g}" rx="{k:g}"/>'
        for s in (-1, 1)
    )
    return f'<g class="al-foot__part--loaded" fill="#1f4068">{rects}</g>'


def stool_side(x: float, floor: float, k: float, *, height: float = 25, width: float = 40) -> str:
    """Return a step stool from the side: x its middle. Its legs stand wider than its top."""
    w, top = width / 2 * k, floor - height * k
    legs = ink(
        "".join(
            f"M{x + s * (w - 5 * k):g} {top + 3 * k:g}L{x + s * (w + k):g} {floor - 2:g}" for s in (-1, 1)
        )
    )
    return legs + slab(x - w, top, 2 * w, 4 * k, 2)


def stool_top(x: float, y: float, k: float, *, width: float = 40, depth: float = 30) -> str:
    """Return a stool from above about x, y, with the ribs of its non-slip top."""
    w, d = width * k, depth * k
    ribs = "".join(f"M{x - w / 2 + 6:g} {y + s * d / 4:g}H{x + w / 2 - 6:g}" for s in (-1, 0, 1))
    return slab(x - w / 2, y - d / 2, w, d, 4) + ink(ribs, HAIR, opacity=0.55)


def floor(x1: float, x2: float, y: float) -> str:
    """Return the floor: a thick line whose upper edge is y."""
    return f'<rect x="{x1:g}" y="{y:g}" width="{x2 - x1:g}" height="5" fill="currentColor"/>'


def example() -> str:
    """Return the example of the docstring."""
    k, top = 1.55, 370
    bar, back = top - 192 * k, client_side(70, top, k)
    x, y = back.at(51)
    who = Person(
        k,
        (x + 40, top - 86 * k),
        near_foot=(x + 48, top),
        far_foot=(x, y),
        near_hand=(x + 26, bar),
        far_hand=(x + 14, bar - 5 * k),
        left=True,
        working="far",
    )
    return figure(
        "example",
        "Title",
        "What there is to see.",
        (0, 0, 520, 480),
        table_side(70 + 24 * k, top, k)
        + bars_side(60, 480, bar, k, both=True)
        + who.far
        + back.svg
        + back.drape
        + who.near
        + stool_side(460, 455, k)
        + floor(16, 504, 455)
        + arrow(440, 140, 440, 200)
        + pin(30, 120, "1"),
    )


if __name__ == "__main__":
    print(example())
