"""Write those figures of the shipped course that are made from the body map and the foot.

Run as `python design/bodymap.py`, from the root of a checkout; a test compares the files with what this writes.
The other figures are drawn by hand and are their own source.
"""

from pathlib import Path

from ashilms.bodymap.drawing import VIEWS, draw_map, foot_shape
from ashilms.bodymap.rules import REGIONS, Zone

FIGURES = Path(__file__).parent.parent / "ashilms/curriculum/barefoot-bar-massage/figures"

LEGS = ("medthigh", "ham", "pop", "fib", "calf", "ach")

PRESSURE = """<svg xmlns="http://www.w3.org/2000/svg" class="al-bm" viewBox="0 0 460 430" role="img" \
aria-labelledby="contact-area-t contact-area-d">
<title id="contact-area-t">One force, two contacts</title>
<desc id="contact-area-d">Left: a whole sole is loaded and three short arrows stand below it. Right: only the heel is
loaded and the arrows are five times as long.</desc>
<g transform="translate(115 110) scale(1.15)">{whole}</g>
<g transform="translate(345 110) scale(1.15)">{heel}</g>
<g fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">
<path d="M90 262v18m-6 -8l6 8l6 -8M115 262v18m-6 -8l6 8l6 -8M140 262v18m-6 -8l6 8l6 -8"/>
<path d="M325 262v90m-7 -9l7 9l7 -9M345 262v90m-7 -9l7 9l7 -9M365 262v90m-7 -9l7 9l7 -9"/>
<path d="M20 250h420" stroke-width="1.5"/>
</g>
<g fill="currentColor" font-size="19" text-anchor="middle">
<text x="115" y="385">200 N on 100 cm²</text><text x="115" y="412" font-weight="700">2 N per cm²</text>
<text x="345" y="385">200 N on 20 cm²</text><text x="345" y="412" font-weight="700">10 N per cm²</text>
</g>
</svg>"""


PARTS = """<svg xmlns="http://www.w3.org/2000/svg" class="al-bm" viewBox="-105 -90 225 196" role="img" \
aria-labelledby="foot-parts-t foot-parts-d">
<title id="foot-parts-t">The parts of a sole</title>
<desc id="foot-parts-d">A left sole seen from above, heel at the top, with the heel, arch and ball marked and the arch
filled. On the right are the toes and the outer edge.</desc>
{foot}
<g fill="none" stroke="currentColor" stroke-width="1">
<path d="M-62 -52h50M-62 -4h58M-62 48h44M46 84h-13M46 4h-24"/></g>
<g fill="currentColor" font-size="11"><g text-anchor="end"><text x="-65" y="-48">Heel</text>
<text x="-65" y="0">Arch</text><text x="-65" y="52">Ball</text></g>
<text x="49" y="88">Toes</text><text x="49" y="8">Outer edge</text></g>
</svg>"""


def labels(zone: Zone) -> str:
    """Return the labels of all regions of a class, for a description."""
    return "; ".join(region.label for region in REGIONS if region.zone is zone and region.polygon)


def figures() -> dict[str, str]:
    """Return every generated figure by its name."""
    return {
        "body-posterior": draw_map(
            name="body-posterior",
            title="Posterior body map",
            desc=f"Seen from behind. Safe: {labels(Zone.SAFE)}. Caution: {labels(Zone.CAUTION)}. "
            f"Never: {labels(Zone.NEVER)}. What is not marked is never.",
        ),
        "back-levels": draw_map(
            name="back-levels",
            title="Four levels of the back",
            desc="C7 at the base of the neck; T8, level with the lower angle of the scapula, where the safe lane ends "
            "at level 1; T12, above the low back; L4, level with the rim of the pelvis.",
            view="back",
            levels=[("C7", 0.150), ("T8", 0.255), ("T12", 0.315), ("L4", 0.388)],
        ),
        "legs-posterior": draw_map(
            name="legs-posterior",
            title="The legs from behind",
            desc="Safe: back of the thigh. Caution: calf. Never: inner thigh, back of the knee, head of the fibula, "
            "Achilles tendon and ankle. The outer thigh is not marked, and so it is never.",
            view="legs",
            show=LEGS,
        ),
        "left-calf-closed": draw_map(
            name="left-calf-closed",
            title="Left calf closed today",
            desc="The legs from behind. The client's left is on the viewer's left. Left calf: not today. "
            "The back of the left knee is never, as always.",
            view="legs",
            show=LEGS,
            forbidden=["calf-left", "pop-left"],
            highlight=["calf-left", "pop-left"],
        ),
        "foot-parts": PARTS.format(foot=foot_shape(("arch",))),
        "contact-area": PRESSURE.format(
            whole=foot_shape(("heel", "arch", "ball")), heel=foot_shape(("heel",))
        ),
    }


if __name__ == "__main__":
    FIGURES.mkdir(exist_ok=True)
    for name, svg in figures().items():
        (FIGURES / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")
    print(f"{len(figures())} figures written to {FIGURES}; views: {', '.join(VIEWS)}")
