"""The registrar's list: which certificates are asked for, and a page of them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, Word
from ashilms.certificates.rules.searching import ENDS, NAME, Wanted, answers_to, asks_by_number
from ashilms.plain import read_plain
from ashilms.programs import services as programs


def find_certificates(db: Session, wanted: Wanted, *, today: date) -> list[int]:
    """Return the ids of what is asked for, in the order that is asked for: one query, however many there are.

    Names are those that the certificates print, so payloads are read where a name counts, and only then.
    """
    text = wanted.text.strip()
    named = wanted.order == NAME or (text != "" and not asks_by_number(text))
    columns = (Certificate.id, Certificate.number, *((Certificate.payload,) if named else ()))
    rows = db.execute(_asked(select(*columns), wanted, today)).all()
    found = [(row.id, row.number, str(read_plain(row.payload)["holder"]) if named else "") for row in rows]
    if text:
        found = [one for one in found if answers_to(one[1], one[2], text)]
    if wanted.order == NAME:
        found.sort(key=lambda one: one[2].casefold())
    return [id_ for id_, _, _ in found]


def load_certificates(db: Session, ids: Sequence[int]) -> list[Certificate]:
    """Return the certificates with these ids, in their order."""
    rows = {row.id: row for row in db.scalars(select(Certificate).where(Certificate.id.in_(ids)))}
    return [rows[id_] for id_ in ids]


def find_programs(db: Session) -> Collection[tuple[int, str]]:
    """Return every programme with what its newest version is called."""
    return [(version.program_id, version.content["name"]) for version in programs.newest_versions(db)]


def _asked(query: Select[Any], wanted: Wanted, today: date) -> Select[Any]:
    if wanted.program_id is not None:
        query = query.where(Certificate.program_id == wanted.program_id)
    if wanted.shown:
        query = query.where(_is_shown_as(wanted.shown, today))
    if wanted.order == ENDS:
        query = query.order_by(Certificate.ends_on.is_(None), Certificate.ends_on)
    return query.order_by(Certificate.id.desc())


def _is_shown_as(shown: str, today: date) -> ColumnElement[bool]:
    """Return how the rows are told that `Certificate.as_verdict`, or their status, puts into a word."""
    over = Certificate.ends_on.is_not(None) & (Certificate.ends_on < today)
    waits = Certificate.review_by.is_not(None)
    words: dict[str, ColumnElement[bool]] = {
        Word.VALID: (Certificate.status == Status.VALID) & ~over,
        Word.EXPIRED: (Certificate.status == Status.VALID) & over,
        Word.UNVERIFIED: (Certificate.status == Status.SUSPENDED) & waits,
        Word.SUSPENDED: (Certificate.status == Status.SUSPENDED) & ~waits,
    }
    return words.get(shown, Certificate.status == shown)
