"""GIFT as text: escapes, blocks between blank lines, and the parts of an answer.

GIFT is Moodle's text format (https://docs.moodle.org/en/GIFT_format). A backslash before ~ = # { } : or another
backslash makes it plain text, before n a new line; before anything else it is itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

Tokens = list[str]
"""Text cut into single characters and escapes of two."""
_TOKEN = re.compile(r"\\[~=#{}:\\n]|.", re.DOTALL)
_SPECIAL = re.compile(r"[~=#{}:\\]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!-[^<>]*>")
HTML = "HTML was made plain text; its markup, links and pictures are not kept."
MARKDOWN = "Markdown is kept as it was typed and not drawn."
ID_AND_TAGS = "The id and tags in its comment are not kept."


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two blank lines, without comments."""

    line: int
    tokens: Tokens
    lost: list[str] = field(default_factory=list)


def cut(text: str) -> Tokens:
    """Return the tokens of a text."""
    return _TOKEN.findall(text)


def plain(tokens: Tokens) -> str:
    """Return what tokens stand for: white space as single spaces, escapes as what they escape."""
    squeezed = re.sub(r"[ \t\r\n\f\v]+", " ", "".join(tokens)).strip(" ")
    return "".join("\n" if part == r"\n" else part[-1] for part in cut(squeezed))


def escape(text: str) -> str:
    """Return a text as GIFT writes it, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text).replace("\n", r"\n")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file; comments are lines that begin with //."""
    held: list[str] = []
    lost: list[str] = []
    first = 0
    for number, line in enumerate([*text.removeprefix("\ufeff").split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            lost = [ID_AND_TAGS] if re.search(r"\[(id|tag):", line) else lost
        elif line.strip():
            first = first or number
            held.append(line)
        elif held:
            yield Block(first, cut("\n".join(held)), lost)
            held, lost, first = [], [], 0


def split_at(tokens: Tokens, mark: str) -> list[Tokens]:
    """Return what stands between marks that are not escaped: `split_at(tokens, "####")`."""
    wanted, parts, at = [*mark], [Tokens()], 0
    while at < len(tokens):
        if tokens[at : at + len(wanted)] == wanted:
            parts.append([])
            at += len(wanted)
        else:
            parts[-1].append(tokens[at])
            at += 1
    return parts


def split_once(tokens: Tokens, mark: str) -> tuple[Tokens, Tokens | None]:
    """Return what stands before the first mark, and what after it, else `None`."""
    wanted = [*mark]
    for at in range(len(tokens) - len(wanted) + 1):
        if tokens[at : at + len(wanted)] == wanted:
            return tokens[:at], tokens[at + len(wanted) :]
    return tokens, None


def bare(text: str) -> str:
    """Return HTML as plain text: without tags, entities as what they stand for, white space as single spaces."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def read_text(tokens: Tokens, around: str = "") -> tuple[str, str, list[str]]:
    """Return a text, the format that it says or that of what is around it, and what is lost by making it plain."""
    said = _FORMAT.match("".join(tokens))
    form = said[1].lower() if said else around
    text = plain(tokens[said.end() :] if said else tokens)
    if form == "html":
        told = bare(text)
        return told, form, [HTML] if told != text else []
    return text, form, [MARKDOWN] if form == "markdown" else []
