"""What somebody looks for, as words; and what was found, as a piece of text with the words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ashilms.courses.rules.passages import plain_text

LONGEST = 200
"""Characters of a question that are looked at."""
MOST_WORDS = 12
AROUND = 90
"""Characters shown before the first word found; twice as many after it."""
START, STOP = "\x02", "\x03"
"""What a database puts around a word that it found; no passage holds either."""

_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(f"{START}([^{START}{STOP}]*){STOP}")

STOP_WORDS = frozenset({
    "a", "about", "above", "after", "again", "against", "all", "am", "an", "and", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "did", "do",
    "does", "doing", "don", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have",
    "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "itself", "just", "me", "more", "most", "my", "myself", "no", "nor", "not", "now", "of",
    "off", "on", "once", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "s", "same",
    "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them", "themselves",
    "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "very",
    "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "you",
    "your", "yours", "yourself", "yourselves",
})  # fmt: skip
"""English words that are looked for in vain; the same as PostgreSQL leaves out (its english.stop)."""


@dataclass(frozen=True, slots=True)
class Question:
    """The words to look for, and why there are none; plain letters and digits, whatever was typed."""

    words: tuple[str, ...]
    refusal: str = ""
    is_cut: bool = False
    """Whether some of what was typed is left out, since it is too much."""


def question_of(typed: str, *, english: bool) -> Question:
    """Return what to look for; each word once, in lower case."""
    text = plain_text(typed)
    found = list(dict.fromkeys(_WORD.findall(text[:LONGEST].lower())))
    words = tuple(word for word in found if not (english and word in STOP_WORDS))
    if not found:
        return Question((), "There is no word in that. Put in a word that may stand in a lesson.")
    if not words:
        return Question((), "Words like these stand everywhere. Add one that says what you look for.")
    return Question(words[:MOST_WORDS], is_cut=len(text) > LONGEST or len(words) > MOST_WORDS)


Piece = tuple[str, bool]
"""A stretch of text, and whether it was looked for."""


def pieces_of(text: str, marked: str) -> list[Piece]:
    """Return all of a text as pieces; `marked` is the same text with what was found between the marks."""
    return list(_pieces(text, _spans(marked), 0, len(text)))


def excerpt_of(text: str, marked: str) -> list[Piece]:
    """Return the text around the first word that was found, at whole words; from its beginning if there is none."""
    spans = _spans(marked)
    first = spans[0][0] if spans else 0
    start = _word_after(text, first - AROUND) if first > AROUND else 0
    stop = _word_before(text, max(start, first) + 2 * AROUND)
    found = list(_pieces(text, spans, start, stop))
    return [*([("… ", False)] if start else []), *found, *([(" …", False)] if stop < len(text) else [])]


def _spans(marked: str) -> list[tuple[int, int]]:
    """Return where the marked words begin and end once the marks are taken out."""
    return [
        (found.start() - 2 * number, found.end() - 2 * number - 2)
        for number, found in enumerate(_MARK.finditer(marked))
    ]


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, stop: int) -> Iterator[Piece]:
    at = start
    for begin, end in spans:
        if at <= begin and end <= stop and begin < end:
            yield from [(text[at:begin], False)] if at < begin else []
            yield text[begin:end], True
            at = end
    if at < stop:
        yield text[at:stop], False


def _word_after(text: str, at: int) -> int:
    """Return where the next word begins, or `at` where there is none near."""
    space = text.find(" ", at, at + AROUND)
    return at if space < 0 else space + 1


def _word_before(text: str, at: int) -> int:
    """Return where the last word before `at` ends, or `at` where there is none near."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - AROUND, at)
    return at if space < 0 else space
