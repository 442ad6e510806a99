"""How one record is tied to the one before it, and how a broken tie is found."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ashilms.plain import write_plain

START = "0" * 64
"""What the first record names as its predecessor."""

PERSONAL = frozenset(
    {"name", "printed_name", "email", "reflection", "comment", "reason", "text", "address", "title"}
)
"""Fields whose values say something about a person: they enter the chain as salted digests only."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the chain sees it; `before` and `after` hold no personal values, only their digests."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    previous: str


def seal(value: str, salt: bytes) -> str:
    """Return the digest that stands in the chain for a personal value.

    Without the salt nothing can be guessed from it, so erasing value and salt erases the value for good.
    """
    return "salted:" + hmac.new(salt, value.encode(), hashlib.sha256).hexdigest()


def link(record: Record) -> str:
    """Return the hash of a record: SHA-256 over its canonical JSON, the previous hash included."""
    body = {
        "number": record.number,
        "at": record.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": record.actor,
        "action": record.action,
        "subject": record.subject,
        "before": record.before,
        "after": record.after,
        "previous": record.previous,
    }
    return hashlib.sha256(write_plain(body).encode()).hexdigest()


def first_break(records: Iterable[tuple[Record, str]], head: tuple[int, str]) -> str | None:
    """Return a sentence that names the first broken link, or `None` when the chain is whole.

    `records` are all records with their stored hashes, in order; `head` is the count and the last hash as
    kept apart, so that records cut off at the end are missed too.
    """
    number, previous = 0, START
    for record, stored in records:
        number += 1
        if record.number != number:
            return f"Record {number} is missing: record {record.number} stands in its place."
        if record.previous != previous:
            return f"Record {number} does not follow from record {number - 1}."
        if link(record) != stored:
            return f"Record {number} was changed after it was written."
        previous = stored
    if (number, previous) != head:
        return (
            f"The record ends at {number}, but its head says {head[0]}: records at the end were cut or added."
        )
    return None
