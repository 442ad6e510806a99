"""What an archive of everything about one person is made of: names, plain values, and the words that explain it."""

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

README, SUMS, ACTS, RECORD = "README.txt", "SHA256SUMS", "acts.jsonl", "record.jsonl"
SOMEBODY_ELSE = "somebody else"
ENDINGS: Mapping[str | None, str] = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "video/mp4": "mp4", "audio/mp4": "m4a", "video/webm": "webm",
    "audio/mpeg": "mp3", "audio/ogg": "ogg",
}  # fmt: skip
"""How a kept file's name ends in the archive, by what it is."""
_LABEL = re.compile(r"person:(\d+)")


_MEMBERS = """\
ROOM.json        What each part of the site keeps: tables by name, and in them one line for each entry.
files/           What you sent: evidence of sessions, documents, answers. A name says to which entry it belongs.
certificates/    Your certificates, signed, as they were issued.
acts.jsonl       Entries of others in which you acted, by table, number and what you were in it.
record.jsonl     Lines of the audit record that name you as who acted or as whom it was done to: what and when.
SHA256SUMS       A checksum for every file. To check them: sha256sum -c SHA256SUMS
"""
_LEFT_OUT = """\
Moments are in UTC. It is about you alone: other people stand in it as “somebody else”, but for whoever signed your
certificates and whom somebody named in a text. What others wrote about you is in it; what you wrote about others is
theirs. Not in it are passwords, codes and keys, which are kept as hashes or open something; how the papers of your
quizzes were drawn, the keys of their questions, and who was asked to mark them; what the school has not settled yet,
such as marks and votes; what clients answered, who have no name here; and what only the school’s work or its machine
needs.
"""


def plain(value: Any, person_id: int) -> Any:
    """Return a column's value as JSON writes it; the label of anybody else becomes `SOMEBODY_ELSE`."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, str) and (label := _LABEL.fullmatch(value)) and int(label[1]) != person_id:
        return SOMEBODY_ELSE
    return value


def whom(value: int | None, person_id: int) -> int | str | None:
    """Return whom a column names: the person by their number, and nobody else by any."""
    return value if value in (None, person_id) else SOMEBODY_ELSE


def in_words(school: str, person_id: int, made_at: datetime, lost: Iterable[str]) -> str:
    """Return what the archive says of itself to whoever opens it."""
    missing = "".join(f"  {name}\n" for name in lost)
    parts = [
        f"Everything that {school} keeps about you, person {person_id}.\nMade on {made_at:%d %B %Y, %H:%M} UTC.\n",
        _MEMBERS,
        _LEFT_OUT,
    ]
    if missing:
        parts.append(f"These files could not be read and are left out; tell the school:\n{missing}")
    return "\n".join(parts)
