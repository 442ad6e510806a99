"""Setting a text on the certificate: its face, its size, its lines; refused when none will do."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ashilms.documents.glyphs import FONTS, glyphs_missing, width_of
from ashilms.errors import Unacceptable


class CannotBeDrawn(Unacceptable):
    """A text cannot be printed: a letter has no glyph, or there is no room. `str()` says what to do."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """A style: the design's own font, the one that sets what the first has no letters for, and its class."""

    own: Path
    world: Path
    face: str
    scale: float
    """How much smaller the second is set, so that its small letters are as high as the first's."""


DISPLAY = Lettering(FONTS / "AshiDisplay-Regular.ttf", FONTS / "NotoSerifDisplay-Regular.ttf", "world", 0.84)
ITALIC = Lettering(FONTS / "AshiDisplay-Italic.ttf", FONTS / "NotoSerifDisplay-Italic.ttf", "world", 0.84)
SANS = Lettering(FONTS / "AshiSans-Regular.ttf", FONTS / "NotoSans-Regular.ttf", "world-sans", 0.94)
BOLD = Lettering(FONTS / "AshiSans-Semibold.ttf", FONTS / "NotoSans-Semibold.ttf", "world-sans", 0.94)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is set: its lines, its size in points, the class of its face ("" for the design's own)."""

    text: str
    rows: tuple[str, ...]
    size: float
    face: str
    joint: str = " "
    """What stands between lines when the text is read or copied: nothing where an address is broken."""


@dataclass(frozen=True, slots=True)
class Face:
    """The font that has all of a text's letters, how much smaller it is set, and its class."""

    font: Path
    scale: float
    face: str


def lettered(what: str, text: str, style: Lettering) -> Face:
    """Return the face that has every letter of `text`: one for the whole line, never two in a word.

    Raises `CannotBeDrawn`, naming the letters, when neither has.
    """
    if not glyphs_missing(text, [style.own]):
        return Face(style.own, 1, "")
    if missing := glyphs_missing(text, [style.world]):
        letters = " ".join(sorted(missing))
        raise CannotBeDrawn(
            f"The {what} “{text}” can't be printed: no installed font has {letters}. "
            "Write it in Latin, Greek or Cyrillic letters, or ask the registrar for a font that has them."
        )
    return Face(style.world, style.scale, style.face)


def fitted(
    what: str,
    text: str,
    style: Lettering,
    steps: Sequence[tuple[float, int]],
    width: float,
    *,
    tracking: float = 0.0,
    after: str = " ",
) -> Setting:
    """Return `text` at the first of `steps` (points, lines) at which it fits `width` millimetres.

    Measured, never counted in letters. Lines are as even as can be, broken after one of the characters
    `after`. Raises `CannotBeDrawn` when it fits at no step, or has a letter without a glyph.
    """
    face = lettered(what, text, style)
    for points, lines in steps:
        size = round(points * face.scale, 2)
        rows, widest = _evenly(
            _pieces(text, after), lines, partial(width_of, font=face.font, size=size, tracking=tracking)
        )
        if widest <= width:
            return Setting(text, rows, size, face.face, joint=" " if " " in after else "")
    raise CannotBeDrawn(f"The {what} “{text}” is too long to be printed. Shorten it.")


def _pieces(text: str, after: str) -> list[str]:
    """Return `text` cut after each of the characters `after`; the cut pieces joined are the text again."""
    return re.findall(f"[^{re.escape(after)}]*[{re.escape(after)}]|[^{re.escape(after)}]+$", text)


def _evenly(pieces: Sequence[str], lines: int, wide: Callable[[str], float]) -> tuple[tuple[str, ...], float]:
    """Return `pieces` in at most so many lines, the widest as narrow as can be, and how wide that one is."""
    whole = "".join(pieces).strip()
    best: tuple[tuple[str, ...], float] = (whole,), wide(whole)
    for cut in range(1, len(pieces) if lines > 1 else 0):
        first = "".join(pieces[:cut]).strip()
        rest, widest = _evenly(pieces[cut:], lines - 1, wide)
        if max(wide(first), widest) < best[1]:
            best = (first, *rest), max(wide(first), widest)
    return best
