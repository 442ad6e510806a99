"""Setting a text on the certificate: its face, its size, its lines; refused when none will do."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from ashilms.certificates.scripts import (
    BOLD,
    DISPLAY,
    ITALIC,
    SANS,
    Cut,
    Lettering,
    Script,
    package_of,
    scripts_for,
)
from ashilms.documents.glyphs import Font, font_for, glyphs_missing, width_of
from ashilms.documents.pdf import Typeface
from ashilms.errors import Unacceptable

__all__ = ["BOLD", "DISPLAY", "ITALIC", "SANS", "CannotBeDrawn", "Setting", "fitted", "lettered"]


_MOST_KEPT = 500
"""Texts whose setting is kept: most of what one certificate says, the next one says as well."""


class CannotBeDrawn(Unacceptable):
    """A text cannot be printed: a letter has no glyph, or there is no room. `str()` says what to do, `what` where."""

    def __init__(self, sentence: str, what: str = "") -> None:
        super().__init__(sentence)
        self.what = what


@dataclass(frozen=True, slots=True)
class Face:
    """What sets a line: cuts in the order in which they are asked for a letter, and how much smaller it is set."""

    cuts: tuple[Cut, ...]
    scale: float
    name: str
    """Empty for the design's own, `world` for what goes with it, else the script's."""

    @property
    def fonts(self) -> list[Font]:
        """The fonts, in that order."""
        return [cut.font for cut in self.cuts]

    @property
    def families(self) -> str:
        """The families as CSS lists them."""
        return ", ".join(f"'{cut.family}'" for cut in self.cuts)

    @property
    def installed(self) -> tuple[Typeface, ...]:
        """What has to be made ready, as it does not ship."""
        return tuple(cut.typeface for cut in self.cuts if not cut.ships)

    def width(self, text: str, size: float, *, tracking: float = 0.0) -> float:
        """Return how wide `text` is in millimetres at `size` points."""
        return width_of(text, self.fonts, size, tracking=tracking)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is set: its lines, its size in points, its face."""

    text: str
    rows: tuple[str, ...]
    size: float
    set_in: Face
    joint: str = " "
    """What stands between lines when the text is read or copied: nothing where an address is broken."""

    @property
    def face(self) -> str:
        """The class of its face: "" for the design's own."""
        return self.set_in.name

    @property
    def style(self) -> str:
        """Size, face and direction as CSS; letters that join, or stand on one another, are never spaced out."""
        spacing = "; letter-spacing: 0" if self.set_in.installed else ""
        direction = "; direction: rtl" if _is_rightward(self.text) else ""
        return f"font-size: {self.size}pt; font-family: {self.set_in.families}{spacing}{direction}"


def _is_rightward(text: str) -> bool:
    """Return whether a line runs from right to left: by its first letter, as the bidi algorithm has it (UAX #9, P2)."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


@lru_cache(maxsize=_MOST_KEPT)
def lettered(what: str, text: str, style: Lettering) -> Face:
    """Return the face that has every letter of `text`, each word's letters in one font.

    The design's own font sets what it can; a line in Greek, Cyrillic or Vietnamese is set as a whole in the one that
    goes with it; for what neither has, installed fonts are asked, and signs that those lack stay the design's. Raises
    `CannotBeDrawn`, naming the letters, when no font has them.
    """
    found = [(script, cut) for script in scripts_for(text) if (cut := script.cut(style))]
    ours = [Face((style.own,), 1.0, ""), Face((style.world,), style.scale, "world")]
    for face in (*ours, *(_extended(face, text, found) for face in ours), *(_alone(*one) for one in found)):
        if _sets(face, text):
            return face
    fonts = [style.own.font, style.world.font, *(cut.font for _, cut in found)]
    raise CannotBeDrawn(_refusal(what, text, glyphs_missing(text, fonts)), what)


def _extended(face: Face, text: str, found: Sequence[tuple[Script, Cut]]) -> Face:
    """Return `face` with the installed cuts that `text` needs besides."""
    missing = glyphs_missing(text, face.fonts)
    for script, cut in found:
        left = glyphs_missing("".join(missing), [cut.font])
        if left != missing:
            missing, face = left, Face((*face.cuts, cut), script.scale, script.slug)
    return face


def _alone(script: Script, cut: Cut) -> Face:
    return Face((cut,), script.scale, script.slug)


def _sets(face: Face, text: str) -> bool:
    """Return whether a face has all of `text`, and the letters of each word in one font."""
    return not glyphs_missing(text, face.fonts) and all(
        len({font_for(letter, face.fonts) for letter in word}) == 1 for word in _words(text)
    )


def _words(text: str) -> list[str]:
    """Return the runs of letters and their marks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in composed).split()


def _refusal(what: str, text: str, missing: set[str]) -> str:
    if not missing:
        return (
            f"The {what} “{text}” can't be printed: it mixes scripts within a word. Put a space between them."
        )
    letters, package = " ".join(sorted(missing)), package_of(missing)
    how = "Write it in other letters"
    if package:
        how += f", or ask whoever runs the site to install {package}, which has them"
    return f"The {what} “{text}” can't be printed: no installed font has {letters}. {how}."


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
    return _fitted(what, text, style, tuple(steps), width, tracking, after)


@lru_cache(maxsize=_MOST_KEPT)
def _fitted(
    what: str, text: str, style: Lettering, steps: tuple[tuple[float, int], ...], width: float, tracking: float,
    after: str,
) -> Setting:  # fmt: skip
    face = lettered(what, text, style)
    for points, lines in steps:
        size = round(points * face.scale, 2)
        rows, widest = _evenly(_pieces(text, after), lines, partial(face.width, size=size, tracking=tracking))
        if widest <= width:
            return Setting(text, rows, size, face, joint=" " if " " in after else "")
    raise CannotBeDrawn(f"The {what} “{text}” is too long to be printed. Shorten it.", what)


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
