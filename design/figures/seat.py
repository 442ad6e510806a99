"""The figure of the seat: at the foot end from the side, at the head end from above."""

from math import cos, radians, sin

from draping import sheet
from parts import (
    Person,
    Point,
    body_ink,
    client_side,
    figure,
    floor,
    skin,
    smooth,
    stool_side,
    table_side,
    text,
)
from pen import slab

from ashilms.bodymap import art


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"seated-set-up": seated_set_up()}


def seated_set_up() -> str:
    """Draw the seat at the foot end from the side, and at the head end from above."""
    k, ground = 1.42, 214
    top, crown = ground - 60 * k, 22
    client = client_side(crown, top, k)
    end = crown + 209 * k
    hip = (end + 46 * k, ground - 62 * k)
    rest = (hip[0] + 8 * k, hip[1] + 10 * k)
    who = Person(
        k,
        hip,
        (end - 19 * k, top - 1, -50),
        (end + 20 * k, ground),
        rest,
        rest,
        lean=-7,
        grip="none",
        left=True,
        width=1.7,
    )
    body = table_side(crown + 24 * k, top, k, height=60) + who.far + client.svg + client.cloth(72, 150)
    body += stool_side(hip[0] + 2 * k, ground, k, height=51, width=36) + who.near + floor(8, 452, ground)
    body += _head_end(136, 340, k)
    body += text(22, 28, "foot end") + text(300, 262, "head end, from above", anchor="middle")
    return figure(
        "seated-set-up",
        "Two places to sit",
        "Above, from the side: the therapist sits on a stool of the height of the table, at the foot "
        "end, leaning back a little, hands on the seat, one foot on the floor. The other heel rests "
        "on the end of the table and the "
        "sole lies against the client's sole; the client's ankles lie on a bolster. Below, from "
        "above: the stool stands at the head end to one side of the cradle. One foot reaches "
        "past the cradle to the slope of the shoulder, away from the neck; nothing touches the "
        "cradle. The feet carry only the weight of a leg.",
        (0, 4, 460, 452),
        body,
    )


def _head_end(x: float, y: float, k: float) -> str:
    """Return a therapist seated beside the cradle, from above, the client's head left: x the crown, y the midline."""
    s = 0.17 * k

    def put(places: list[Point]) -> list[Point]:
        return [(x + along * k, y + across * k) for across, along in places]

    def limb(a: Point, b: Point, first: float, last: float) -> str:
        (ax, ay), (bx, by) = a, b
        far = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        nx, ny = -(by - ay) / far, (bx - ax) / far
        edge = [
            (ax + nx * first, ay + ny * first),
            ((ax + bx) / 2 + nx * (first + last) / 2, (ay + by) / 2 + ny * (first + last) / 2),
            (bx + nx * last, by + ny * last),
            (bx + (bx - ax) / far * last * 0.8, by + (by - ay) / far * last * 0.8),
        ]
        back = [
            (bx - nx * last, by - ny * last),
            ((ax + bx) / 2 - nx * (first + last) / 2, (ay + by) / 2 - ny * (first + last) / 2),
            (ax - nx * first, ay - ny * first),
            (ax - (bx - ax) / far * first, ay - (by - ay) / far * first),
        ]
        return smooth(put(edge + back))

    def foot(heel: Point, toes: Point, mirror: int) -> list[str]:
        (hx, hy), (tx, ty) = heel, toes
        far = ((tx - hx) ** 2 + (ty - hy) ** 2) ** 0.5
        ux, uy = (tx - hx) / far, (ty - hy) / far

        def lay(px: float, py: float) -> Point:
            across, along = px * 0.135 * mirror, (py + 76) * 0.135
            return hx + ux * along - uy * across, hy + uy * along + ux * across

        toe = [
            [lay(cx + rx * cos(radians(t)), cy + ry * sin(radians(t))) for t in range(0, 360, 45)]
            for cx, cy, rx, ry in art.TOES
        ]
        return [smooth(put([lay(*p) for p in art.FOOT])), *(smooth(put(one)) for one in toe)]

    def round_(at: Point, wide: float, deep: float, turn: float) -> str:
        c, n = cos(radians(turn)), sin(radians(turn))
        return smooth(
            put(
                [
                    (
                        at[0] + wide * cos(radians(t)) * c - deep * sin(radians(t)) * n,
                        at[1] + wide * cos(radians(t)) * n + deep * sin(radians(t)) * c,
                    )
                    for t in range(0, 360, 30)
                ]
            )
        )

    right = art.HEAD + art.TORSO + art.SIDE
    ring = [(x + b * s, y - a * s) for a, b in right + [(-a, b) for a, b in reversed(right[1:-1])]]
    table = slab(x + 24 * k, y - 37.5 * k, 185 * k, 75 * k, 6 * k)
    cradle = smooth(put([(-15, 21), (-15, 4), (-11, -3), (0, -6), (11, -3), (15, 4), (15, 21)]), tension=0.6)
    edge = [(90, 398), (110, 452), (118, 520), (106, 680), (96, 860), (92, 1026)]
    cloth = [(x + b * s, y - a * s) for a, b in [*edge, *((-a, b) for a, b in reversed(edge))]]
    body = skin(cradle) + table + skin(smooth(ring)) + sheet(cloth)
    seat = put([(50, -58)])[0]
    body += slab(seat[0] - 18 * k, seat[1] - 18 * k, 36 * k, 36 * k, 5)
    under = body_ink(*foot((62, -22), (66, 1), -1), limb((56, -52), (63, -22), 8.4, 5.8), width=1.7)
    leg = body_ink(
        *foot((25, 11), (14.5, 31), -1),
        limb((38, -16), (26.5, 11), 5.4, 3.6),
        limb((45, -52), (38, -16), 8.4, 5.8),
        width=1.7,
    )
    trunk = body_ink(
        round_((50, -62), 20, 11, 8),
        limb((32, -64), (33, -50), 4.6, 3.6),
        limb((69, -60), (68, -46), 4.6, 3.6),
        width=1.7,
    )
    return body + under + leg + trunk + body_ink(round_((49, -58), 7.6, 9.6, 8), width=1.7)
