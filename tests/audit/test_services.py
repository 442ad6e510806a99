"""The record can be proved, cannot be changed, and forgets personal values without breaking."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord, AuditValue


def write_three(db: Session, cast, now: datetime) -> None:
    for number in range(3):
        audit.record(
            db, cast.ana, "test.write", f"thing:{number}", now=now + timedelta(minutes=number),
            before={"email": "old@example.org"}, after={"email": f"new{number}@example.org", "count": number},
            about=cast.ana.id,
        )  # fmt: skip
    db.commit()


def test_a_chain_as_written_is_whole(db: Session, cast, now: datetime) -> None:
    write_three(db, cast, now)
    assert audit.verify_chain(db) is None
    assert audit.head_of(db)[0] == db.query(AuditRecord).count()


@pytest.mark.parametrize(
    "change", ["UPDATE ashilms_audit_record SET action='x'", "DELETE FROM ashilms_audit_record"]
)
def test_the_database_refuses_to_change_or_delete_a_record(
    db: Session, cast, now: datetime, change: str
) -> None:
    """T49, V16.4.2."""
    write_three(db, cast, now)
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(change))
    db.rollback()
    assert audit.verify_chain(db) is None


def drop_guards(db: Session) -> None:
    """Take the triggers away, as somebody with the database in their hands could."""
    if db.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            db.execute(text(f"DROP TRIGGER ashilms_audit_no_{verb}"))
    else:
        db.execute(text("ALTER TABLE ashilms_audit_record DISABLE TRIGGER ALL"))
    db.execute(text("DELETE FROM ashilms_audit_value"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ashilms_audit_record SET subject='thing:9' WHERE number=6", "Record 6 was changed"),
        ("DELETE FROM ashilms_audit_record WHERE number=6", "Record 6 is missing"),
        ("DELETE FROM ashilms_audit_record WHERE number=8", "ends at 7"),
        ("UPDATE ashilms_audit_record SET previous=hash WHERE number=7", "Record 7 does not follow"),
    ],
)
def test_any_break_behind_the_databases_back_is_named(
    db: Session, cast, now: datetime, change: str, found: str
) -> None:
    """S8: edits, cuts and swaps are found, and the first broken link is named."""
    write_three(db, cast, now)
    drop_guards(db)
    db.execute(text(change))
    assert found in (audit.verify_chain(db) or "")


def test_erasing_personal_values_leaves_the_chain_whole(db: Session, cast, now: datetime) -> None:
    """T51."""
    write_three(db, cast, now)
    assert audit.erase_values(db, cast.ana.id) > 0
    db.commit()
    assert audit.verify_chain(db) is None
    assert db.query(AuditValue).filter_by(person_id=cast.ana.id).count() == 0


def test_a_kept_value_that_was_swapped_is_found(db: Session, cast, now: datetime) -> None:
    write_three(db, cast, now)
    db.query(AuditValue).filter(AuditValue.field == "after.email").first().value = "other@example.org"
    db.flush()
    assert "not the one that was recorded" in (audit.verify_chain(db) or "")


def test_time_in_the_record_never_runs_backwards(db: Session, cast, now: datetime) -> None:
    """R6."""
    audit.record(db, cast.ana, "test.write", "thing:1", now=now + timedelta(days=2))
    audit.record(db, cast.ana, "test.write", "thing:2", now=now)
    times = [row.at for row in db.query(AuditRecord).order_by(AuditRecord.number)]
    assert times == sorted(times)
    assert audit.verify_chain(db) is None
