"""WebVTT from a pack read strictly and written anew: cues of plain text with their times, and nothing else.

Plain strings in, plain strings out. A player gives tags, styles and regions a meaning of their own, so they are named
as wrong; settings of single cues and notes are of no use here and are left out in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_CUES = 5_000
_TIME = r"(?:(?:[0-9]{2}):)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}"
_CUE = re.compile(rf"(?P<begins>{_TIME})[ \t]+-->[ \t]+(?P<ends>{_TIME})(?:[ \t].*)?")
_HEAD = re.compile(r"WEBVTT(?:[ \t].*)?")
Lines = list[tuple[int, str]]


@dataclass(slots=True)
class Captions:
    """Captions as a page may serve them, when the last one ends in seconds, and what is wrong as (line, sentence)."""

    cues: list[str] = field(default_factory=list)
    seconds: float = 0.0
    wrong: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole file, written anew."""
        return "\n\n".join(["WEBVTT", *self.cues]) + "\n"


def clean_captions(text: str) -> Captions:
    """Return a WebVTT file rebuilt from its cues; `wrong` says what an author has to change before it is taken."""
    lines, out = text.split("\n"), Captions()
    if not _HEAD.fullmatch(lines[0]):
        out.wrong.append((1, "Captions begin with a line WEBVTT. This is another format, or none."))
        return out
    last = -1.0
    for block in _blocks(lines[1:]):
        if len(out.cues) >= MAX_CUES:
            out.wrong.append((block[0][0], f"There are more than {MAX_CUES} captions. Split the recording."))
            break
        last = _take(block, last, out)
    if not out.cues and not out.wrong:
        out.wrong.append((1, "There is no caption in this file. Write down what is said and when."))
    return out


def _blocks(lines: list[str]) -> Iterator[Lines]:
    """Yield what stands between empty lines, each line with its number in the file."""
    block: Lines = []
    for number, line in enumerate([*lines, ""], 2):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _take(block: Lines, last: float, out: Captions) -> float:
    """Take one block, and return when the last caption so far begins."""
    word = block[0][1].split()[0]
    if word == "NOTE":
        return last
    if word in ("STYLE", "REGION"):
        out.wrong.append(
            (block[0][0], f"{word} is not used in captions. Take it out: the page decides how they look.")
        )
        return last
    at = 0 if "-->" in block[0][1] else 1  # a cue may have a name above its times
    cue = _CUE.fullmatch(block[at][1]) if at < len(block) else None
    if cue is None:
        out.wrong.append(
            (block[0][0], "Here a caption's times are missing: 00:01.000 --> 00:04.000, text below.")
        )
        return last
    begins, ends = _seconds(cue["begins"]), _seconds(cue["ends"])
    if not last <= begins < ends:
        out.wrong.append(
            (block[at][0], "This caption ends before it begins, or begins before the one above it.")
        )
    _keep(block[at + 1 :], block[at][0], f"{cue['begins']} --> {cue['ends']}", out)
    out.seconds = max(out.seconds, ends)
    return max(last, begins)


def _keep(said: Lines, line: int, times: str, out: Captions) -> None:
    if not said:
        out.wrong.append((line, "This caption says nothing. Write its text on the next line."))
    for number, text in said:
        if "<" in text or "-->" in text:
            out.wrong.append((number, "Captions are plain text: no tags, and a speaker's name with a colon."))
    out.cues.append("\n".join([times, *(text.replace("<", "&lt;").replace("-->", "") for _, text in said)]))


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.split(":")
    return (int(hours[0]) if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)
