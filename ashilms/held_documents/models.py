"""Documents that people hold, what was decided on each, and the kinds that a course's pack gives."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.files.sent import ENDINGS, TYPES
from ashilms.files.sent import Kind as FileKind
from ashilms.held_documents.rules import Held, Kind, State, read_kinds


class DocumentPlan(Base):
    """One version of the kinds of documents that a course's pack gives; frozen."""

    __tablename__ = "ashilms_held_document_plan"
    __table_args__ = (UniqueConstraint("course", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    """The course's slug."""
    number: Mapped[int]
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    def as_kinds(self) -> tuple[Kind, ...]:
        """Return the kinds as rules know them."""
        return read_kinds(self.content)


class HeldDocument(Base):
    """A document as its holder sent it: added to, never changed; what became of it is in its decisions."""

    __tablename__ = "ashilms_held_document"
    __table_args__ = (
        CheckConstraint("ends_on >= issued_on", name="days"),
        CheckConstraint("file_kind IN ('photo', 'paper')", name="file_kind"),
        Index(None, "person_id"),
        Index(None, "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    kind: Mapped[str] = mapped_column(String(64))
    """The kind's id in the pack."""
    title: Mapped[str] = mapped_column(String(120))
    """What the pack called the kind then."""
    issuer: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60))
    """Empty where the kind asks for none."""
    place: Mapped[str] = mapped_column(String(60))
    """Where it holds: a code of the kind's, or words; empty where the kind does not ask."""
    place_key: Mapped[str] = mapped_column(String(180))
    """What its place is compared by; folding case makes three letters of one at most."""
    issued_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day on which it holds."""
    file: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the photo or PDF as it is kept."""
    file_kind: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime] = mapped_column(Moment)

    decisions: Mapped[list["DocumentDecision"]] = relationship(
        order_by="DocumentDecision.number", lazy="selectin"
    )

    @property
    def likeness(self) -> tuple[str, str]:
        """What those of one holder share that take each other's place: their kind and where they hold."""
        return self.kind, self.place_key

    @property
    def state(self) -> State:
        """How it stands by what was decided."""
        return State(self.decisions[-1].state) if self.decisions else State.SENT

    @property
    def type(self) -> str:
        """The media type of its file."""
        return TYPES[FileKind(self.file_kind)]

    @property
    def file_name(self) -> str:
        """The name under which its file is saved; nothing of the name under which it was sent."""
        return f"document-{self.id}.{ENDINGS[FileKind(self.file_kind)]}"

    def as_held(self) -> Held:
        """Return the document as rules know it; what happened on a day is said by the day in UTC."""
        steps = [(self.sent_at, State.SENT), *((row.at, State(row.state)) for row in self.decisions)]
        turned = [(at.astimezone(UTC).date(), state) for at, state in steps]
        return Held(self.issued_on, self.ends_on, turned)


class DocumentDecision(Base):
    """What a registrar decided on a document: accepted or refused, then perhaps withdrawn; never changed."""

    __tablename__ = "ashilms_held_document_decision"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint(
            "number = 1 AND state IN ('accepted', 'refused') OR number = 2 AND state = 'withdrawn'", name="state"
        ),
        CheckConstraint("state = 'accepted' OR reason <> ''", name="reason"),
        CheckConstraint("by_id <> person_id", name="not_own"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("ashilms_held_document.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Whose document it is, so that the database itself lets nobody decide on their own."""
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
