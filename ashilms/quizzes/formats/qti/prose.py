"""Text in XHTML as plain text, and plain text as XHTML: a line break is a new line, white space is one space."""

import re
from collections.abc import Collection, Iterator
from html import escape

from ashilms.quizzes.formats.answers import note
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.xml_tree import Node

BLOCKS = {"p", "div", "content-body", "prompt", "item-body", "section", "article"}
BREAKING = {
    *BLOCKS,
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "blockquote",
    "pre",
}
"""Elements that begin on a new line."""
SILENT = {*BLOCKS, "br", "span"}
"""Elements whose going loses nothing but their look."""
MARKUP = {
    *BREAKING, "a", "abbr", "b", "big", "caption", "cite", "code", "dfn", "em", "hottext", "i", "kbd", "mark", "q",
    "s", "samp", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tt", "u", "var",
}  # fmt: skip
"""Elements whose text is kept and whose sense is lost."""
APART = {"feedback-inline", "feedback-block", "rubric-block", "stylesheet"}
"""Elements that are no part of the question and read elsewhere."""
INLINE = {"text-entry-interaction", "inline-choice-interaction"}
GAP = "____"
_BREAK, _LINE, _GAP = "\f", "\x1e", "\v"
"""Stand for the edge of a block, for a new line and for a place to answer; XML can hold none of them."""
_SPACE = re.compile(r"[ \t\r\n]+")
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML holds."""


def text_of(found: Found, node: Node, *, without: Collection[int] = ()) -> str:
    """Return an element's text; what markup, pictures and the like are lost is noted.

    A place to answer within a line becomes a gap. `without` holds the `id()` of elements that are left out.
    """
    lost: dict[str, None] = {}
    text = _SPACE.sub(" ", "".join(_told(node, without, lost)))
    _note_lost(found, [*lost])
    text = re.sub(rf" ?{_BREAK}[ {_BREAK}]*", "\n", text).replace(_LINE, "\n")
    lines = [line.strip(" ") for line in text.strip("\n ").split("\n")]
    return "\n".join(line for line in lines if line != _GAP).strip("\n").replace(_GAP, GAP)


def _told(node: Node, without: Collection[int], lost: dict[str, None]) -> Iterator[str]:
    edge = _BREAK if node.tag in BREAKING or _is_block(node) else ""
    yield edge
    for part in node.parts:
        if isinstance(part, str):
            yield part
        elif part.tag == "br":
            yield _LINE
        elif id(part) not in without and part.tag not in APART:
            yield from _inside(part, without, lost)
    yield edge


def _inside(node: Node, without: Collection[int], lost: dict[str, None]) -> Iterator[str]:
    if node.tag in INLINE:
        yield _GAP
    elif _is_block(node):
        yield from _told(Node("prompt", node.line, {}, [], [*node.all("prompt")]), without, lost)
    elif node.tag in SILENT or node.tag in MARKUP:
        if node.tag not in SILENT:
            lost[node.tag] = None
        yield from _told(node, without, lost)
    else:
        lost[node.tag] = None


def _is_block(node: Node) -> bool:
    return node.tag.endswith("-interaction") and node.tag not in INLINE


def _note_lost(found: Found, tags: list[str]) -> None:
    markup = sorted(tag for tag in tags if tag in MARKUP)
    gone = sorted(tag for tag in tags if tag not in MARKUP)
    note(found, [f"Markup was made plain text: {', '.join(markup)}."] if markup else [])
    note(found, [f"Left out, since a text here is plain: {', '.join(gone)}."] if gone else [])


def written(found: Found, text: str) -> str:
    """Return a text as XHTML; what XML or white space loses of it is noted."""
    fit = _UNFIT.sub("", text)
    kept = re.sub(r" *\n *", "\n", re.sub(r"[ \t\r]+", " ", fit)).strip()
    note(found, ["Characters that XML can't hold are left out."] if fit != text else [])
    note(found, ["Runs of spaces are read as one."] if kept != fit else [])
    return escape(kept).replace("\n", "<br/>")
