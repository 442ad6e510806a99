"""Figures of care: the chain of cleaning, the amount of lubricant."""

from feet import WASH, sole
from parts import arrow, body_ink, dye, figure, foot_side, ink, skin, smooth, stool_side, text
from pen import points


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"cleaning-order": cleaning_order(), "lubricant-amount": lubricant_amount()}


def cleaning_order() -> str:
    """Draw the chain from the sink to the client."""
    words = ("Look", "Wash", "Dry", "Sandals", "Step up", "Sanitise", "Let dry", "Work")
    icons = (_look, _wash, _dry, _sandals, _step_up, _sanitise, _let_dry, _work)
    body = ""
    for n, (word, icon) in enumerate(zip(words, icons, strict=True)):
        x, y = 66 + (n % 4) * 130, 84 + (n // 4) * 210
        body += icon(x, y) + text(x, y + 82, f"{n + 1} {word}", anchor="middle")
        if n % 4 < 3:
            body += arrow(x + 56, y, x + 74, y, 3)
    body += ink("M456 184v6q0 12 -12 12H78q-12 0 -12 12v8m-7 -9l7 9l7 -9", 3)
    return figure(
        "cleaning-order",
        "From the sink to the client",
        (
            "A chain of eight links. 1 look at the foot; 2 wash it under running water; 3 dry it with a clean"
            " towel; 4 clean indoor sandals; 5 out of the sandals on to the stool and straight to the table; "
            "6 sanitise the sole; 7 let it dry; 8 work. Arrows join the links: no bare foot meets the floor "
            "on the way."
        ),
        (0, 16, 522, 376),
        body,
    )


def _look(x: float, y: float) -> str:
    lens = f'<circle cx="{x + 14}" cy="{y + 8}" r="22" {WASH} fill-opacity=".5" stroke-width="3"/>'
    return (
        sole(x - 4, y, 0.6)
        + lens.replace("var(--al-dye,#1f4068)", "currentColor")
        + ink(f"M{x + 30} {y + 24}l16 18", 5)
    )


def _wash(x: float, y: float) -> str:
    tap = ink(f"M{x + 40} {y - 44}H{x + 8}a10 10 0 0 0 -10 10v6M{x + 26} {y - 44}v-12m-10 0h20", 4)
    drops = dye(
        "".join(f"M{x - 8 + a} {y - 18 + b}v9" for a, b in ((0, 0), (6, 6), (12, 0), (0, 18), (12, 18))), 2.2
    )
    return foot_side(x - 40, y + 44, 80, leg=0.48) + tap + drops


def _dry(x: float, y: float) -> str:
    towel = smooth(
        [
            (x - 42, y + 6),
            (x - 10, y + 14),
            (x + 22, y + 6),
            (x + 46, y + 12),
            (x + 44, y + 44),
            (x + 10, y + 40),
            (x - 20, y + 48),
            (x - 46, y + 42),
        ],
        tension=0.8,
    )
    cloth = f'<path d="{towel}" fill="var(--al-sheet,#fff)" stroke="currentColor" stroke-width="2"/>' + ink(
        f"M{x - 38} {y + 34}q30 10 52 -2t28 2", 1.4
    )
    return foot_side(x - 38, y + 22, 78, leg=0.6) + cloth


def _sandals(x: float, y: float) -> str:
    out = ""
    for s in (-1, 1):
        cx = x + s * 23
        ring = [
            (cx - s * a * 0.6, y - b * 0.6)
            for a, b in (
                (0, -80),
                (22, -62),
                (20, -20),
                (30, 30),
                (28, 70),
                (6, 92),
                (-22, 84),
                (-30, 50),
                (-14, 0),
                (-20, -56),
            )
        ]
        strap = [
            (cx - s * a * 0.6, y - b * 0.6)
            for a, b in ((-27, 58), (0, 64), (30, 50), (29, 26), (0, 34), (-24, 30))
        ]
        out += skin(smooth(ring)) + f'<path d="{smooth(strap, tension=0.7)}" {WASH} stroke-width="2"/>'
    return out


def _step_up(x: float, y: float) -> str:
    return (
        stool_side(x, y + 46, 1.9, height=22, width=38)
        + foot_side(x - 28, y + 3, 66, leg=0.62)
        + arrow(x + 34, y - 12, x + 46, y - 40, 3)
    )


def _sanitise(x: float, y: float) -> str:
    bottle = f"M{x + 18} {y + 44}V{y - 6}q0 -8 8 -8h8q8 0 8 8V{y + 44}Z"
    spray = dye("".join(f"M{x + 12} {y - 26 + a * 0.3:g}L{x - 4} {y - 26 + a}" for a in (-14, 0, 14)), 2.2)
    return (
        sole(x - 24, y + 4, 0.56)
        + skin(bottle)
        + ink(f"M{x + 30} {y - 14}v-8M{x + 18} {y - 24}h18l6 10", 4)
        + spray
    )


def _let_dry(x: float, y: float) -> str:
    clock = f'<circle cx="{x + 26}" cy="{y - 22}" r="19" {WASH} stroke-width="3"/>'.replace(
        "var(--al-dye,#1f4068)", "currentColor"
    )
    air = ink("".join(f"M{x - 8 + a} {y + 20}q6 6 0 12t0 12" for a in (20, 34, 48)), 2, opacity=0.8)
    return sole(x - 22, y + 2, 0.56) + clock + ink(f"M{x + 26} {y - 33}v11l8 5", 2.6) + air


def _work(x: float, y: float) -> str:
    back = skin(
        smooth(
            [
                (x - 54, y + 34),
                (x - 20, y + 26),
                (x + 20, y + 28),
                (x + 54, y + 34),
                (x + 54, y + 48),
                (x - 54, y + 48),
            ],
            tension=0.6,
        )
    )
    return back + foot_side(x - 36, y + 29, 74, leg=0.7)


def lubricant_amount() -> str:
    """Draw too little, enough and too much."""
    body = ""
    for n, (word, more) in enumerate(
        (("Too little", "it drags"), ("Enough", "it stops with you"), ("Too much", "it swims on"))
    ):
        y = 108 + n * 156
        ridge = {
            0: points(
                "0 0, 40 0, 150 1, 170 1, 177 -6, 184 -9, 191 -5, 196 -2, 201 -5, 207 -8, 213 -4, 218 "
                "-1, 223 -3.5, 228 -5, 234 -2, 242 0, 300 0"
            ),
            1: points("0 0, 60 1, 120 3, 170 1, 300 0"),
            2: points("0 0, 60 1, 120 3, 170 1, 300 0"),
        }[n]
        top = smooth([(16 + a, y + b) for a, b in ridge], closed=False)
        flesh = f"{top}V{y + 34}H16Z"
        body += skin(flesh)
        if n == 0:
            body += ink(
                "".join(f"M{22 + a} {y + 14}h{b}" for a, b in ((0, 34), (10, 22), (6, 30)))
                .replace(f"{y + 14}h22", f"{y + 20}h22")
                .replace(f"{y + 14}h30", f"{y + 26}h30"),
                1.4,
                opacity=0.6,
            )
        if n == 1:
            body += dye(smooth([(16 + a, y + b - 2.5) for a, b in ridge], closed=False), 2.4)
        if n == 2:
            pool = smooth(
                [
                    (26, y - 1),
                    (60, y - 7),
                    (110, y - 4),
                    (180, y - 6),
                    (214, y - 10),
                    (262, y - 7),
                    (300, y - 1),
                    (220, y + 2),
                    (120, y + 3),
                ],
                tension=0.8,
            )
            body += body_ink(pool, width=1.4) + dye(
                f"M306 {y + 8}q6 8 0 12q-6 -4 0 -12M262 {y - 20}q5 7 0 10q-5 -3 0 -10", 2
            )
            ghost = smooth(
                [
                    (128 + a * 1.24, y - 2 - b * 1.24)
                    for a, b in (
                        (0, 12),
                        (2, 20),
                        (5, 29),
                        (6, 60),
                        (31, 60),
                        (31, 37),
                        (46, 24),
                        (74, 12),
                        (93, 10),
                        (100, 4.5),
                        (91, 0),
                        (9, 0),
                    )
                ],
                tension=0.8,
            )
            body += dye(ghost, 1.6, dash="5 5")
        x = 50
        body += foot_side(x, y + (1 if n < 2 else -3), 124, leg=0.6)
        if n < 2:
            body += arrow(x + 52, y - 58, x + 104, y - 58, 3) + (
                ink(f"M{x + 110} {y - 70}v24", 3) if n else ""
            )
        else:
            body += arrow(x + 52, y - 58, x + 186, y - 58, 3) + ink(f"M{x + 110} {y - 70}v24", 3)
        body += text(338, y - 26, word, bold=True) + text(338, y, more)
    return figure(
        "lubricant-amount",
        "How much lubricant",
        (
            "Three times a foot glides to the right over skin. Too little: the skin bunches in front of the "
            "toes and is stretched behind the heel; the foot drags. Enough: a thin film, and the foot stops "
            "where the therapist stops it. Too much: a thick layer with drops; the foot goes on past the "
            "place where the therapist wanted to stop."
        ),
        (6, 10, 508, 450),
        body,
    )
