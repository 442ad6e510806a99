"""Writing to the record, reading it, proving it, and erasing personal values beside it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit.models import AuditHead, AuditRecord, AuditValue
from ashilms.audit.rules import PERSONAL, START, Record, first_break, link, seal

Facts = Mapping[str, Any]


def record(
    db: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    about: int | None = None,
) -> int:
    """Append one record and return its number.

    `action` is room and verb (`practicum.countersign`), `subject` kind and id (`entry:12`). Values of fields
    in `PERSONAL` enter the chain as salted digests; `about` says whose they are. Time never runs backwards
    in the record: a clock that was set back is held at the last record's time.
    """
    head = _locked_head(db)
    at = max(now, head.at) if head.at else now
    kept: list[AuditValue] = []
    sealed = {
        side: _sealed(side, facts or {}, about, kept)
        for side, facts in (("before", before), ("after", after))
    }
    entry = Record(
        head.number + 1, at, actor.label, action, subject, sealed["before"], sealed["after"], head.hash
    )
    row = AuditRecord(
        number=entry.number, at=at, actor=entry.actor, action=action, subject=subject,
        before=dict(entry.before), after=dict(entry.after), previous=entry.previous, hash=link(entry),
    )  # fmt: skip
    db.add(row)
    db.flush()
    for value in kept:
        value.number = entry.number
        db.add(value)
    head.number, head.hash, head.at = entry.number, row.hash, at
    db.flush()
    return entry.number


def verify_chain(db: Session) -> str | None:
    """Return a sentence naming the first broken link, or `None` when every record stands as written."""
    head = db.get(AuditHead, 1)
    records = select(AuditRecord).order_by(AuditRecord.number).execution_options(yield_per=500)
    with db.scalars(records) as rows:
        broken = first_break(
            ((row.as_record(), row.hash) for row in rows), (head.number, head.hash) if head else (0, START)
        )
    return broken or _false_value(db)


def find_records(
    db: Session, *, subject: str | None = None, before: int | None = None, limit: int = 50
) -> list[AuditRecord]:
    """Return the latest records, newest first; of one subject if given, older than `before` if given."""
    query = select(AuditRecord).order_by(AuditRecord.number.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRecord.subject == subject)
    if before is not None:
        query = query.where(AuditRecord.number < before)
    return list(db.scalars(query))


def head_of(db: Session) -> tuple[int, str]:
    """Return how many records there are, and the last one's hash."""
    head = db.get(AuditHead, 1)
    return (head.number, head.hash) if head else (0, START)


def hash_before(db: Session, moment: datetime) -> str:
    """Return the hash of the last record from before `moment`."""
    query = (
        select(AuditRecord.hash).where(AuditRecord.at < moment).order_by(AuditRecord.number.desc()).limit(1)
    )
    return db.scalar(query) or START


def erase_values(db: Session, person_id: int) -> int:
    """Erase every personal value about a person and return how many; the chain still holds."""
    gone = db.scalars(
        delete(AuditValue).where(AuditValue.person_id == person_id).returning(AuditValue.id)
    ).all()
    return len(gone)


def _locked_head(db: Session) -> AuditHead:
    head = db.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, number=0, hash=START, at=None)
        db.add(head)
        db.flush()
    return head


def _sealed(side: str, facts: Facts, about: int | None, kept: list[AuditValue]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in facts.items():
        if name in PERSONAL and value is not None:
            salt = secrets.token_bytes(16)
            kept.append(AuditValue(field=f"{side}.{name}", person_id=about, salt=salt, value=str(value)))
            out[name] = seal(str(value), salt)
        else:
            out[name] = _plain(value)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return value


def _false_value(db: Session) -> str | None:
    query = select(AuditValue, AuditRecord).join(AuditRecord, AuditRecord.number == AuditValue.number)
    with db.execute(query.execution_options(yield_per=500)) as rows:
        for value, row in rows:
            side, _, name = value.field.partition(".")
            stands = (row.before if side == "before" else row.after).get(name)
            if stands != seal(value.value, value.salt):
                return (
                    f"The kept value {value.field} of record {value.number} is not the one that was recorded."
                )
    return None
