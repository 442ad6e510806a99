"""What of a lesson can be found: its text in passages, one under each heading and one for each word it explains."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_HEADINGS = ("h2", "h3", "h4")
_INLINE = {"a", "button", "code", "em", "strong"}
_TERM = "term-"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a lesson: where it begins (an id on the page; empty: at the top), its heading and its text."""

    anchor: str
    heading: str
    text: str


def passages_of(
    title: str, parts: Iterable[Mapping[str, Any]], terms: Iterable[Mapping[str, Any]]
) -> list[Passage]:
    """Return a lesson's passages in reading order, then the words that it explains, each where it is opened.

    The first one bears the lesson's title. Self-checks are left out: what is found must not answer them.
    """
    reader = _Reader(title)
    for part in parts:
        for html in _read_aloud(part):
            reader.feed(html)
            reader.pause()
    reader.close()
    return [*reader.passages(), *(_explained(term, reader.opened) for term in terms)]


def plain_text(text: str) -> str:
    """Return text as it is searched and shown: composed, in one line, without controls."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def _read_aloud(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the HTML of a part; plain text is escaped, since the reader takes nothing else."""
    if part["kind"] == "check":
        return
    if "title" in part and not part.get("caption"):
        yield _escaped(part["title"])
    yield from (part[name] for name in ("html", "caption") if name in part)
    for row in part.get("rows", ()):
        said = (text.rstrip(".") for name, text in row.items() if name != "tone" and text)
        yield _escaped(". ".join(said) + ".")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _explained(term: Mapping[str, Any], opened: Mapping[str, str]) -> Passage:
    reader = _Reader(str(term["term"]))
    reader.feed(str(term["definition"]))
    reader.close()
    [passage] = reader.passages()
    return Passage(opened.get(str(term["id"]), ""), passage.heading, passage.text)


@dataclass(slots=True)
class _Section:
    anchor: str
    heading: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a lesson's own safe HTML, and begins a passage at each heading."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._sections = [_Section("", [title])]
        self._in_heading = False
        self.opened: dict[str, str] = {}
        """In which passage a term is opened first, by its id."""

    def passages(self) -> list[Passage]:
        """Return what was read."""
        return [
            Passage(found.anchor, plain_text("".join(found.heading)), plain_text("".join(found.text)))
            for found in self._sections
        ]

    def pause(self) -> None:
        """Let what comes next not run into what came before."""
        self._sections[-1].text.append(" ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in _HEADINGS:
            self._sections.append(_Section(known.get("id") or ""))
            self._in_heading = True
        elif tag not in _INLINE:
            self.pause()
        if (term := known.get("popovertarget") or "").startswith(_TERM):
            self.opened.setdefault(term.removeprefix(_TERM), self._sections[-1].anchor)

    def handle_endtag(self, tag: str) -> None:
        self._in_heading = self._in_heading and tag not in _HEADINGS
        if tag in ("td", "th"):
            self._sections[-1].text.append(";")
        if tag not in _INLINE:
            self.pause()

    def handle_data(self, data: str) -> None:
        section = self._sections[-1]
        (section.heading if self._in_heading else section.text).append(data)
