"""Words that promise what massage has not been shown to do, wherever a pack says them as its own.

The verbs are those that the curriculum calls unsafe: treats, cures, heals, detoxifies, corrects, boosts, guarantees.
A pack has to be able to speak about them, so three things are never held against it:

- what is marked as under review: `::: claim` callouts. Self-checks and questions offer wrong answers too;
- what stands in quotation marks. Those are somebody's words, or the words themselves, looked at: a worked case has to
  quote the leaflet that it takes apart. Whoever puts a promise of their own in quotation marks has to mean it;
- a sentence that denies it: "it does not treat the spine", "no massage cures".

Four of the verbs have no other use in such a text. The other three do: a clinician treats, skin heals, a supervisor
corrects. They count when the work itself is said to do it, or when the sentence leaves out who does.
"""

import re
from collections.abc import Iterator

_BLOCK = re.compile(r"^:::[ \t]*(?:claim|check)\b.*?(?:^:::[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\n]|\n(?![ \t]*\n))*"|“(?:[^”\n]|\n(?![ \t]*\n))*”')
_TITLE = re.compile(r"^[ \t]*(?::::|#).*\n", re.MULTILINE)
_SENTENCE = re.compile(r"(?:[^.!?:;\n]|[.:](?=\w)|\n(?![ \t]*(?:\n|[-*#>|:]|\d+\.)))+")
_DENIED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_ALWAYS = r"\b(?:cure[sd]?|curing|detoxif\w+|detox(?:es|ing)?|boost(?:s|ed|ing)?|guarantee(?:s|d|ing)?)\b"
_WORK = (
    r"\b(?:ashiatsu|massages?|bodywork|therapy|(?:foot|feet|bar|back)[ -]?(?:work|walking|pressure)|barefoot\s+\w+|"
    r"strokes?|sessions?|techniques?|methods?|pressure|treatments?|feet|foot|it|this|we)"
)
_BETWEEN = r"(?:\s+(?!who\b|which\b|whom\b|clinician|doctor|supervisor|physician)[^\s,]+){0,6}?\s+"
_PLAIN = r"(?!\s+(?:as|each|you|them|him|her|people|everyone|everybody|clients?|in|within|by|well|up|before|after)\b)"
"""What may follow when nothing is promised: treat them as equals, treat each fall as an injury, heals within days."""
_PROMISED = (
    r"(?:(?:treats|heals|corrects)(?=\s+\w)|"
    r"(?:(?:can|may|could|might|will|would|helps?|to|helps?\s+to)\s+(?:also\s+)?)(?:treat|heal|correct)(?=\s+\w)|"
    rf"(?:for|in|at|of)\s+(?:treating|healing|correcting))\b{_PLAIN}"
)
_SAID = rf"{_WORK}(?:{_BETWEEN}{_PROMISED}|\s+(?:treats|heals|corrects)\b{_PLAIN})"
_BARE = r"\A[\s*_>#|-]*(?:treats|heals|corrects)\b"
_PROMISE = re.compile(f"{_ALWAYS}|{_SAID}|{_BARE}", re.IGNORECASE)


def promises(text: str) -> Iterator[tuple[int, str]]:
    """Yield each promise that Markdown or plain text makes as its own: where its verb ends, and the verb."""
    spoken = _QUOTED.sub(_blank, _BLOCK.sub(_blank, text))
    spoken = _TITLE.sub(lambda title: f"{title[0][:-1]};", spoken)  # a heading is a sentence to itself
    for sentence in _SENTENCE.finditer(spoken):
        if (found := _PROMISE.search(sentence[0])) and not _DENIED.search(sentence[0]):
            yield sentence.start() + found.end(), found[0].split()[-1]


def _blank(found: re.Match[str]) -> str:
    """Return as much nothing on as many lines, so that what follows stays where it is."""
    return re.sub(r"[^\n]", " ", found[0])
