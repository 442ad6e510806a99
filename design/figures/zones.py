"""The three classes of the body map, each alone."""

from parts import smooth, text
from regions import Label, labels, over

from ashilms.bodymap import art
from ashilms.bodymap.drawing import draw_map
from ashilms.bodymap.rules import REGIONS, Zone


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {"zones-safe": zones_safe(), "zones-caution": zones_caution(), "zones-never": zones_never()}


def ids(zone: Zone) -> list[str]:
    """Return the regions of a class that the map draws."""
    return [region.id for region in REGIONS if region.zone is zone and region.polygon]


def zones_safe() -> str:
    """Draw the safe regions alone."""
    x, y, s = 592, 652, 0.72
    soles = "".join(
        smooth([(x + side * (34 + a * s), y + b * s) for a, b in art.FOOT], tension=0.55) for side in (-1, 1)
    )
    toes = "".join(
        f'<ellipse cx="{x + side * (34 + a * s):.1f}" cy="{y + b * s:.1f}" rx="{wide * s:.1f}" ry="{high * s:.1f}"'
        ' class="al-bm__wash" fill="#dcefe7" stroke="#17604c" stroke-width="1.2"/>'
        for side in (-1, 1)
        for a, b, wide, high in art.TOES
    )
    feet = (
        f'<g class="al-bm__region--safe">{toes}'
        f'<path class="al-bm__wash" d="{soles}" fill="#dcefe7" stroke="#17604c" stroke-width="1.2"/>'
        f'<path class="al-bm__fill" d="{soles}" fill="url(#zones-safe-safe)"/></g>'
    )
    words = labels(
        [
            ("Thoracic lane", 236, 30, 214),
            ("Heel allowed", 420, 74, 440),
            ("Gluteal bulk", 470, 74, 480),
            ("Back of the thigh", 540, 62, 552),
        ],
        486,
        24,
    )
    svg = draw_map(
        name="zones-safe",
        title="The safe regions",
        show=ids(Zone.SAFE),
        desc=(
            "The body from behind with only the safe regions marked, by dots: on each side of the spine a "
            "narrow thoracic lane from below the neck to the level of the lower angle of the shoulder blade; "
            "the gluteal bulk, with its upper outer quarter as the one place for the heel; the back of the "
            "thigh from below the gluteal fold to a hand's breadth above the knee. The soles of the feet are "
            "drawn apart. Everything plain is not safe."
        ),
    )
    return over(
        "zones-safe",
        svg,
        words + feet + text(592, 758, "Soles", size=24, anchor="middle"),
        (20, 120, 670, 650),
    )


def zones_caution() -> str:
    """Draw the caution regions alone."""
    words = labels(
        [
            ("Trapezius slope", 160, 72, 162),
            ("Upper arm, top third", 206, 138, 232),
            ("Shoulder blade", 252, 76, 218),
            ("Its inner edge", 298, 46, 240),
            ("Ribs by the erectors", 344, 54, 272),
            ("Erectors T10–T12", 390, 28, 290),
            ("Erectors L1–L5", 436, 30, 352),
            ("Sciatic path", 486, 66, 492),
            ("Calf", 820, 46, 800),
        ],
        486,
        24,
    )
    svg = draw_map(
        name="zones-caution",
        title="The caution regions",
        show=ids(Zone.CAUTION),
        desc=(
            "The body from behind with only the caution regions marked, by diagonals: the slope of the upper "
            "trapezius, the top third of the upper arm, the body of the shoulder blade and its inner edge, "
            "the ribs just beside the erectors, the erectors from T10 to T12 and from L1 to L5, the path of "
            "the sciatic nerve through the gluteal muscle, and the calf. Each has its own condition; the foot"
            " is flat and light in all of them."
        ),
    )
    return over("zones-caution", svg, words, (20, 120, 700, 770))


def zones_never() -> str:
    """Draw the never regions alone."""
    right: list[Label] = [
        ("Head", 70, 24, 60),
        ("Neck to C7", 128, 34, 142),
        ("Shoulder tip", 186, 112, 177),
        ("Armpit", 244, 115, 210),
        ("Outer ribs", 302, 86, 280),
        ("Floating ribs", 360, 84, 318),
        ("Pelvic rim", 418, 76, 404),
        ("Outer hip", 500, 104, 490),
        ("Sitting bone", 558, 44, 514),
        ("Back of knee", 735, 52, 712),
        ("Fibula head", 793, 72, 756),
        ("Achilles, heel", 920, 42, 900),
    ]
    left: list[Label] = [
        ("Spine", 200, 0, 230),
        ("Kidneys, flank", 330, -74, 352),
        ("Dimple bone", 396, -28, 430),
        ("Sacrum", 454, -10, 436),
        ("Coccyx, cleft", 520, -6, 500),
        ("Arm and hand", 620, -196, 500),
        ("Inner thigh", 680, -14, 600),
    ]
    svg = draw_map(
        name="zones-never",
        title="The never regions",
        show=ids(Zone.NEVER),
        desc=(
            "The body from behind with only the never regions marked, by cross-hatching: head, neck, the "
            "whole line of the spine, tip of the shoulder and spine of the shoulder blade, armpit, outer "
            "ribs, floating ribs, kidneys and flank, rim of the pelvis, dimple bone, sacrum, coccyx and "
            "gluteal cleft, outer hip, sitting bone, inner thigh, arm from below its top third to the hand, "
            "back of the knee, head of the fibula, Achilles tendon, ankle and heel rim. Plain skin that no "
            "map marks is never as well."
        ),
    )
    return over(
        "zones-never", svg, labels(right, 486, 30) + labels(left, 14, 30, side=-1), (-196, 0, 892, 1040)
    )
