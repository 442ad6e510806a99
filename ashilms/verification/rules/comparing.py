"""What was changed in a copy of a certificate: the page and the data in it, held against what was issued.

Only for a file that carries the secret of the certificate's own link. Whoever made it had the certificate, so nothing
is told that they did not know; a file that merely names a number is told nothing about its holder.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ashilms.certificates.rules import Payload, canonical
from ashilms.documents.reading import Sheet
from ashilms.formats import day
from ashilms.plain import read_plain

LEAST_ADDED = 3
"""Letters more than were issued, from which on something was written that was not there."""
_FIELDS = {
    "holder": "name", "number": "number", "award": "award", "title": "title", "scope": "scope", "level": "level",
    "statement": "statement", "issued_on": "day of issue", "completed_on": "day of completion",
    "valid_until": "last day", "hours": "hours", "course": "course", "program": "programme", "provider": "school",
    "signers": "people who sign", "verify_url": "address to verify at", "claims": "lines for boards",
    "waived": "what was waived",
}  # fmt: skip
"""What each part of the attached data is called; others are said together."""


def tokens_in(sheet: Sheet | None, claims: bytes | None) -> list[str]:
    """Return what may be the secret of a certificate's own link in a file: in a link on it, or in the data attached.

    In a lasting order, and a few at most.
    """
    found = {link.rpartition("/")[2] for link in (sheet.links if sheet else ())}
    found.add(str(_read(claims).get("token", "")))
    return sorted(one for one in found if _TOKEN.fullmatch(one))[:MOST_TOKENS]


MOST_TOKENS = 5
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


def find_changes(said: Payload, issued: Sheet, sent: Sheet, claims: bytes | None) -> tuple[str, ...]:
    """Return, in sentences, in what a copy differs from what was issued; `claims` is the data attached to the copy.

    A text counts as changed only if it can be read on the issued page and is not on the copy's as often: where
    a page can't be read, nothing is said of it.
    """
    return (*_of_pages(issued, sent), *_of_page(said, issued, sent), *_of_data(said, claims))


def _of_pages(issued: Sheet, sent: Sheet) -> Iterator[str]:
    if sent.pages != issued.pages:
        yield f"It has {sent.pages} pages; the certificate has {issued.pages}."
    if sent.title != issued.title:
        yield "The title in its properties is not the certificate's."


def _of_page(said: Payload, issued: Sheet, sent: Sheet) -> Iterator[str]:
    was, now = squeezed(issued.text), squeezed(sent.text)
    printed = [(name, squeezed(text)) for name, text in _printed(said)]
    changed = [(name, text) for name, text in printed if now.count(text) < was.count(text)]
    for name in dict.fromkeys(name for name, text in changed if not _is_within(text, changed)):
        yield f"The {name} printed on it is not as issued."
    more = sum((Counter(now) - Counter(was)).values())
    if not now and was:
        yield "Its page holds no text that can be read: it may be a picture of a certificate."
    elif not changed and more >= LEAST_ADDED:
        yield "Something is written on it that was not on the certificate."
    elif not changed and sent.drawn != issued.drawn:
        yield "Its page was drawn anew or drawn over."


def _is_within(text: str, changed: Sequence[tuple[str, str]]) -> bool:
    """Return whether a text is missing only as a part of a longer one: “Bea”, who signs, in “Beatriz”, who holds."""
    return any(text in other and text != other for _, other in changed)


def _printed(said: Payload) -> Iterator[tuple[str, str]]:
    yield "name", said.holder
    yield "number", said.number
    yield "award", said.award
    yield "scope", said.scope
    yield "statement", said.statement
    yield "day of completion", f"on {day(said.completed_on)}."
    yield "day of issue", day(said.issued_on)
    if said.valid_until:
        yield "last day", day(said.valid_until)
    yield "school", said.provider.name
    for signer in said.signers:
        yield "name of somebody who signs", signer.name
    yield "line that it is no licence", said.line


def _of_data(said: Payload, claims: bytes | None) -> Iterator[str]:
    if claims == canonical(said):
        return
    read = _read(claims)
    if claims is None:
        yield "The data attached to it was taken out."
    elif not read:
        yield "The data attached to it was replaced by something else."
    elif read.get("number") != said.number:
        yield "The data attached to it belongs to another certificate."
    else:
        own = _read(canonical(said))
        changed = [_FIELDS.get(name, "rest") for name in own if read.get(name) != own[name]]
        names = ", ".join(dict.fromkeys(changed)) or "form"
        yield f"The data attached to it was changed: {names}."


def _read(data: bytes | None) -> Mapping[str, Any]:
    """Return what is in attached data, or nothing where that is no object of JSON."""
    try:
        plain = read_plain(data or b"")
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def squeezed(text: str) -> str:
    """Return a text without its spaces and hyphens of any sort, as programs that read pages differ in those."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
