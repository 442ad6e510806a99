"""Figures of emergencies: turning a client face up, and on the side."""

from bodies import helper, marks, on_side
from papers import box
from parts import client_top, figure, ink, leader, pin, skin, smooth, table_top, text
from pen import cut
from strokes import moving

from ashilms.bodymap import art


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"roll-face-up": roll_face_up(), "on-the-side": on_the_side()}


def face_up(x: float, y: float, k: float) -> str:
    """Return a person lying face up from above: x the midline, y the crown."""
    s = 0.17 * k
    right = art.HEAD + art.TORSO + art.SIDE
    ring = right + [(-a, b) for a, b in reversed(right[1:-1])]
    lines = (
        [(8, 152), (40, 158), (84, 163)],
        [(4, 300), (30, 292), (56, 312), (76, 332)],
        [(30, 716), (46, 722), (62, 716)],
        [(20, 505), (52, 470), (88, 440)],
    )
    d = "".join(
        smooth([(x + m * a * s, y + b * s) for a, b in line], closed=False) for line in lines for m in (1, -1)
    )
    return skin(smooth([(x + a * s, y + b * s) for a, b in ring])) + marks(d)


def roll_face_up() -> str:
    """Draw the turn with hands at head, shoulder and hip, and the client face up on something firm."""
    name, k, y = "roll-face-up", 1.95, 50
    body = f"<defs>{cut(name + '-left', 4, 8, 218, 418)}{cut(name + '-right', 238, 8, 218, 418)}</defs>"
    x = 113
    left = table_top(x, y + 24 * k, k) + client_top(x, y, k)
    left += helper((x - 11 * k, y - 6 * k), 172, k) + helper((x + 11 * k, y - 6 * k), 188, k)
    left += helper((x + 4 * k, y + 35 * k), 82, k, whole=True) + helper(
        (x + 3 * k, y + 75 * k), 88, k, whole=True
    )
    left += moving(
        [
            (x + 34 * k, y + 58 * k),
            (x + 12 * k, y + 54 * k),
            (x - 14 * k, y + 54 * k),
            (x - 33 * k, y + 60 * k),
        ],
        5,
    )
    body += f'<g clip-path="url(#{name}-left)">{left}</g>' + box(4, 8, 218, 418, plain=True)
    body += pin(x + 60, 32, "1") + pin(x + 84, y + 25 * k, "2") + pin(x + 84, y + 86 * k, "2")
    x = 347
    right = (
        '<rect x="258" y="30" width="178" height="376" rx="4" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        + face_up(x, y, k)
    )
    right += helper((x - 4 * k, y + 42 * k), 96, k, whole=True) + helper(
        (x - 5 * k, y + 47 * k), 76, k, whole=True
    )
    body += (
        f'<g clip-path="url(#{name}-right)">{right}</g>'
        + box(238, 8, 218, 418, plain=True)
        + pin(x + 64, y + 46 * k, "3")
    )
    body += text(113, 456, "as one unit", anchor="middle") + text(347, 456, "firm surface", anchor="middle")
    return figure(
        name,
        "Turning a prone client face up",
        "Two pictures from above. Left: the client lies face down on the table. 1, one person holds "
        "the head between both hands and gives the word. 2, another reaches across "
        "to the far shoulder and the far hip. An arrow goes over the back: head, shoulders and hips "
        "turn together. Right: the client lies face up on a firm surface, the floor. "
        "3, two hands on the middle of the chest begin compressions. Alone, you still turn.",
        (0, 0, 460, 466),
        body,
    )


def on_the_side() -> str:
    """Draw a person on the side, in line."""
    body, at = on_side((236, 104), 2.1)
    ny, (hx, hy) = at["neck"][1], at["hip"]
    body += ink(f"M{at['crown'][0] - 18:g} {ny:g}L{hx + 30:g} {hy + 3:g}", 1.6, dash="7 5")
    body += text(22, 52, "head in line", size=17) + leader(72, 58, at["crown"][0] + 30, ny - 1)
    body += text(14, 262, "mouth a little down", size=17) + leader(92, 246, *at["mouth"])
    body += text(300, 262, "knee bent", size=17) + leader(338, 246, at["knee"][0] + 4, at["knee"][1] - 8)
    return figure(
        "on-the-side",
        "On the side, in line",
        "A person who breathes lies on the side, seen from above, head left. A dashed line runs "
        "straight through head, neck and trunk: the head is neither twisted nor let drop. "
        "The mouth points a little down, so that fluid runs out. The upper hand lies under the cheek,"
        " the lower arm in front. The upper knee is bent forward and keeps the body from rolling.",
        (0, 26, 460, 250),
        body,
    )
