"""Whether a font has a glyph for each letter, and how wide a line will be: asked before anything is drawn.

A letter without a glyph would come out as an empty box and break PDF/A, so a text is checked first.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

MM_PER_POINT = 25.4 / 72
FONTS = Path(__file__).with_name("fonts")
"""The fonts that ship: every page may use them, as `fonts/NAME`."""


@dataclass(frozen=True)
class _Face:
    """What is asked of a font: by code point, the advance as a share of the type size."""

    advances: dict[int, float]


@cache
def _face(font: Path) -> _Face:
    with TTFont(font, lazy=True) as opened:
        units: int = opened["head"].unitsPerEm
        widths = opened["hmtx"].metrics
        return _Face({code: widths[name][0] / units for code, name in opened.getBestCmap().items()})


def glyphs_missing(text: str, font_files: Iterable[Path]) -> set[str]:
    """Return the letters of `text` (as NFC) for which none of `font_files` has a glyph."""
    letters = set(unicodedata.normalize("NFC", text))
    for font in font_files:
        letters -= {letter for letter in letters if ord(letter) in _face(font).advances}
    return letters


def width_of(text: str, font: Path, size: float, *, tracking: float = 0.0) -> float:
    """Return how wide `text` is in millimetres, set in `font` at `size` points; `tracking` in ems.

    The sum of the advances: kerning, which almost always narrows a line, is left out. A letter that the font
    does not have counts as one em.
    """
    advances = _face(font).advances
    ems = sum(advances.get(ord(letter), 1.0) + tracking for letter in unicodedata.normalize("NFC", text))
    return ems * size * MM_PER_POINT
