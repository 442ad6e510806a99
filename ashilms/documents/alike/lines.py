"""One line of a page that WeasyPrint laid out, set anew with other words by WeasyPrint's own hands.

Only for lines that stand alone in a block and whose place depends on nothing but how wide they are; `Unlike` for all
others, and for words that would need more than that. Import only through `ashilms.documents.pdf`, which makes sure
that WeasyPrint can be loaded.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import split_first_line

MOST_RUNS = 300
"""Runs kept for one kind of page, each about 2 kB: those that stay the same, and the last hundred pages’ others."""
_NEAR = 1e-6
"""Pixels: further apart than this is another place."""
_SHARE = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}
"""What part of the room that a line leaves stands before it, in text that runs from left to right."""
_OF_SHAPING = {"R", "AL", "AN", "NSM"}
"""Letters that run from right to left, or stand on one another (UAX #9)."""


class Unlike(ValueError):
    """This page can't be filled in as others are; `str()` says why, for the log."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a run of text uses of a font: widths and meanings of glyphs, in the order in which they were first used."""

    widths: Mapping[int, int]
    meanings: Mapping[int, str]


Widths = Mapping[Any, Mapping[int, int]]
"""By font, the widths of glyphs in thousandths of the size."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in the style of a box, wherever they stand: how large they are, and what they use drawn by themselves."""

    box: Any
    words: str
    """With white space at the end, which is drawn and has no width."""
    width: float
    above: float
    """From the top of the line to the base of the letters."""
    high: float
    shown: tuple[bytes, ...]
    """The operators after those that say where."""
    used: Mapping[Any, Used]


@dataclass(frozen=True, slots=True)
class Placed:
    """A run at its place, in pixels."""

    x: float
    y: float
    run: Run


@dataclass(eq=False)
class Setter:
    """Sets words in the styles of a page's boxes, with the fonts of its document."""

    fonts: dict[Any, Any]
    _kept: dict[Any, Any] = field(default_factory=dict)

    def set(self, box: Any, words: str) -> Run:
        """Return `words` as `box` would show them in its stead; raises `Unlike`."""
        run: Run = self._once((id(box), words), lambda: self._set(box, words))
        return run

    def show(self, run: Run, known: Widths) -> tuple[bytes, ...]:
        """Return the operators of a run on a page where glyphs have these widths already.

        Widths are rounded where a glyph is first used, and the space between letters makes up for it.
        """
        other = {
            key: {
                glyph: known[key][glyph]
                for glyph, own in used.widths.items()
                if known[key].get(glyph, own) != own
            }
            for key, used in run.used.items()
            if key in known
        }
        if not any(other.values()):
            return run.shown
        key = id(run.box), run.words, *((font, *widths.items()) for font, widths in other.items())
        shown: tuple[bytes, ...] = self._once(
            key, lambda: self._draw(_laid_out(run.box, run.words), other)[0]
        )
        return shown

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            if len(self._kept) >= MOST_RUNS:
                self._kept.clear()
            self._kept[key] = make()
        return self._kept[key]

    def _set(self, box: Any, words: str) -> Run:
        own = box.pango_layout.text
        drawn = words.rstrip(" ") + own[len(own.rstrip(" ")) :]
        _, _, rest, width, height, baseline = split_first_line(words, box.style, None, None, 0)
        if rest is not None:
            raise Unlike("words that break")
        return Run(box, drawn, width, baseline, height, *self._draw(_laid_out(box, drawn), {}))

    def _draw(self, box: Any, known: Widths) -> tuple[tuple[bytes, ...], dict[Any, Used]]:
        """Return what drawing a box writes, and what that uses; the fonts are as before, afterwards."""
        stream = Stream(self.fonts, (0, 0, 0, 0), {"ExtGState": {}}, {}, None, {}, None)
        before = dict(self.fonts)
        held = {key: (font.widths, font.to_unicode, font.missing) for key, font in before.items()}
        for key, font in before.items():
            font.widths, font.to_unicode, font.missing = dict(known.get(key, {})), {}, {}
        try:
            draw_text(stream, box, 0, "clip", "none")
            if self.fonts.keys() != before.keys():
                raise Unlike("letters of another font")
            if any(font.missing or 0 in font.to_unicode for font in before.values()):
                raise Unlike("letters without a glyph")
            used = {
                key: Used(font.widths, font.to_unicode) for key, font in before.items() if font.to_unicode
            }
        finally:
            for key, font in before.items():
                font.widths, font.to_unicode, font.missing = held[key]
            self.fonts.clear()
            self.fonts.update(before)
        written = stream.stream
        if b"BT" not in written or written[-1] != b"ET":
            raise Unlike("words that are more than letters")
        return tuple(written[written.index(b"BT") + 2 :]), used


def _laid_out(box: Any, words: str) -> Any:
    """Return a box of text like `box`, at no place yet."""
    made = box.copy_with_text(words)
    made.pango_layout = split_first_line(words, box.style, None, None, 0)[0]
    made.position_x = made.position_y = 0
    return made


def placed(x: float, y: float) -> bytes:
    """Return the operator that says where the next letters stand."""
    stream = pydyf.Stream()
    stream.set_text_matrix(1, 0, 0, -1, x, y)
    written: bytes = stream.stream[0]
    return written


@dataclass(frozen=True, eq=False)
class Line:
    """A line that may say something else: its boxes of text in order, and where it begins and has room."""

    leaves: tuple[Any, ...]
    begins: float
    room: float
    share: float

    def place(self, setter: Setter, words: Mapping[Any, str]) -> list[Placed]:
        """Return the line's runs at their places, a box for which `words` has nothing as it is; raises `Unlike`."""
        runs = [setter.set(leaf, words.get(leaf, leaf.text)) for leaf in self.leaves]
        for leaf, run in zip(self.leaves, runs, strict=True):
            if (
                abs(run.high - leaf.height) > _NEAR
                or abs(run.above + leaf.margin_top - leaf.baseline) > _NEAR
            ):
                raise Unlike("words of another height")
        x = 0.0
        starts = []
        for run in runs:
            starts.append(x)
            x += run.width
        if x >= self.room:
            raise Unlike("words that are too long")
        begins = self.begins + (self.room - x) * self.share
        return [
            Placed(begins + start, leaf.position_y + leaf.baseline, run)
            for start, leaf, run in zip(starts, self.leaves, runs, strict=True)
        ]


def lines_of(root: Any) -> Iterator[tuple[list[Any], Line | None]]:
    """Yield every line's boxes of text in the order of the page, each with the line that it can be set anew in."""
    for block, line in _line_boxes(root):
        leaves = [box for box in _below(line) if isinstance(box, boxes.TextBox)]
        try:
            yield leaves, _line(block, line, leaves)
        except Unlike:
            yield leaves, None


def _line_boxes(box: Any) -> Iterator[tuple[Any, Any]]:
    for child in _children(box):
        if isinstance(child, boxes.LineBox):
            yield box, child
            inner = [held for held in _below(child) if isinstance(held, boxes.BlockContainerBox)]
            for held in inner:
                yield from _line_boxes(held)
        else:
            yield from _line_boxes(child)


def _below(box: Any) -> Iterator[Any]:
    for child in _children(box):
        yield child
        if not isinstance(child, boxes.BlockContainerBox):
            yield from _below(child)


def _children(box: Any) -> list[Any]:
    """Return a box's children, those that are placed absolutely themselves instead of what stands for them."""
    return [getattr(child, "_box", child) for child in getattr(box, "children", ())]


def _line(block: Any, line: Any, leaves: Sequence[Any]) -> Line:
    inner = [box for box in _below(line) if not isinstance(box, boxes.TextBox)]
    if not leaves or len(_children(block)) != 1 or not all(map(_is_plain, inner)):
        raise Unlike("a line of more than words")
    if not all(map(_is_set_plainly, leaves)):
        raise Unlike("words that are set in a way of their own")
    style = line.style
    align = style["text_align_last"] if style["text_align_last"] != "auto" else style["text_align_all"]
    if style["direction"] != "ltr" or align not in _SHARE or line.block_ellipsis != "none":
        raise Unlike("a line that is aligned in a way of its own")
    return Line(tuple(leaves), block.content_box_x(), block.width, _SHARE[align])


def _is_plain(box: Any) -> bool:
    """Return whether a box round words adds nothing to their width, and leads nowhere."""
    sides = [
        getattr(box, f"{what}_{side}", 0) for what in ("margin", "padding") for side in ("left", "right")
    ]
    borders = [getattr(box, f"border_{side}_width", 0) for side in ("left", "right")]
    return (
        isinstance(box, boxes.InlineBox)
        and not any([*sides, *borders])
        and box.element_tag != "a"
        and box.style["position"] == "static"
    )


def _is_set_plainly(box: Any) -> bool:
    return (
        box.style["text_decoration_line"] in ("none", set(), frozenset())
        and box.style["visibility"] == "visible"
        and not box.justification_spacing
    )


def check_words(words: str) -> None:
    """Raise `Unlike` for words whose width and letters depend on more than the letters one by one in a row."""
    if (
        not words.isprintable()
        or words != unicodedata.normalize("NFC", words)
        or words != " ".join(words.split(" "))
        or words != words.strip()
        or "  " in words
        or any(unicodedata.bidirectional(letter) in _OF_SHAPING for letter in words)
        or any(unicodedata.category(letter)[0] == "M" for letter in words)
    ):
        raise Unlike("words that need shaping")
