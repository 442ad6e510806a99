"""A page of HTML taken apart into what pages that are alike share, and what may differ from one to the next.

What differs is text between two tags, where a link leads, and the path of a picture in SVG that has one. All else is
the same to the letter, or the pages are not alike: nothing about a design has to be known.
"""

import hashlib
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from ashilms.documents.alike.strokes import path_of

_TAG = re.compile(r"(<[^>]*>)")
_LINK = re.compile(r'(?<=\shref=")[^"]*(?=")')
_DRAWN = re.compile(r'(?<=\ssrc=")data:image/svg\+xml[^"]*(?=")')
_UNDRAWN = ("<style", "<script", "<textarea")
_SPACES = " \t\n\r\f"
"""What HTML takes for white space: no other sign is dropped."""
_RUN = re.compile(f"[{_SPACES}]+")


@dataclass(frozen=True, slots=True)
class Markup:
    """A page taken apart; two with the same `frame` are alike."""

    frame: str
    """SHA-256, in hex, of all that may not differ."""
    texts: tuple[str, ...]
    """What is said between the tags, in order: single spaces, none at the ends; none of it empty."""
    links: tuple[str, ...]
    drawings: tuple[str, ...]
    """The paths of the SVG documents that the page carries, empty for one that has not exactly one."""


def take_apart(html: str) -> Markup:
    """Return a page taken apart. A title is left out: what a file is called is not drawn."""
    pieces = _TAG.split(html)
    frame = hashlib.sha256()
    texts: list[str] = []
    links: list[str] = []
    drawings: list[str] = []
    before = ""
    for number, piece in enumerate(pieces):
        shared = piece
        if number % 2:
            before, shared = piece, _without(piece, links, drawings)
        elif not before.startswith(_UNDRAWN) and (said := piece.strip(_SPACES)):
            shared = "\1".join(piece.split(said))
            if not before.startswith("<title"):
                texts.append(_RUN.sub(" ", unescape(said)))
        frame.update(shared.encode() + b"\0")
    return Markup(frame.hexdigest(), tuple(texts), tuple(links), tuple(drawings))


def _without(tag: str, links: list[str], drawings: list[str]) -> str:
    """Return a tag without where it leads and without its drawing's path; both are put to the others."""
    if " href=" in tag and tag.startswith("<a "):
        links += map(unescape, _LINK.findall(tag))
        return _LINK.sub("", tag)
    if " src=" in tag and tag.startswith("<img "):
        shared = [_DRAWN.sub("", tag)]
        for held in _DRAWN.findall(tag):
            frame, path = path_of(unquote(unescape(held).partition(",")[2]))
            shared.append(frame)
            drawings.append(path)
        return "".join(shared)
    return tag
