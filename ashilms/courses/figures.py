"""SVG from a pack made fit to stand in a page: rebuilt from an allowlist, so that nothing else can be in it.

Plain strings in, plain strings out. What could run, load or reach outside is named as wrong; what is merely
of no use here (an editor's own elements and attributes) is left out in silence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_ELEMENTS, MAX_DEPTH, MAX_USES = 20_000, 40, 400

REFERABLE = frozenset({"clipPath", "linearGradient", "marker", "mask", "pattern", "radialGradient"})
TEXT = frozenset({"desc", "text", "title", "tspan"})
ELEMENTS = REFERABLE | TEXT | {
    "circle", "defs", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "stop", "svg",
    "symbol", "use",
}  # fmt: skip
ATTRIBUTES = frozenset({
    "clip-path", "clip-rule", "color", "cx", "cy", "d", "display", "dominant-baseline", "dx", "dy",
    "fill", "fill-opacity", "fill-rule", "font-size", "font-style", "font-weight", "fx", "fy",
    "gradientTransform", "gradientUnits", "height", "letter-spacing", "marker-end", "marker-mid",
    "marker-start", "markerHeight", "markerUnits", "markerWidth", "mask", "maskContentUnits",
    "maskUnits", "offset", "opacity", "orient", "paint-order", "pathLength", "patternContentUnits",
    "patternTransform", "patternUnits", "points", "preserveAspectRatio", "r", "refX", "refY", "rotate",
    "rx", "ry", "spreadMethod", "stop-color", "stop-opacity", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity",
    "stroke-width", "text-anchor", "text-decoration", "textLength", "transform", "vector-effect",
    "viewBox", "visibility", "width", "x", "x1", "x2", "y", "y1", "y2", "clipPathUnits", "lengthAdjust",
})  # fmt: skip
WORDS = frozenset({"aria-hidden", "aria-label", "data-region", "role"})
"""Attributes that are text for people or for our own pages, and are escaped as such."""

_ID = re.compile(r"[A-Za-z_][\w.-]{0,99}")
_CLASS = re.compile(r"al-(?:bm|fig|foot)[a-z0-9_-]*")
_VALUE = re.compile(r"[\w\s.,%#+()-]*")
_LOCAL = re.compile(r"url\(\s*#([A-Za-z_][\w.-]{0,99})\s*\)")
_FUNCTION = re.compile(r"([A-Za-z-]+)\s*\(")
FUNCTIONS = frozenset({"hsl", "matrix", "rgb", "rotate", "scale", "skewX", "skewY", "translate", "var"})


@dataclass(frozen=True, slots=True)
class CleanFigure:
    """A figure as a page may hold it, its words, and what was wrong with it as (line, sentence)."""

    svg: str
    title: str
    description: str
    wrong: tuple[tuple[int, str], ...]


class _Refused(Exception):
    """The file is not read any further."""


def clean_figure(name: str, text: str) -> CleanFigure:
    """Return the SVG `text` rebuilt from what is allowed, with every id made unique by `name`.

    The result is safe whatever came in; `wrong` says what an author has to change before it is taken.
    """
    cleaner = _Cleaner(f"fig-{name}-")
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    cleaner.parser = parser
    parser.StartElementHandler, parser.EndElementHandler = cleaner.start, cleaner.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = cleaner.text, cleaner.doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        cleaner.wrong.append((error.lineno, f"This is not XML: {expat.ErrorString(error.code)}."))
    except _Refused:
        pass
    return cleaner.result()


@dataclass(slots=True)
class _Open:
    """An element that has begun: its name, whether it is kept, and the id by which it can be referred to."""

    name: str
    kept: bool
    id: str | None = None


@dataclass
class _Cleaner:
    prefix: str
    parser: expat.XMLParserType | None = None
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    references: list[tuple[int, str]] = field(default_factory=list)
    uses: list[tuple[int, str]] = field(default_factory=list)
    holds_use: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    count: int = 0

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber if self.parser else 1

    def tell(self, sentence: str) -> None:
        self.wrong.append((self.line, sentence))

    def doctype(self, *_: object) -> None:
        self.tell("A figure has no DOCTYPE. Take that line out.")
        raise _Refused

    def start(self, full: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.stack) > MAX_DEPTH:
            self.tell(
                f"The drawing is nested too deeply or has more than {MAX_ELEMENTS} elements. Simplify it."
            )
            raise _Refused
        namespace, _, name = full.rpartition(" ")
        if not self.stack and (namespace, name) != (SVG, "svg"):
            self.tell(f'A figure begins with <svg xmlns="{SVG}">.')
            raise _Refused
        kept = namespace == SVG and name in ELEMENTS and (not self.stack or self.stack[-1].kept)
        if namespace == SVG and name not in ELEMENTS | {"metadata"}:
            self.tell(f"<{name}> can't be in a figure. Draw with paths, shapes and text.")
        self.stack.append(_Open(name, kept))
        if kept:
            self.open(name, attributes)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        kept = [pair for key, value in attributes.items() if (pair := self.attribute(name, key, value))]
        if len(self.stack) == 1:
            kept = [p for p in kept if p[0] in ("class", "viewBox")]
            kept += [("role", "img"), ("aria-labelledby", f"{self.prefix}title {self.prefix}desc")]
            if "viewBox" not in attributes:
                self.tell("<svg> needs a viewBox, so that the figure can be shown at any width.")
        elif self.is_caption():
            kept = [("id", f"{self.prefix}{name}")]
        self.out.append("".join([f"<{name}", *(f' {key}="{escape(value)}"' for key, value in kept), ">"]))

    def is_caption(self) -> bool:
        """Whether the element just begun is the figure's own title or description."""
        return len(self.stack) == 2 and self.stack[-1].name in ("title", "desc")

    def attribute(self, element: str, full: str, value: str) -> tuple[str, str] | None:
        """Return the attribute as it is kept, or `None`; tell what could run or reach outside."""
        namespace, _, name = full.rpartition(" ")
        if name == "href" and namespace in ("", XLINK):
            return self.href(element, value)
        if namespace:
            return None
        if name.lower().startswith("on") or name == "style":
            self.tell(f'"{name}" can\'t be in a figure. Use attributes such as fill= and stroke=.')
            return None
        if name == "id":
            return self.identity(value)
        if name == "class":
            kept = [word for word in value.split() if _CLASS.fullmatch(word)]
            return ("class", " ".join(kept)) if kept else None
        if name in WORDS:
            return name, value
        return self.drawing(name, value) if name in ATTRIBUTES else None

    def identity(self, value: str) -> tuple[str, str] | None:
        if not _ID.fullmatch(value) or value in self.ids:
            self.tell(f'The id "{value[:40]}" is used twice or is no plain word. Give each id once.')
            return None
        self.ids.add(value)
        self.stack[-1].id = value
        return "id", self.prefix + value

    def href(self, element: str, value: str) -> tuple[str, str] | None:
        if element != "use" and element not in REFERABLE:
            self.tell(f"A link can't be in a figure: href on <{element}>. Take it out.")
            return None
        if not value.startswith("#") or not _ID.fullmatch(value[1:]):
            self.tell(
                f'"{value[:40]}" lies outside this figure. A reference may only be to an id in it, such '
                f"as #foot."
            )
            return None
        if element == "use":
            self.uses.append((self.line, value[1:]))
            self.holds_use.update(opened.id for opened in self.stack if opened.id)
        self.references.append((self.line, value[1:]))
        return "href", f"#{self.prefix}{value[1:]}"

    def drawing(self, name: str, value: str) -> tuple[str, str] | None:
        local = _LOCAL.fullmatch(value.strip())
        if local:
            if any(opened.name in REFERABLE for opened in self.stack):
                self.tell(
                    f"{name} refers to another part from inside a <{self.referable()}>. Draw it there "
                    f"instead."
                )
                return None
            self.references.append((self.line, local[1]))
            return name, f"url(#{self.prefix}{local[1]})"
        if not _VALUE.fullmatch(value) or not set(_FUNCTION.findall(value)) <= FUNCTIONS:
            self.tell(
                f'{name}="{value[:40]}" can\'t be in a figure. Use plain values, or url(#id) of this figure.'
            )
            return None
        return name, value

    def referable(self) -> str:
        return next(opened.name for opened in self.stack if opened.name in REFERABLE)

    def end(self, _: str) -> None:
        opened = self.stack.pop()
        if opened.kept:
            self.out.append(f"</{opened.name}>")

    def text(self, data: str) -> None:
        opened = self.stack[-1]
        if opened.kept and opened.name in TEXT:
            self.out.append(escape(data, quote=False))
            if self.is_caption():
                self.words[opened.name] = self.words.get(opened.name, "") + data

    def result(self) -> CleanFigure:
        self.wrong += self.missing()
        svg = "".join(self.out) + "".join(f"</{o.name}>" for o in reversed(self.stack) if o.kept)
        words = {name: " ".join(text.split()) for name, text in self.words.items()}
        return CleanFigure(svg, words.get("title", ""), words.get("desc", ""), tuple(sorted(set(self.wrong))))

    def missing(self) -> Iterable[tuple[int, str]]:
        for name, what in (("title", "what it is called"), ("desc", "what it shows, for who can't see it")):
            if not self.words.get(name, "").strip() and self.out:
                yield 1, f"The figure has no <{name}> right inside <svg>. Say there {what}."
        for line, name in self.references:
            if name not in self.ids:
                yield line, f'Nothing in this figure has the id "{name}".'
        for line, name in self.uses:
            if name in self.holds_use or len(self.uses) > MAX_USES:
                yield (
                    line,
                    "<use> may only repeat a part that holds no <use> itself, and not hundreds of times.",
                )
