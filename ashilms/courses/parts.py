"""A lesson's text as parts in reading order: prose, callouts, figures and self-checks, each plain JSON."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from ashilms.courses.markup import Markup, parse
from ashilms.courses.tables import screening_tables, words_of

CALLS = {
    "never": "Never", "caution": "Caution", "safe": "Safe", "note": "Note",
    "case": "Case", "drill": "Drill", "checklist": "Checklist", "claim": "Claim under review",
}  # fmt: skip
"""Callouts, and the word that each one's heading begins with."""

_FENCE = re.compile(r":::[ \t]*(?P<name>[a-z]+)?(?:[ \t]+(?P<rest>.*?))?[ \t]*")
_OPTION = re.compile(r"- \[(?P<mark>[ xX])\] +(?P<text>.+)")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_TAG, _WORD = re.compile(r"<[^>]*>"), re.compile(r"\w[\w’'-]*")
MAX_OPTIONS = 8


@dataclass(slots=True)
class Rendered:
    """A lesson as parts in reading order, the terms it opens, and what is wrong with it as (line, sentence).

    A part is plain JSON: `{"kind": "html", "html"}`, `{"kind": "call", "tone", "title", "html"}`,
    `{"kind": "figure", "name", "caption"}`, `{"kind": "media", "name", "html"}`,
    `{"kind": "screening", "title", "rows"}` (plain text) or
    `{"kind": "check", "id", "lead", "question", "many", "options": [{"id", "html", "right"}], "why"}`.
    All of the others but `title` is safe HTML.
    """

    parts: list[dict[str, Any]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def names(self, kind: str) -> list[str]:
        """Return the names of the figures or recordings, or the ids of the self-checks, in order."""
        return [part["id" if kind == "check" else "name"] for part in self.parts if part["kind"] == kind]

    @property
    def words(self) -> int:
        """How many words a reader reads, self-checks included."""
        return sum(len(_WORD.findall(_TAG.sub(" ", text))) for part in self.parts for text in _texts(part))


def _texts(part: dict[str, Any]) -> Iterator[str]:
    for name in ("title", "html", "caption", "lead", "question", "why"):
        yield part.get(name, "")
    for option in part.get("options", ()):
        yield option["html"]
    yield words_of(part.get("rows", ()))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a lesson: plain Markdown, or what stands between two fences."""

    line: int
    text: str
    name: str = ""
    rest: str = ""


def render_lesson(
    body: str,
    first_line: int,
    *,
    terms: Collection[str],
    figures: Collection[str],
    media: Collection[str] = (),
    screening: Mapping[str, Any] | None = None,
) -> Rendered:
    """Return a lesson's Markdown as safe parts; `terms`, `figures` and `media` are the ids that the pack has.

    `screening` is the pack's screening.yaml, for a lesson that prints its table.
    """
    markup = Markup(terms)
    work = _Work(markup, figures, media, screening or {"rules": []})
    for piece in _pieces(body, first_line, markup):
        work.take(piece)
    out = Rendered(work.parts, markup.terms, markup.wrong)
    if not out.parts:
        markup.tell(first_line, "The lesson is empty. Write it below its front matter.")
    for kind, what in (("check", "self-check"), ("figure", "figure"), ("media", "recording")):
        names = out.names(kind)
        for name in sorted({name for name in names if names.count(name) > 1}):
            markup.tell(first_line, f'The {what} "{name}" is in this lesson twice. Keep one.')
    return out


def _pieces(body: str, first_line: int, markup: Markup) -> Iterator[_Piece]:
    """Split a lesson at its fences; a fence that is never closed, or closes nothing, is told."""
    opened, kept = _Piece(first_line, ""), list[str]()
    for number, line in enumerate(body.split("\n"), first_line):
        fence = _FENCE.fullmatch(line)
        if fence is None:
            kept.append(line)
            continue
        if bool(fence["name"]) == bool(opened.name):
            markup.tell(number, "::: closes nothing here, or opens before the last one is closed.")
        yield _Piece(opened.line, "\n".join(kept), opened.name, opened.rest)
        opened, kept = _Piece(number + 1, "", fence["name"] or "", fence["rest"] or ""), []
    if opened.name:
        markup.tell(opened.line - 1, f"::: {opened.name} is never closed. Put ::: on a line below it.")
    yield _Piece(opened.line, "\n".join(kept), opened.name, opened.rest)


@dataclass(slots=True)
class _Work:
    """One lesson on its way from text to parts."""

    markup: Markup
    figures: Collection[str]
    media: Collection[str]
    screening: Mapping[str, Any]
    parts: list[dict[str, Any]] = field(default_factory=list)

    def take(self, piece: _Piece) -> None:
        if not piece.name:
            self.prose(piece)
        elif piece.name in CALLS:
            self.call(piece)
        elif piece.name == "check":
            self.check(piece)
        elif piece.name == "figure":
            self.figure(piece.rest, self.markup.block(piece.text, piece.line), piece.line - 1)
        elif piece.name == "media":
            self.recording(piece)
        elif piece.name == "screening":
            self.table(piece)
        else:
            known = ", ".join([*CALLS, "check", "figure", "media", "screening"])
            self.markup.tell(piece.line - 1, f'There is no "::: {piece.name}". Use one of: {known}.')

    def prose(self, piece: _Piece) -> None:
        tokens, waiting = parse(piece.text), list[Token]()
        while tokens:
            if image := _lone_image(tokens):
                self.html(waiting, piece)
                self.picture(image, piece.line + (tokens[0].map or [0])[0])
                waiting, tokens = [], tokens[3:]
            else:
                waiting.append(tokens.pop(0))
        self.html(waiting, piece)

    def html(self, tokens: list[Token], piece: _Piece) -> None:
        if tokens:
            html = self.markup.blocks(tokens, piece.text, piece.line)
            self.parts.append({"kind": "html", "html": html})

    def call(self, piece: _Piece) -> None:
        word, html = CALLS[piece.name], self.markup.block(piece.text, piece.line)
        title = piece.rest if piece.rest.lower().startswith(word.lower()) else f"{word}: {piece.rest}"
        if not html:
            self.markup.tell(piece.line - 1, f"::: {piece.name} is empty. Say why, or what to do.")
        self.parts.append({"kind": "call", "tone": piece.name, "title": title.rstrip(": "), "html": html})

    def figure(self, name: str, caption: str, line: int) -> None:
        if name not in self.figures:
            self.markup.tell(line, f"There is no figures/{name[:60]}.svg. Add it, or name another.")
        if not caption:
            self.markup.tell(line, f"The figure has no caption. Write it: ![What to see](figure:{name[:60]})")
        self.parts.append({"kind": "figure", "name": name, "caption": caption})

    def recording(self, piece: _Piece) -> None:
        name, html = piece.rest, self.markup.block(piece.text, piece.line)
        if name not in self.media:
            self.markup.tell(
                piece.line - 1, f"There is no recording media/{name[:60]}. Add it, or name another."
            )
        if not html:
            self.markup.tell(
                piece.line - 1, f"Say below ::: media {name[:60]} what there is to see or to hear."
            )
        self.parts.append({"kind": "media", "name": name, "html": html})

    def picture(self, image: Token, line: int) -> None:
        source = str(image.attrs.get("src", ""))
        if source.startswith("figure:"):
            self.figure(source.removeprefix("figure:"), self.markup.block(image.content, line), line)
        else:
            self.markup.tell(
                line, "Pictures come from figures/ alone, as in ![What it shows](figure:its-name)."
            )

    def table(self, piece: _Piece) -> None:
        """Print what screening.yaml says; the lesson itself adds nothing to it."""
        tables = list(screening_tables(self.screening, piece.rest))
        if not tables or piece.text.strip():
            self.markup.tell(
                piece.line - 1,
                "::: screening and the id of a section of screening.yaml that has rows, with ::: on the next "
                "line, prints them.",
            )
        self.parts += tables

    def check(self, piece: _Piece) -> None:
        stem, options, why = _split_check(piece.text)
        lead, _, question = stem.rpartition("\n\n")
        right, line = sum(mark in "xX" for mark, _, _ in options), piece.line
        if not _ID.fullmatch(piece.rest):
            self.markup.tell(
                line - 1, "A self-check needs an id in small letters, as in ::: check first-look"
            )
        if not question.strip() or not 2 <= len(options) <= MAX_OPTIONS or not right or not why.strip():
            self.markup.tell(
                line - 1,
                f"A self-check is a question, two to {MAX_OPTIONS} lines - [ ] of which the right ones "
                f"have [x], "
                "and a line > that says why.",
            )
        self.parts.append({
            "kind": "check", "id": piece.rest, "many": right > 1,
            "lead": self.markup.block(lead, line), "question": self.markup.sentence(question, line),
            "options": [
                {"id": chr(97 + i), "html": self.markup.sentence(text, line + at), "right": mark in "xX"}
                for i, (mark, text, at) in enumerate(options)
            ],
            "why": self.markup.block(why, line),
        })  # fmt: skip


def _lone_image(tokens: list[Token]) -> Token | None:
    """Return the picture if the next paragraph is a picture and nothing else."""
    if len(tokens) < 3 or tokens[0].type != "paragraph_open" or tokens[0].level:
        return None
    children = tokens[1].children or []
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _split_check(text: str) -> tuple[str, list[tuple[str, str, int]], str]:
    """Return a self-check's question, its options as (mark, text, line), and why."""
    stem, why, options = list[str](), list[str](), list[tuple[str, str, int]]()
    for number, line in enumerate(text.split("\n")):
        if option := _OPTION.fullmatch(line):
            options.append((option["mark"], option["text"], number))
        elif line.startswith(">"):
            why.append(line[1:].strip())
        elif options and line.startswith("  ") and not why:
            mark, before, at = options[-1]
            options[-1] = (mark, f"{before} {line.strip()}", at)
        elif not options:
            stem.append(line)
    return "\n".join(stem).strip(), options, "\n".join(why).strip()
