"""How a pack speaks: no promise of its own in any text that people read, whichever room owns it."""

from collections.abc import Iterator
from typing import Any

from ashilms.packs.rules.claims import promises
from ashilms.plugins import PackDocument, PackFiles, Problem, Step

WORDS_OF_OTHERS = ("questions/", "sources.yaml")
"""Questions offer wrong answers, and the titles of books and papers are what they are."""


def check_wording(pack: PackFiles) -> Iterator[Problem]:
    """Yield every promise that the pack makes about the work, each where it stands."""
    for file, document in pack.documents.items():
        if not file.startswith(WORDS_OF_OTHERS):
            yield from _in_data(document)
            yield from _in_text(file, document.body, document.body_line)
    for file, text in pack.texts.items():
        yield from _in_text(file, text, 1)


def _in_data(document: PackDocument) -> Iterator[Problem]:
    for path, text in _texts(document.data):
        for _, verb in promises(text):
            yield document.problem(_told(verb), *path)


def _in_text(file: str, text: str, first_line: int) -> Iterator[Problem]:
    for at, verb in promises(text):
        yield Problem(file, first_line + text.count("\n", 0, at), _told(verb))


def _texts(data: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, (dict, list)):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, (*path, step))


def _told(verb: str) -> str:
    return (
        f'"{verb}" promises what nobody has shown. Say less ("some people find …"), or put it into ::: claim, or '
        "into quotation marks if they are somebody else's words."
    )
