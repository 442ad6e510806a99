"""Whether fonts have a glyph for each letter, and how wide a line will be: asked before anything is drawn.

A letter without a glyph would come out as an empty box and break PDF/A, so a text is checked first.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

MM_PER_POINT = 25.4 / 72
FONTS = Path(__file__).with_name("fonts")
"""The fonts that ship: every page may use them, as `fonts/NAME`."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font on this machine: its file, and its place in a file that holds several."""

    path: Path
    number: int = 0


@dataclass(frozen=True)
class _Face:
    """What is asked of a font: by code point, the advance as a share of the type size."""

    advances: dict[int, float]


@cache
def _face(font: Font) -> _Face:
    with TTFont(font.path, fontNumber=font.number, lazy=True) as opened:
        units: int = opened["head"].unitsPerEm
        widths = opened["hmtx"].metrics
        return _Face({code: widths[name][0] / units for code, name in opened.getBestCmap().items()})


def glyphs_missing(text: str, fonts: Iterable[Font]) -> set[str]:
    """Return the letters of `text` (as NFC) for which none of `fonts` has a glyph."""
    letters = set(unicodedata.normalize("NFC", text))
    for font in fonts:
        letters -= {letter for letter in letters if ord(letter) in _face(font).advances}
    return letters


def font_for(letter: str, fonts: Iterable[Font]) -> Font | None:
    """Return the first of `fonts` that has a glyph for `letter`, which is the one that will draw it."""
    return next((font for font in fonts if ord(letter) in _face(font).advances), None)


def width_of(text: str, fonts: Sequence[Font], size: float, *, tracking: float = 0.0) -> float:
    """Return how wide `text` is in millimetres, set in the first of `fonts` that has each letter, at `size` points.

    `tracking` is in ems. The sum of the advances: kerning and joining, which almost always narrow a line, are left
    out. A letter that no font has counts as one em.
    """
    composed, faces = unicodedata.normalize("NFC", text), [_face(font) for font in fonts]
    return sum(_advance(ord(letter), faces) + tracking for letter in composed) * size * MM_PER_POINT


def _advance(code: int, faces: Iterable[_Face]) -> float:
    return next((face.advances[code] for face in faces if code in face.advances), 1.0)
