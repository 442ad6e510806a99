"""A pattern: one page as it was drawn in full, from which others like it are made.

What a file of it consists of is known piece by piece. The objects that are the same in all are kept as they were
written; the others, which are the content, the fonts, where links lead, the attachments and what the file says of
itself, are built anew by the functions of WeasyPrint that built them first.
"""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf import _w3c_date_to_pdf
from weasyprint.pdf.anchors import write_pdf_attachment
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.metadata import DocumentMetadata

from ashilms.documents.alike.lines import Placed, Setter, Unlike, Used, check_words, lines_of, placed
from ashilms.documents.alike.markup import Markup
from ashilms.documents.alike.objects import Numbered, Start, Written, font_numbers, led, links_in, number_of
from ashilms.documents.alike.strokes import strokes
from ashilms.documents.conformance import find_flaws
from ashilms.documents.xmp import claim_accessible

_VERSION, _VARIANT = "1.7", ("a", 3, "A")
"""Of PDF, and of PDF/A, as `ashilms.documents.pdf` asks for them."""
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/\[\]-]+")
"""Addresses that WeasyPrint writes as they are."""
MOST_FONTS = 200
"""Subsets of fonts kept for a pattern, each about 5 kB: those of what doesn't change, and some of what does."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be drawn: the page, what the file says of itself, its identity, and what is attached."""

    markup: Markup
    metadata: DocumentMetadata
    identifier: bytes
    attachments: Callable[[], list[Any]]
    """Makes WeasyPrint's attachments anew: each is read once."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page drawn in full: its file, and WeasyPrint's document and PDF of it, with so many objects of the page."""

    file: bytes
    document: Any
    pdf: Any
    objects: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A file that was filled in, and where it differs from the page that the pattern was made of."""

    file: bytes
    where: frozenset[tuple[str, int]]


class Pattern:
    """Made from a page that was drawn in full; raises `Unlike` where it can't be understood piece by piece."""

    def __init__(self, page: Page, drawn: Drawn) -> None:
        pdf = drawn.pdf
        self._markup, self._lang = page.markup, page.metadata.lang
        self._objects = [Written.of(object_) for object_ in pdf.objects[1 : drawn.objects]]
        self._info = dict(pdf.info)
        self._metadata, self._catalog = number_of(pdf.catalog["Metadata"]), pdf.catalog.number
        self._attached = [
            number_of(held["EF"]["F"])
            for held in pdf.objects[: drawn.objects]
            if isinstance(held, dict) and held.get("Type") == "/Filespec"
        ]
        self._links = links_in(pdf.objects[: drawn.objects])
        self._fonts = drawn.document.fonts
        self._numbers = font_numbers(pdf, self._fonts)
        self._subsets: dict[Any, list[Written]] = {}
        self._setter = Setter(self._fonts)
        self._read(drawn)
        if self.fill(page).file != drawn.file:
            raise Unlike("not even the page itself comes out the same")
        if flaws := find_flaws(drawn.file):
            raise Unlike(" ".join(flaws))

    def _read(self, drawn: Drawn) -> None:
        """Find where in the content each text and drawing stands."""
        [leaf] = [
            held for held in drawn.pdf.objects if isinstance(held, dict) and held.get("Type") == "/Page"
        ]
        [root] = [page._page_box for page in drawn.document.pages]
        stream = drawn.pdf.objects[number_of(leaf["Contents"])]
        self._content, self._extra = stream.number, dict(stream.extra)
        content = pydyf.Stream(stream.stream).data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
        lines = list(lines_of(root))
        self._boxes = [box for boxes, _ in lines for box in boxes if box.text.strip(" ")]
        self._lines = {box: line for boxes, line in lines for box in boxes}
        if tuple(box.text.strip(" ") for box in self._boxes) != self._markup.texts:
            raise Unlike("texts that are shown otherwise than they are written")
        spans = [(*_span(content, _begun(self._as_it_is(box)), b"\nET\n"), box) for box in self._boxes]
        paths = {number: strokes(drawing) for number, drawing in enumerate(self._markup.drawings)}
        self._drawings = {number: path for number, path in paths.items() if path is not None}
        spans += [(*_span(content, path, b"\n"), number) for number, path in self._drawings.items()]
        spans.sort(key=lambda span: span[:2])
        if any(before[1] > after[0] for before, after in pairwise(spans)):
            raise Unlike("texts that are drawn into one another")
        ends = [0, *(end for _, end, _ in spans)]
        starts = [*(start for start, *_ in spans), len(content)]
        first, *self._after = [content[end:start] for end, start in zip(ends, starts, strict=True)]
        self._start = Start.of(first)
        self._order = [what for *_, what in spans]

    def _as_it_is(self, box: Any) -> Placed:
        return Placed(box.position_x, box.position_y + box.baseline, self._setter.set(box, box.text))

    def fill(self, page: Page) -> Filled:
        """Return the file of another page that is alike; raises `Unlike` where it would take more than filling in."""
        markup = page.markup
        words = {
            number: text
            for number, (was, text) in enumerate(zip(self._markup.texts, markup.texts, strict=True))
            if was != text
        }
        links = _changed(self._markup.links, markup.links)
        drawings = _changed(self._markup.drawings, markup.drawings)
        runs = self._placed(words)
        shown, used = self._drawn(runs)
        written = [
            self._write_content(shown, drawings),
            *self._write_fonts(used),
            *self._write_links(links),
            *self._write_attached(page.attachments()),
            self._write_metadata(page.metadata),
        ]
        where = (
            [("text", n) for n in words] + [("link", n) for n in links] + [("drawing", n) for n in drawings]
        )
        return Filled(self._write(written, self._said(page.metadata), page.identifier), frozenset(where))

    def _placed(self, words: Mapping[int, str]) -> dict[Any, Placed]:
        """Return all runs of the page at their places."""
        said = {}
        for number, text in words.items():
            box = self._boxes[number]
            check_words(text)
            said[box] = box.text.replace(box.text.strip(" "), text)
        runs = {box: self._as_it_is(box) for box in self._boxes}
        for line in {id(held): held for held in map(self._lines.get, said)}.values():
            if line is None:
                raise Unlike("words in a line that can't be set anew")
            runs |= dict(zip(line.leaves, line.place(self._setter, said), strict=True))
        return runs

    def _drawn(self, runs: Mapping[Any, Placed]) -> tuple[dict[Any, bytes], dict[Any, Used]]:
        """Return each run as it is drawn after those before it, and what all use: the first use of a glyph counts."""
        widths: dict[Any, dict[int, int]] = {}
        meanings: dict[Any, dict[int, str]] = {}
        shown = {}
        for box in self._order:
            if isinstance(box, int):
                continue
            one = runs[box]
            shown[box] = b"\n".join((_begun(one), *self._setter.show(one.run, widths)))
            for key, uses in one.run.used.items():
                _add(widths.setdefault(key, {}), uses.widths)
                _add(meanings.setdefault(key, {}), uses.meanings)
        return shown, {key: Used(widths[key], meanings[key]) for key in widths}

    def _write_content(self, shown: Mapping[Any, bytes], drawings: Mapping[int, str]) -> Written:
        if not drawings.keys() <= self._drawings.keys():
            raise Unlike("a drawing of another kind")
        drawn = {number: _redrawn(path) for number, path in drawings.items()}
        filled = {**self._drawings, **shown, **drawn}
        pieces = [
            piece
            for what, after in zip(self._order, self._after, strict=True)
            for piece in (filled[what], after)
        ]
        content = self._start.then(b"".join(pieces))
        stream = pydyf.Stream([content], self._extra | {"Filter": "/FlateDecode"})
        stream.number = self._content
        return Written.of(stream)

    def _write_fonts(self, used: Mapping[Any, Used]) -> list[Written]:
        if list(used) != list(self._fonts):
            raise Unlike("other fonts than before, or in another order")
        return [written for key, uses in used.items() for written in self._subset(key, uses)]

    def _subset(self, key: Any, uses: Used) -> list[Written]:
        """Return a font with what is used of it."""
        name = key, tuple(uses.widths.items()), tuple(uses.meanings.items())
        if name not in self._subsets:
            if len(self._subsets) >= MOST_FONTS:
                self._subsets.clear()
            font = copy.copy(self._fonts[key])
            font.widths, font.to_unicode = dict(uses.widths), dict(uses.meanings)
            built = Numbered(self._numbers[key])
            build_fonts_dictionary(
                built, {key: font}, True, True, DEFAULT_OPTIONS | {"pdf_version": _VERSION}
            )
            self._subsets[name] = built.all()
        return self._subsets[name]

    def _write_links(self, links: Mapping[int, str]) -> list[Written]:
        targets: dict[str, str] = {}
        for number, to in links.items():
            if not _ADDRESS.fullmatch(to) or targets.setdefault(self._markup.links[number], to) != to:
                raise Unlike("a link of another kind")
        unchanged = {was for number, was in enumerate(self._markup.links) if number not in links}
        if unchanged & targets.keys() or not targets.keys() <= self._links.keys():
            raise Unlike("a link that can't be told from another")
        return [led(link, to) for was, to in targets.items() for link in self._links[was]]

    def _write_attached(self, attachments: Sequence[Any]) -> list[Written]:
        if len(attachments) != len(self._attached):
            raise Unlike("more or fewer attachments")
        written = []
        for number, attachment in zip(self._attached, attachments, strict=True):
            built = Numbered((number, 0))
            write_pdf_attachment(built, attachment, True)
            written.append(built.all()[0])
        return written

    def _write_metadata(self, metadata: DocumentMetadata) -> Written:
        built = Numbered()
        metadata.include_in_pdf(built, *_VARIANT, True)
        claim_accessible(None, built)
        built.objects[0].number = self._metadata
        return Written.of(built.objects[0])

    def _said(self, metadata: DocumentMetadata) -> Any:
        """Return what the file says of itself in the form that older readers know."""
        said = {
            "Title": metadata.title,
            "Author": ", ".join(metadata.authors),
            "Subject": metadata.description,
            "Creator": metadata.generator,
            "CreationDate": _w3c_date_to_pdf(metadata.created, "created"),
            "ModDate": _w3c_date_to_pdf(metadata.modified, "modified"),
        }
        if metadata.lang != self._lang or not all(said.values()) or metadata.keywords:
            raise Unlike("something else that the file says of itself")
        made = {name: pydyf.String(said[name]) if name in said else was for name, was in self._info.items()}
        return pydyf.Dictionary(made)

    def _write(self, written: Sequence[Written], info: Any, identifier: bytes) -> bytes:
        pdf = pydyf.PDF()
        objects = list(self._objects)
        for one in written:
            objects[one.number - 1] = one
        pdf.objects, pdf.catalog, pdf.info = [pdf.objects[0], *objects], objects[self._catalog - 1], info
        output = BytesIO()
        pdf.write(output, _VERSION, identifier, True)
        return output.getvalue()


def _begun(one: Placed) -> bytes:
    return b"BT\n" + placed(one.x, one.y)


def _span(content: bytes, piece: bytes, end: bytes) -> tuple[int, int]:
    """Return from where to where that stands which begins with `piece`, which is there exactly once."""
    at = content.find(b"\n" + piece + b"\n")
    if at < 0 or content.find(b"\n" + piece + b"\n", at + 1) >= 0:
        raise Unlike("a text or drawing that is not found in the file, or twice")
    return at + 1, content.index(end, at + len(piece)) + len(end) - 1


def _add(held: dict[int, Any], more: Mapping[int, Any]) -> None:
    for glyph, what in more.items():
        held.setdefault(glyph, what)


def _redrawn(path: str) -> bytes:
    """Return what draws another path in the place of a drawing's own."""
    if (written := strokes(path)) is None:
        raise Unlike("a drawing of another kind")
    return written


def _changed(before: Sequence[str], after: Sequence[str]) -> dict[int, str]:
    pairs = enumerate(zip(before, after, strict=True))
    return {number: now for number, (was, now) in pairs if was != now}
