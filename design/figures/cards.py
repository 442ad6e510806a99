"""Figures that are cards and plans: emergency, aftercare, after an incident, the plan that narrows."""

from papers import box
from parts import arrow, figure, ink, pin, skin, smooth, text, zone
from scales import oblong

from ashilms.bodymap import art
from ashilms.bodymap.drawing import shape_of
from ashilms.bodymap.rules import BY_ID


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        one.__name__.replace("_", "-"): one()
        for one in (emergency_card, aftercare_card, after_an_incident, plan_narrowed)
    }


STEPS = (
    ("Weight off, step down", "bars, both feet to the table, stool"),
    ("Look, ten seconds at most", "responding? breathing normally?"),
    ("Call", "speaker on; send for an AED"),
    ("Position", "not breathing normally: face up, CPR"),
    ("A fall on the client is an injury", "of both, until shown otherwise"),
    ("Stay", "keep warm; note the times"),
    ("Do not go on", "even if they feel well"),
    ("Tell your supervisor", "at once; written within 24 hours"),
)


def emergency_card() -> str:
    """Draw the card of the room: eight steps, and a gap for the number of the reader's own country."""
    body = box(10, 10, 440, 612, plain=True) + text(30, 46, "Emergency", size=23, bold=True)
    body += text(30, 79, "Our number:") + box(146, 56, 284, 34, dashed=True)
    body += ink("M30 106H430", 1.5)
    for index, (first, second) in enumerate(STEPS, 1):
        y = 142 + (index - 1) * 62
        body += pin(46, y, str(index)) + text(76, y - 2, first, bold=True) + text(76, y + 21, second, size=17)
    return figure(
        "emergency-card",
        "The emergency card",
        "A card with an empty field for the emergency number of the reader's own country, and eight steps. "
        + " ".join(f"{index}, {first.lower()}: {second}." for index, (first, second) in enumerate(STEPS, 1)),
        (0, 0, 460, 632),
        body,
    )


SIGNS = (
    "weak or numb leg",
    "numb between the legs, any change",
    "  of bladder or bowel",
    "severe or growing pain: back, neck,",
    "  head or chest",
    "short of breath",
    "one leg swollen or painful",
    "pain in the side; dark or bloody urine",
    "large bruise that spreads",
)


def aftercare_card() -> str:
    """Draw the card that every client takes home."""
    body = (
        zone("safe", oblong(14, 14, 432, 84))
        + text(34, 47, "Common", bold=True)
        + text(34, 75, "a little sore for a day or two")
    )
    body += zone("never", oblong(14, 116, 432, 338)) + text(
        34, 151, "Get emergency help, whenever it starts", bold=True
    )
    for index, words in enumerate(SIGNS):
        y = 184 + index * 30
        more = words.startswith("  ")
        body += text(56, y - (5 if more else 0), words.strip())
        body += "" if more else f'<circle cx="40" cy="{y - 6}" r="4" fill="currentColor"/>'
    body += (
        box(14, 472, 432, 84)
        + text(34, 505, "Say", bold=True)
        + text(34, 533, "“I had deep massage with the feet”, and when")
    )
    return figure(
        "aftercare-card",
        "The aftercare card",
        "Above, marked safe: common is being a little sore for a day or two. Below, marked never: get"
        " emergency help for weakness or numbness in a leg; "
        "numbness between the legs or any change of bladder or bowel; severe or growing pain in the "
        "back, neck, head or chest; breathlessness; one swollen or painful leg; "
        "pain in the side, dark or blood-stained urine; a large bruise that spreads. It may start "
        "hours or days later. At the foot: say “I had deep massage with the feet”, and when.",
        (0, 0, 460, 568),
        body,
    )


def after_an_incident() -> str:
    """Draw when whom is told and asked."""
    rows = (
        ("At once", "tell your supervisor", True),
        ("Within 24 hours", "written report; ask the client", True),
        ("Promptly", "the insurer; a regulator, if the law asks", False),
        ("72 hours", "ask the client", True),
        ("7 days", "ask the client", True),
    )
    body = ink("M36 40V376", 4)
    for index, (first, second, fixed) in enumerate(rows):
        y = 40 + index * 84
        dash = "" if fixed else ' stroke-dasharray="5 5"'
        look = f'fill="var(--al-sheet,#fff)" stroke="currentColor" stroke-width="4"{dash}'
        body += f'<circle cx="36" cy="{y}" r="11" {look}/>'
        body += text(66, y - 2, first, bold=True) + text(66, y + 22, second)
    return figure(
        "after-an-incident",
        "After an incident",
        "A line with five beads. At once: tell your supervisor. Within 24 hours: the written report, "
        "and ask the client. Promptly, as the policy says: the insurer, "
        "and a regulator if the law asks for it. At 72 hours and at 7 days: ask the client again.",
        (0, 12, 460, 398),
        body,
    )


def plan_narrowed() -> str:
    """Draw four times the same back: each limit takes something out, and none puts it back."""
    groups = {
        "legs": ("ham", "calf"),
        "hip": ("glut", "glut-uo"),
        "low": ("lES",),
        "blade": ("scap",),
        "lane": ("tES", "tlES"),
    }
    panels = (
        ("level", ("lane", "blade", "low", "hip", "legs"), ()),
        ("decision", ("lane", "blade", "low", "hip"), ("legs",)),
        ("consent", ("lane", "blade", "low"), ("hip", "legs")),
        ("time", ("lane", "blade"), ("low", "hip", "legs")),
    )
    s, body = 0.29, ""
    right = art.HEAD + art.TORSO + art.SIDE
    ring = right + [(-a, b) for a, b in reversed(right[1:-1])]
    for index, (words, inside, outside) in enumerate(panels):
        cx, top = 76 + index * 136, 16
        body += skin(smooth([(cx + a * s, top + b * s) for a, b in ring]), width=1.2)
        for group in (*inside, *outside):
            for name in groups[group]:
                for side in (1, -1):
                    d = smooth(
                        [(cx + side * a * s, top + b * s) for a, b in shape_of(BY_ID[name])], tension=0.3
                    )
                    body += zone("safe", d, 1.3) if group in inside else ink(d, 1.3, dash="3 3", opacity=0.75)
        body += pin(cx, top + 318, str(index + 1)) + text(
            cx, top + 366, words, size=24, anchor="middle", bold=index == 3
        )
        if index < 3:
            body += arrow(cx + 57, top + 318, cx + 82, top + 318, 3)
    return figure(
        "plan-narrowed",
        "A plan that narrows",
        "Four bodies from behind, each with the places that are still open. 1, the level: back, "
        "blade, low back, gluteal bulk, thighs, calves. 2, the decision of the day takes out both "
        "legs. 3, the consent takes out the gluteal bulk. 4, the time takes out the low back. Lane "
        "and blade are left: that is the plan. What one limit has taken out stays out, "
        "drawn as an empty dashed outline.",
        (0, 0, 560, 390),
        body,
    )
