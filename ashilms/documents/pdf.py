"""Drawing: a page of HTML in, a PDF/A-3a and PDF/UA-1 file out, the same bytes for the same page.

WeasyPrint is loaded when the first page is drawn. Its fonts and style sheets are kept for the process, which
makes the next page four times as fast; a lock keeps threads apart, as WeasyPrint is not made for several.
"""

import atexit
import os
import threading
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ashilms.documents.glyphs import Font
from ashilms.documents.pango import load_weasyprint
from ashilms.documents.xmp import claim_accessible

LONGEST_PAGE = 1_000_000
"""Characters of HTML. A certificate has about 10,000; drawing takes time and memory in proportion."""


_BASE = "html { image-rendering: crisp-edges }"
"""PDF/A (6.2.8) forbids a picture to ask that readers smooth it, which is WeasyPrint's usual wish."""


class NotDrawn(RuntimeError):
    """The page cannot be drawn as it was meant: an asset that it names is missing, or it is too long."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `made_at` must know its zone; `identifier` is 16 bytes, its own."""

    title: str
    author: str
    subject: str
    language: str
    made_at: datetime
    identifier: bytes


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF. `relationship` is what it is to the page: Source, Data or Supplement."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font of this machine under a family name of our own, so that none is taken in silence."""

    family: str
    font: Font
    weight: int = 400
    style: str = "normal"


def draw_pdf(
    html: str, *, stylesheets: Sequence[str], assets: Path, about: About, attached: Sequence[Attached] = (),
    typefaces: Collection[Typeface] = (), ink: str = "", pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:  # fmt: skip
    """Return `html` drawn as PDF/A-3a and PDF/UA-1, the latter if the page gives its pictures their texts.

    `stylesheets` are names inside the folder `assets`, which holds all that the page may use beside pictures
    in `data:` addresses; what else the page asks for is left out. `typefaces` are what it may be set in beside what
    ships, `ink` what `currentColor` is in the folder's drawings, `pictures` PNG files of this page alone, by the names
    that it has for them. Title and the like come from `about`, never from the page. Raises
    `NotDrawn` for a missing asset or a page that is too long, `PangoMissing`.
    """
    if len(html) > LONGEST_PAGE:
        raise NotDrawn(f"The page has {len(html)} characters; at most {LONGEST_PAGE} are drawn.")
    load_weasyprint()
    from weasyprint.urls import URLFetchingError

    from ashilms.documents.fence import Fence

    try:
        with _lock:
            _studio().lay_out(typefaces)
            fenced = partial(Fence, assets.resolve(), ink, pictures)
            shown = frozenset((name, sha256(content).digest()) for name, content in pictures.items())
            alike = (ink, frozenset(typefaces), shown)
            return _drawn(html, stylesheets, assets.resolve(), fenced, about, attached, alike=alike)
    except URLFetchingError as problem:  # most of what is refused is drawn without; a colour profile is not
        raise NotDrawn(f"The page can't be drawn without what it asks for: {problem}") from problem


def warm_up(*, stylesheets: Sequence[str], assets: Path) -> None:
    """Load WeasyPrint, the fonts and the style sheets, so that the first page is as fast as the next ones.

    To be called where a worker process starts. Raises `NotDrawn` and `PangoMissing` as `draw_pdf` does.
    """
    load_weasyprint()
    with _lock:
        _studio().sheets(stylesheets, assets.resolve())


class _Studio:
    """Fonts and style sheets of this process."""

    def __init__(self) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        from ashilms.documents.alike import Alike

        self.fonts = FontConfiguration()
        self._base = CSS(string=_BASE, font_config=self.fonts)
        self._sheets: dict[tuple[Path, str], Any] = {}
        self.alike = Alike()
        self._typefaces: set[Typeface] = set()

    def lay_out(self, typefaces: Collection[Typeface]) -> None:
        """Make fonts of this machine ready; each once in the life of the process, as one may have 24 MB."""
        from weasyprint import CSS

        from ashilms.documents.fence import FontFetcher

        for face in set(typefaces) - self._typefaces:
            rule = (
                f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
                'src: url("https://font.invalid/") }'
            )
            CSS(string=rule, url_fetcher=FontFetcher(face.font), font_config=self.fonts)
            self._typefaces.add(face)

    def sheets(self, names: Sequence[str], assets: Path) -> list[Any]:
        for name in names:
            if (assets, name) not in self._sheets:
                self._sheets[assets, name] = self._read(name, assets)
        return [self._base, *(self._sheets[assets, name] for name in names)]

    def _read(self, name: str, assets: Path) -> Any:
        from weasyprint import CSS

        from ashilms.documents.fence import Fence, address_of

        fence = Fence(assets)
        try:
            sheet = CSS(url=address_of(assets) + name, url_fetcher=fence, font_config=self.fonts)
        except OSError as problem:
            raise NotDrawn(f"There is no style sheet {name} in {assets}.") from problem
        _none_missing(fence.missing)
        return sheet


def _drawn(
    html: str,
    stylesheets: Sequence[str],
    assets: Path,
    fenced: Callable[[], Any],
    about: About,
    attached: Sequence[Attached],
    alike: Hashable,
) -> bytes:
    """Return the file; `fenced` makes what fetches for it, if it is drawn, `alike` is what else it depends on."""
    from weasyprint.pdf.metadata import DocumentMetadata

    from ashilms.documents.alike import Page, draw_alike, take_apart

    studio, metadata = _studio(), DocumentMetadata()
    sheets = studio.sheets(stylesheets, assets)
    _describe(metadata, about)
    page = Page(
        take_apart(html), metadata, about.identifier, lambda: [_attachment(file, about) for file in attached]
    )
    names = [(file.name, file.description, file.relationship) for file in attached]
    key = assets, tuple(stylesheets), tuple(names), about.language, alike
    return draw_alike(studio.alike, key, page, lambda: _draw_in_full(html, sheets, fenced(), page))


def _draw_in_full(html: str, sheets: Sequence[Any], fence: Any, page: Any) -> Any:
    """Return the file of a page, with what WeasyPrint made it of."""
    from weasyprint import HTML

    from ashilms.documents.alike import Drawn

    made: list[Any] = []

    def finish(document: Any, pdf: Any) -> None:
        claim_accessible(document, pdf)
        made.extend((document, pdf, len(pdf.objects)))

    document = HTML(string=html, base_url=fence.base, url_fetcher=fence).render(
        font_config=_studio().fonts, stylesheets=sheets, pdf_variant="pdf/a-3a", output_intent="srgb"
    )
    document.metadata = page.metadata
    file: bytes = document.write_pdf(
        finisher=finish, pdf_variant="pdf/a-3a", output_intent="srgb", pdf_identifier=page.identifier,
        attachments=page.attachments(),
    )  # fmt: skip
    _none_missing(fence.missing)
    return Drawn(file, *made)


def _describe(metadata: Any, about: About) -> None:
    """Let the file say of itself what `about` says; links of the page attach nothing."""
    made = about.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.title, metadata.authors, metadata.description = about.title, [about.author], about.subject
    metadata.lang, metadata.created, metadata.modified = about.language, made, made
    metadata.generator, metadata.keywords, metadata.attachments = "AshiLMS", [], []


def _attachment(file: Attached, about: About) -> Any:
    from weasyprint import Attachment

    from ashilms.documents.fence import nothing

    return Attachment(
        file_obj=BytesIO(file.content),
        url_fetcher=nothing(),
        name=file.name,
        description=file.description,
        created=about.made_at,
        modified=about.made_at,
        relationship=file.relationship,
    )


def _none_missing(names: Sequence[str]) -> None:
    if names:
        raise NotDrawn(f"The page needs {', '.join(names)}, which its assets don't hold.")


_lock = threading.RLock()
_kept: list[_Studio] = []


def _studio() -> _Studio:
    if not _kept:
        _kept.append(_Studio())
    return _kept[0]


def _begin_anew() -> None:
    """In a forked child: drop the parent's fonts, without the folder that the parent still draws from."""
    global _lock
    _lock = threading.RLock()
    for studio in _kept:
        studio.fonts._folder = None
    _kept.clear()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(_kept.clear)  # while Pango is loaded: freed later, fonts crash the process as it ends
