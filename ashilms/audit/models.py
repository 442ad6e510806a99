"""The tables of the record, and the triggers that make the database itself refuse to change it."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.audit.rules import Record
from ashilms.db import Base, Moment


class AuditRecord(Base):
    """One record; never updated, never deleted."""

    __tablename__ = "ashilms_audit_record"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def as_record(self) -> Record:
        """Return the row as the value that rules know."""
        return Record(
            self.number,
            self.at,
            self.actor,
            self.action,
            self.subject,
            self.before,
            self.after,
            self.previous,
        )


class AuditHead(Base):
    """The chain's last record, kept apart; its one row is also the lock that keeps writers in line."""

    __tablename__ = "ashilms_audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime | None] = mapped_column(Moment)


class AuditValue(Base):
    """A personal value that the chain holds only as a digest; erased with its salt when a person asks."""

    __tablename__ = "ashilms_audit_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(ForeignKey("ashilms_audit_record.number"), index=True)
    field: Mapped[str] = mapped_column(String(80))
    """`before.` or `after.` and the field's name."""
    person_id: Mapped[int | None] = mapped_column(index=True)
    """Whom the value is about."""
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    value: Mapped[str]


REFUSAL = "the audit record is append-only"
TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER ashilms_audit_no_{verb} BEFORE {verb} ON ashilms_audit_record "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION ashilms_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER ashilms_audit_no_change BEFORE UPDATE OR DELETE ON ashilms_audit_record "
        "FOR EACH ROW EXECUTE FUNCTION ashilms_audit_refuse()",
        "CREATE TRIGGER ashilms_audit_no_truncate BEFORE TRUNCATE ON ashilms_audit_record "
        "FOR EACH STATEMENT EXECUTE FUNCTION ashilms_audit_refuse()",
    ],
}
for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        _guard = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(AuditRecord.__table__, "after_create", _guard)
