"""What devices brought back, once each."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment


class OfflineItem(Base):
    """One item that arrived from a device and was kept; added once, never changed.

    The key and its person are unique, so that whatever is sent twice, or twice at once, is taken once.
    """

    __tablename__ = "ashilms_offline_item"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        CheckConstraint("kind IN ('check', 'decision', 'draft')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Made by the device."""
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what was sent; empty for an item that was overtaken by a later version of itself."""
    captured_at: Mapped[datetime] = mapped_column(Moment)
    """When it was done, by the device's clock."""
    synced_at: Mapped[datetime] = mapped_column(Moment)
    notes: Mapped[list[str]] = mapped_column(JSON)
    """What the person was told when it arrived: what had changed meanwhile."""
    check_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_sites_check.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_screening_decision.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_entry.id"), index=True)
    version: Mapped[int | None]
    """The entry's version as this item left it; a later one is somebody's change."""
