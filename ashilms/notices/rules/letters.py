"""The wording of mails: subject, text and button of each, in which only named places are filled.

What somebody typed is never run as a template: a name in braces is looked up, once, and anything else is text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ashilms.notices.rules.mail import LONGEST_SUBJECT, one_line

LONGEST = {"subject": 150, "text": 4000, "act": 60}
"""Characters of each part of a wording."""
FRAME, DIGEST = "frame", "digest"
"""What stands around every mail, and the mail that holds others."""
SIGNING_IN = "Signing in"
"""The group of mails that let people in: they stand in no digest and on no page."""
ALWAYS = {"name": "Ana", "school": "Your school", "link": "https://school.example/where-it-leads"}
"""What every mail may name, and a sample of each."""
LINKS = frozenset({"link", "profile"})
"""What becomes a link in HTML."""
SECRET = LINKS | {"code"}
"""What lets somebody in: it stands in the text alone, since the text is erased when the mail is sent."""
ALONE = frozenset({"text", "items", "code"})
"""What stands on a line of its own, with an empty line before and after it."""
_NAMED = re.compile(r"\{([^{}\n]*)\}")
_BETWEEN = re.compile(r"\n[^\S\n]*\n\s*")
_TOUCHED = re.compile(r"\S\{(link|profile)\}|\{(link|profile)\}\S")
"""An address to which something is stuck: whoever reads it is led elsewhere, in the worst case with its secret."""
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
"""What mail programs make a link of."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a mail says, with places to be filled: its subject, its text, and the words on its button."""

    subject: str = ""
    text: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of mail: when it is sent, how urgent it is, its default wording and what may be named in it."""

    kind: str
    group: str
    about: str
    default: Wording
    urgent: bool = False
    needs: tuple[str, ...] = ("link",)
    """What can't be left out of the text."""
    samples: Mapping[str, str] = field(default_factory=dict)
    """What may be named, each with what stands for it in a preview."""

    @classmethod
    def from_data(cls, kind: str, data: Mapping[str, Any]) -> "Letter":
        """Return what one table of `letters.toml` describes; what is named nowhere in it is not offered."""
        wording = Wording(data.get("subject", ""), data["text"].strip(), data.get("act", ""))
        more = data.get("samples", {})
        always = {
            name: said for name, said in ALWAYS.items() if name != "link" or f"{{{name}}}" in wording.text
        }
        return cls(
            kind, data["group"], data["about"], wording, data.get("urgent", False),
            tuple(data.get("needs", ("link",))), {**always, **more},
        )  # fmt: skip

    @property
    def lets_in(self) -> bool:
        """Whether it is about signing in, and so is told by mail alone."""
        return self.group == SIGNING_IN


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: text, or a link that reads as its own address."""

    text: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a mail. `sort`: `text`, `act` (a button to `lines`), `code`, `group` or `title` (of a digest)."""

    sort: str
    lines: tuple[tuple[Piece, ...], ...]
    act: str = ""

    @property
    def plain(self) -> str:
        """Its lines as text."""
        return "\n".join("".join(piece.text for piece in line) for line in self.lines)


def problems_of(letter: Letter, wording: Wording) -> dict[str, str]:
    """Return what is wrong with a wording, a sentence for each part that can't be taken."""
    found = {}
    for part, most in LONGEST.items():
        said = getattr(wording, part)
        problem = _problem_of_part(letter, part, said, most)
        if problem:
            found[part] = problem
    return found


def _problem_of_part(letter: Letter, part: str, said: str, most: int) -> str:
    named = _NAMED.findall(said)
    if len(said) > most:
        return f"That is longer than {most} characters."
    if getattr(letter.default, part) and not _shows(said):
        return "Write something here, or go back to the default."
    if unknown := [name for name in named if name not in letter.samples]:
        return f"{_brace(unknown[0])} is nothing that this mail knows. It may have: {_list(letter.samples)}."
    if letter.lets_in and _ADDRESS.search(said):
        return "A mail that lets somebody in leads nowhere else: take the address out."
    if part == "text":
        return _problem_of_text(letter, said, named)
    if secret := [name for name in named if name in SECRET | ALONE]:
        return f"{_brace(secret[0])} stands in the text alone."
    return ""


def _problem_of_text(letter: Letter, said: str, named: Sequence[str]) -> str:
    if missing := [name for name in letter.needs if name not in named]:
        return f"{_list(missing)} can’t be left out of this mail. Put it back, best on a line of its own."
    whole, alone = _paragraphs(said), ALONE | LINKS if letter.lets_in else ALONE
    for name in sorted(alone & set(named)):
        if whole.count(_brace(name)) != 1 or named.count(name) != 1:
            return f"{_brace(name)} stands once, alone between two empty lines."
    if touched := _TOUCHED.search(said):
        return f"{_brace(touched[1] or touched[2])} has a space or the end of the line on both sides."
    return ""


def _shows(said: str) -> bool:
    """Return whether there is anything to be seen in it."""
    return any(sign.isprintable() and not sign.isspace() for sign in said)


def _brace(name: str) -> str:
    return "{" + name[:40] + "}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(_brace(name) for name in names)


def fill_subject(letter: Letter, wording: Wording, values: Mapping[str, str]) -> str:
    """Return the subject with its places filled, on one line and no longer than a head may be.

    It is the default's where nothing is left of it, as of one that is a place alone with which nothing is put.
    """
    filled = _fill_line(wording.subject, values)
    return (filled if _shows(filled) else _fill_line(letter.default.subject, values))[:LONGEST_SUBJECT]


def _fill_line(said: str, values: Mapping[str, str]) -> str:
    return one_line(_joined(_fill(said, values)))


def draw(wording: Wording, values: Mapping[str, str], inner: Sequence[Block] = ()) -> list[Block]:
    """Return the paragraphs of a text with its places filled; `inner` is what stands where others are taken in.

    A value is text, whatever is in it: braces in it are not filled again. A paragraph of which nothing is left, or
    that would lead nowhere, is left out.
    """
    blocks: list[Block] = []
    for paragraph in _paragraphs(wording.text):
        if any(not values.get(name) for name in LINKS.intersection(_NAMED.findall(paragraph))):
            continue
        if paragraph in ("{text}", "{items}"):
            blocks += inner
        elif paragraph in ("{link}", "{code}"):
            piece = Piece(values[paragraph[1:-1]], paragraph == "{link}")
            act = _fill_line(wording.act, values)[: LONGEST["act"]].rstrip()
            blocks.append(Block("act" if piece.is_link else "code", ((piece,),), act))
        elif lines := tuple(filter(_joined, (tuple(_fill(line, values)) for line in paragraph.splitlines()))):
            blocks.append(Block("text", lines))
    return blocks


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in _BETWEEN.split(text.strip())]


def _fill(line: str, values: Mapping[str, str]) -> Iterator[Piece]:
    """Yield a line in pieces; where nothing is put in a place, the space before it goes, too."""
    text = ""
    for index, said in enumerate(_NAMED.split(line.strip())):
        if index % 2 == 0:
            text += said
        elif said in LINKS:
            yield from (Piece(text), Piece(values[said], True))
            text = ""
        else:
            text = text + values[said] if values.get(said) else text.removesuffix(" ")
    yield Piece(text)


def _joined(line: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in line).strip()


def as_text(blocks: Iterable[Block]) -> str:
    """Return paragraphs as a text mail holds them: a link on a line of its own, so that it stays whole.

    A straight apostrophe keeps plain English within ASCII, which travels as it is.
    """
    return "\n\n".join(_as_text(block) for block in blocks).replace("’", "'") + "\n"


def _as_text(block: Block) -> str:
    if block.sort == "act":
        return f"{block.act}:\n{block.plain}" if block.act else block.plain
    if block.sort == "group":
        return f"{block.plain.upper()}\n{'-' * len(block.plain)}"
    return block.plain
