"""Files of evidence, named by their content; and which of them a signature stands on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.files.sent import ENDINGS, TYPES, WORDS, Kind


class Evidence(Base):
    """One file that was attached to an entry; when it is taken away its row stays and says so."""

    __tablename__ = "ashilms_evidence"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("kind IN ('photo', 'video', 'paper')", name="kind"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
        Index(
            "uq_ashilms_evidence_file", "entry_id", "file", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    number: Mapped[int]
    """Counts an entry's files, those that were taken away included."""
    kind: Mapped[str] = mapped_column(String(10))
    file: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the file as it is kept."""
    size: Mapped[int]
    """Its bytes."""
    seconds: Mapped[int | None]
    """How long a video lasts."""
    at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was taken away."""

    @property
    def type(self) -> str:
        """Its media type."""
        return TYPES[Kind(self.kind)]

    @property
    def words(self) -> str:
        """What it is, and which of the entry's."""
        return f"{WORDS[Kind(self.kind)][0].upper()}{WORDS[Kind(self.kind)][1:]} {self.number}"

    @property
    def name(self) -> str:
        """The name by which it is saved; nothing of the name under which it was sent."""
        return f"evidence-{self.id}.{ENDINGS[Kind(self.kind)]}"


class EvidenceSeal(Base):
    """What was attached when an entry was countersigned; never changed."""

    __tablename__ = "ashilms_evidence_seal"
    __table_args__ = (UniqueConstraint("entry_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    round: Mapped[int]
    """Which sending of the entry was signed."""
    files: Mapped[int]
    """How many files there were."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over their hashes."""
    at: Mapped[datetime] = mapped_column(Moment)
