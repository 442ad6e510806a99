"""Read the colour tokens out of the stylesheet and compute the contrast of every pair that the design uses.

Ratios by the formula of WCAG 2.2 ("relative luminance", "contrast ratio"): 4.5 for text, 3 for the edges of
controls and the focus ring (success criteria 1.4.3, 1.4.11).
"""

import re
from dataclasses import dataclass

from ashilms.looks.rules import contrast as ratio

TEXT, EDGE = 4.5, 3.0
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "ground", TEXT),
    ("ink", "sheet", TEXT),
    ("ink", "well", TEXT),
    ("ink-2", "ground", TEXT),
    ("ink-2", "sheet", TEXT),
    ("ink-2", "well", TEXT),
    ("ink-2", "dye-wash", TEXT),
    ("dye", "sheet", TEXT),
    ("dye", "ground", TEXT),
    ("dye", "well", TEXT),
    ("dye", "dye-wash", TEXT),
    ("dye-deep", "sheet", TEXT),
    ("dye-deep", "ground", TEXT),
    ("ink", "dye-wash", TEXT),
    ("on-dye", "dye", TEXT),
    ("on-dye", "dye-deep", TEXT),
    ("brass", "sheet", TEXT),
    ("brass", "brass-wash", TEXT),
    ("ink", "brass-wash", TEXT),
    ("safe", "sheet", TEXT),
    ("safe", "ground", TEXT),
    ("safe", "safe-wash", TEXT),
    ("sheet", "safe", TEXT),
    ("ink", "safe-wash", TEXT),
    ("caution", "sheet", TEXT),
    ("caution", "ground", TEXT),
    ("caution", "caution-wash", TEXT),
    ("ink", "caution-wash", TEXT),
    ("never", "sheet", TEXT),
    ("never", "ground", TEXT),
    ("never", "never-wash", TEXT),
    ("ink", "never-wash", TEXT),
    ("dye", "safe-wash", TEXT),
    ("dye", "caution-wash", TEXT),
    ("dye", "never-wash", TEXT),
    ("edge", "sheet", EDGE),
    ("edge", "ground", EDGE),
    ("edge", "well", EDGE),
    ("focus", "sheet", EDGE),
    ("focus", "ground", EDGE),
    ("focus", "well", EDGE),
    ("focus", "dye-wash", EDGE),
    ("skin-line", "skin", EDGE),
)
Tokens = dict[str, str]


@dataclass(frozen=True)
class Ratio:
    """One pair: what stands on what, what it needs, and what it has in each theme."""

    front: str
    back: str
    needs: float
    light: float
    dark: float

    @property
    def passes(self) -> bool:
        """True when both themes reach what the pair needs."""
        return min(self.light, self.dark) >= self.needs


def tokens_of(block: str) -> Tokens:
    """Return the colours set in a block of declarations, by token name without `--al-`."""
    return dict(re.findall(r"--al-([a-z0-9-]+):\s*(#[0-9a-f]{6})\b", block))


def themes(stylesheet: str) -> tuple[Tokens, Tokens, Tokens]:
    """Return the colours of the light theme, the dark one, and the dark one that follows the device."""
    blocks = [
        r"\.ashilms \{\s*color-scheme: light;(.*?)\}",
        r'\.ashilms\[data-theme="dark"\] \{(.*?)\}',
        r'\.ashilms\[data-theme="auto"\] \{(.*?)\}',
    ]
    light, dark, auto = (tokens_of(block_matching(pattern, stylesheet)) for pattern in blocks)
    return light, light | dark, light | auto


def block_matching(pattern: str, stylesheet: str) -> str:
    """Return the declarations in the first block that `pattern` finds; raise `ValueError` without one."""
    found = re.search(pattern, stylesheet, re.S)
    if found is None:
        raise ValueError(f"no block in the stylesheet matches {pattern}")
    return found[1]


def ratios(stylesheet: str) -> list[Ratio]:
    """Return every pair of `PAIRS` with its contrast in the light and in the dark theme of `stylesheet`."""
    light, dark, _ = themes(stylesheet)
    return [
        Ratio(front, back, needs, ratio(light[front], light[back]), ratio(dark[front], dark[back]))
        for front, back, needs in PAIRS
    ]


def table_template(stylesheet: str) -> str:
    """Return the rows of the style guide's contrast table as a Jinja template that sets `pairs`."""
    rows = [
        f'  {{"front": "{r.front}", "back": "{r.back}", "needs": "{r.needs:g}", '
        f'"light": "{r.light:.2f}", "dark": "{r.dark:.2f}", "passes": {str(r.passes).lower()}}},'
        for r in ratios(stylesheet)
    ]
    lines = ["{# Computed from the stylesheet by design/build.py. #}", "{% set pairs = [", *rows, "] %}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import build

    for r in ratios(build.joined_stylesheet()):
        verdict = "" if r.passes else " FAILS"
        print(f"| {r.front} on {r.back} | {r.needs:g} | {r.light:.2f} | {r.dark:.2f} |{verdict}")
