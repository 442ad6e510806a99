"""Markdown from a pack made into safe HTML: rendered and cleaned once, when the pack is loaded.

Raw HTML, pictures and addresses other than https never get through: the parser does not know them, what it
makes is cleaned again by an allowlist, and an author is told what was left out.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TARGET = re.compile(r"\]\([^)]*\)")
"""What a Markdown link leads to, behind its words."""
_HTML = re.compile(r"</?[A-Za-z!][^>\n]*>?")
_TAGS = {
    "a", "blockquote", "br", "button", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = ("h2", "h3", "h4")
_IDS = {"popovertarget": re.compile(r"term-[a-z0-9-]+"), "id": re.compile(r"at-[a-z0-9-]+")}
"""What the ids that a lesson makes look like; a page's own never begin so."""
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"a": {"href"}, "button": {"popovertarget"}, "ol": {"start"}}
    | {tag: {"id"} for tag in _HEADINGS},
    tag_attribute_values={
        "button": {"type": {"button"}, "class": {"al-term"}},
        "th": {"scope": {"col"}},
    },
    attribute_filter=lambda tag, name, value: (
        None if name in _IDS and not _IDS[name].fullmatch(value) else value
    ),
    url_schemes={"https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
    # Every address comes through as a token, so that an author is told about the ones that are refused.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_MARKDOWN = _parser()


def parse(text: str) -> list[Token]:
    """Return Markdown as the parser's tokens."""
    return _MARKDOWN.parse(text)


@dataclass(slots=True)
class Markup:
    """Turns one lesson's Markdown into safe HTML, noting the terms it opens and what is wrong, by line."""

    known_terms: Collection[str] = ()
    terms: list[str] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    level: int = 1
    """The level of the last heading; the page's own is 1."""
    anchors: set[str] = field(default_factory=set)
    """The ids of the headings so far."""

    def tell(self, line: int, sentence: str) -> None:
        """Keep what is wrong on a line."""
        self.wrong.append((line, sentence))

    def block(self, text: str, line: int = 1) -> str:
        """Return Markdown that begins on `line` as safe HTML."""
        return self.blocks(parse(text), text, line)

    def sentence(self, text: str, line: int = 1) -> str:
        """Return Markdown of one paragraph as safe HTML that can stand inside a sentence."""
        html = self.block(text, line)
        inside = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
        return inside[1] if inside else html

    def blocks(self, tokens: list[Token], text: str, first_line: int) -> str:
        """Return parsed Markdown as safe HTML; `text` is what it was parsed from, for the lines."""
        lines, start = text.split("\n"), first_line
        for place, token in enumerate(tokens):
            if token.map:
                start = first_line + token.map[0]
            if token.type == "heading_open":
                self.heading(token, start)
                token.attrs["id"] = self.anchor(tokens[place + 1].content)
            elif token.type == "th_open":
                self.head(tokens[place : place + 3])
            elif token.type == "inline":
                self.inline(token, lines, first_line, start)
        return _CLEANER.clean(str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))).strip()

    def heading(self, token: Token, line: int) -> None:
        level = int(token.tag[1])
        if not 1 < level <= min(self.level + 1, 4):
            self.tell(line, "Headings begin with ##, go down one step at a time, and end at ####.")
        self.level = level

    def head(self, cell: list[Token]) -> None:
        """Make a table's head say what it is the head of; an empty one, as in a corner, is a plain cell."""
        opening, content, closing = cell
        if content.content:
            opening.attrs["scope"] = "col"
        else:
            opening.tag = closing.tag = "td"

    def anchor(self, heading: str) -> str:
        """Return an id of its own for a heading, by which a link leads to it."""
        folded = (
            unicodedata.normalize("NFKD", _TARGET.sub("]", heading))
            .encode("ascii", "ignore")
            .decode()
            .lower()
        )
        wanted = "at-" + ("-".join(re.findall("[a-z0-9]+", folded))[:60].strip("-") or "heading")
        numbered = (f"{wanted}-{number}" for number in count(2))
        found = wanted if wanted not in self.anchors else next(n for n in numbered if n not in self.anchors)
        self.anchors.add(found)
        return found

    def inline(self, token: Token, lines: list[str], first_line: int, start: int) -> None:
        closers: list[bool] = []
        for child in token.children or []:
            if child.type == "link_open":
                closers.append(
                    self.link(child, _locate(lines, first_line, start, str(child.attrs.get("href"))))
                )
            elif child.type == "link_close" and closers.pop():
                child.tag = "button"
            elif child.type == "image":
                self.tell(
                    start,
                    "A figure stands alone on its line: ![What it shows](figure:its-name)",
                )
            elif child.type == "text" and (raw := _HTML.search(child.content)):
                line = _locate(lines, first_line, start, raw[0])
                self.tell(line, f'HTML is not used in lessons: "{raw[0][:40]}". Write it in Markdown.')

    def link(self, token: Token, line: int) -> bool:
        """Make a link what it may be: a term that opens in place (`True`), or an address with https."""
        href = str(token.attrs.get("href", ""))
        token.attrs.clear()
        if href.startswith("term:"):
            term = href.removeprefix("term:")
            if term not in self.known_terms:
                self.tell(line, f'There is no term "{term[:60]}" in glossary.yaml. Add it, or link another.')
            if term not in self.terms:
                self.terms.append(term)
            token.tag = "button"
            token.attrs.update({"type": "button", "class": "al-term", "popovertarget": f"term-{term}"})
            return True
        if href.startswith("https://"):
            token.attrs["href"] = href
        else:
            self.tell(line, f'A link may be to https://… or term:…, not "{href[:60]}".')
        return False


def _locate(lines: list[str], first_line: int, start: int, wanted: str) -> int:
    """Return the line on which `wanted` stands, looking from where its block begins."""
    for number in range(start, first_line + len(lines)):
        if wanted in lines[number - first_line]:
            return number
    return start
