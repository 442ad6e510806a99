"""Figures of getting on to the table and down from it."""

from dataclasses import dataclass
from typing import Any

from mechanics import BAR, TABLE
from parts import (
    Person,
    Point,
    arrow,
    bars_side,
    client_side,
    figure,
    floor,
    pin,
    stool_side,
    table_side,
)

STOOL = 37
"""Height of the stool in cm."""


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"mount-steps": mount_steps(), "dismount-steps": dismount_steps()}


@dataclass
class Panel:
    """One picture of a sequence: the foot end of the table, the stool to its right, the bar above."""

    name: str
    number: int
    x: float
    y: float
    wide: float = 252
    high: float = 276
    k: float = 1.02

    def __post_init__(self) -> None:
        """Work out where the furniture stands."""
        self.ground = self.y + self.high - 14
        self.top = self.ground - TABLE * self.k
        self.bar = self.top - BAR * self.k
        self.end = self.x + 150
        self.stool = self.end + 3 * self.k + 20 * self.k
        self.step = self.ground - STOOL * self.k
        self.client = client_side(self.end - (185 + 24 - 4) * self.k, self.top, self.k, arm=False)

    def person(self, hip: Point, near: Point, far: Point, hands: list[Point], **more: Any) -> Person:
        """Return a therapist of this picture, who faces left."""
        return Person(self.k, hip, near, far, *hands, left=True, width=1.7, **more)

    def draw(self, who: Person, extra: str = "", *, astride: bool = False) -> str:
        """Return the picture; `extra` lies on top. `astride` puts the far leg behind the client or over them."""
        k, clip = self.k, f"{self.name}-{self.number}"
        frame = f'x="{self.x:g}" y="{self.y:g}" width="{self.wide:g}" height="{self.high:g}" rx="6"'
        scene = table_side(self.end - 185 * k, self.top, k, height=TABLE, cradle=False)
        scene += floor(self.x, self.x + self.wide, self.ground) + (who.far if astride else "")
        scene += self.client.svg + self.client.drape + stool_side(self.stool, self.ground, k, height=STOOL)
        scene += bars_side(self.x - 20, self.end + 27 * k, self.bar, k)
        scene += ("" if astride else who.far) + who.near
        return (
            f'<clipPath id="{clip}"><rect {frame}/></clipPath><g clip-path="url(#{clip})">{scene}{extra}</g>'
            f'<rect {frame} fill="none" stroke="currentColor" stroke-opacity=".35" stroke-width="1.2"/>'
            + pin(self.x + 24, self.y + 50, str(self.number))
        )

    def hold(self, x: float) -> list[tuple[float, float]]:
        """Return where the hands hold the bars."""
        return [(x, self.bar), (x - 9, self.bar)]

    def sight(self, who: Person, start: float) -> str:
        """Return the dashed line from the eyes to the stool, beginning `start` beside the middle of the head."""
        x, y = who.joints["head"]
        return arrow(x + start, y + 7, self.stool - 2, self.step - 6, 1.8, dash="5 5")


def panels(name: str) -> list[Panel]:
    """Return six panels, two in a row."""
    return [Panel(name, n + 1, 4 + (n % 2) * 260, 4 + (n // 2) * 284) for n in range(6)]


def _standing(p: Panel, **more: Any) -> Person:
    x = p.end - 24
    return p.person((x, p.top - 87.4 * p.k), (x + 4, p.top), (x - 2, p.top), p.hold(x - 9), **more)


def _on_stool(p: Panel) -> Person:
    x = p.stool + 5
    return p.person((x, p.step - 88.4 * p.k), (x + 5, p.step), (x - 1, p.step), p.hold(p.end + 21), lean=2)


def _first_foot(p: Panel) -> Person:
    x = p.stool - 10
    return p.person(
        (x, p.step - 86 * p.k), (p.end - 20, p.top), (p.stool + 7, p.step), p.hold(p.end + 8), lean=4
    )


def _floor(p: Panel, *, look: float = 0, one: bool = False) -> Person:
    x = p.stool + 40
    foot = (p.stool + 6, p.step) if one else (x + 1, p.ground)
    hip = (x - (10 if one else 0), p.ground - (86.5 if one else 88) * p.k)
    return p.person(
        hip,
        (x + (6 if one else 1), p.ground),
        foot if one else (x - 7, p.ground),
        [(hip[0] - 7, hip[1] + 10 * p.k), (hip[0] - 12, hip[1] + 9 * p.k)],
        grip="none",
        look=look,
        lean=8 if one else 0,
    )


def mount_steps() -> str:
    """Draw six steps on to the table."""
    one = panels("mount-steps")
    body = one[0].draw(who := _floor(one[0], look=28), one[0].sight(who, -11))
    body += one[1].draw(_floor(one[1], one=True, look=14))
    body += one[2].draw(_on_stool(one[2])) + one[3].draw(_first_foot(one[3]))
    p = one[4]
    x = p.end - 22
    body += p.draw(
        p.person(
            (x, p.top - 87 * p.k), (x + 1, p.top), (p.end + 5, p.top - 12 * p.k), p.hold(p.end - 32), lean=3
        )
    )
    body += one[5].draw(_standing(one[5]))
    return figure(
        "mount-steps",
        "Getting on to the table",
        (
            "Six pictures of a therapist at the foot end of the table, with the client lying on it. 1: "
            "standing on the floor, looking at the stool. 2: one foot on the stool. 3: on the stool, with "
            "both hands on the bars. 4: the first foot flat on the padding beside the client, the hands on "
            "the bars. 5: the second foot comes up, never over the client. 6: both feet on the table, both "
            "hands on the bars, knees soft."
        ),
        (0, 0, 520, 852),
        body,
    )


def dismount_steps() -> str:
    """Draw six steps down from the table."""
    one = panels("dismount-steps")
    p = one[0]
    x, calf = p.client.at(163)[0], p.client.at(141)
    body = p.draw(
        p.person((x, p.top - 87 * p.k), (x + 4, p.top), (calf[0], calf[1] - 11 * p.k), p.hold(x - 12)),
        arrow(calf[0] - 34, calf[1] - 2, calf[0] - 34, calf[1] - 30, 3),
        astride=True,
    )
    body += one[1].draw(_standing(one[1]))
    body += one[2].draw(who := _standing(one[2], look=8, aside=True), one[2].sight(who, 12))
    body += (
        one[3].draw(_first_foot(one[3]))
        + one[4].draw(_on_stool(one[4]))
        + one[5].draw(_floor(one[5], one=True))
    )
    return figure(
        "dismount-steps",
        "Getting down from the table",
        (
            "Six pictures, facing the head end and going down backwards. 1: the working foot leaves the "
            "client; the hands hold the bars. 2: both feet stand on the table. 3: a look down at the stool, "
            "hands still on the bars. 4: one foot is on the middle of the stool, the other still on the "
            "table. 5: both feet on the stool, hands on the bars. 6: one foot on the floor, the other still "
            "on the stool; then it follows."
        ),
        (0, 0, 520, 852),
        body,
    )
