"""Certificates that stand on a pass which was lost, each until a registrar has decided on it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.regrades.rules import ENDED, STANDS


class RegradeCase(Base):
    """One certificate that one regrade took a pass from; decided on once, and never by the machine."""

    __tablename__ = "ashilms_regrade_case"
    __table_args__ = (
        UniqueConstraint("regrade_id", "certificate_id"),
        CheckConstraint(f"decision IN ('{STANDS}', '{ENDED}')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("ashilms_regrade.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    """Whose pass the certificate names and was lost."""
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
