"""Cases of the review board, with their evidence and answers in the order in which they came, and the votes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.formats import local
from ashilms.review_board.rules.deciding import Deadlines, Opinion, is_heard, say_left
from ashilms.review_board.rules.kinds import FOLLOWS, TITLES, Finding, Kind, Measure, Sort


class BoardCase(Base):
    """Something that the review board decides about one person; once decided, it changes no more."""

    __tablename__ = "ashilms_review_board_case"
    __table_args__ = (
        UniqueConstraint("subject"),
        CheckConstraint("kind IN ('falsified', 'fails', 'dispute')", name="kind"),
        CheckConstraint("finding IN ('dismissed', 'shown', 'upheld', 'set-aside')", name="finding"),
        CheckConstraint("(decided_at IS NULL) = (finding IS NULL)", name="decided"),
        CheckConstraint("decide_by >= answer_by", name="deadlines"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted"),
        CheckConstraint("lifted_by <> person_id", name="not_own"),
        Index(None, "person_id", "decided_at"),
        Index(None, "decided_at", "decide_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Whom it is about."""
    subject: Mapped[str] = mapped_column(String(80))
    """What was accused or disputed, so that it comes before the board once: `dispute:entry:12:1`."""
    reason: Mapped[str] = mapped_column(Text)
    """Why it was opened, in the words of who opened it."""
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    """Empty where it opened by itself."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(64))
    """Whose clock says what a day is: that of the person concerned, as it was then."""
    answer_by: Mapped[date]
    decide_by: Mapped[date]
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_hold.id"))
    """The pause that the board has placed, if it has."""
    finding: Mapped[str | None] = mapped_column(String(10))
    measures: Mapped[list[str]] = mapped_column(JSON, default=list)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the pause that was decided was lifted."""
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    lifted_reason: Mapped[str] = mapped_column(Text, default="")

    pieces: Mapped[list["BoardPiece"]] = relationship(order_by="BoardPiece.number", lazy="selectin")
    votes: Mapped[list["BoardVote"]] = relationship(order_by="BoardVote.number", lazy="selectin")

    @property
    def title(self) -> str:
        """What it is about, in words."""
        return TITLES[Kind(self.kind)]

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision."""
        return self.decided_at is None

    @property
    def version(self) -> int:
        """How much has been added to it: who decides says what they have seen."""
        return len(self.pieces) + len(self.votes)

    @property
    def disputed(self) -> Sort | None:
        """Of what sort the disputed decision is; `None` where nothing is disputed."""
        return Sort(self.pieces[0].sort) if self.kind == Kind.DISPUTE else None

    @property
    def follows(self) -> str:
        """What it means to set the disputed decision aside; empty where nothing is disputed."""
        return FOLLOWS[self.disputed] if self.disputed else ""

    @property
    def decision(self) -> Opinion | None:
        """What was decided."""
        return Opinion(Finding(self.finding), _measures(self.measures)) if self.finding else None

    @property
    def is_paused(self) -> bool:
        """Whether a pause that was decided holds still."""
        return Measure.PAUSE in self.measures and self.lifted_at is None

    def ids(self, sort: Sort) -> list[int]:
        """Return the ids of what is of a sort among its evidence, in the order in which it came."""
        return [piece.ref_id for piece in self.pieces if piece.sort == sort and piece.ref_id is not None]

    def day(self, now: datetime) -> date:
        """Return which day it is for the person concerned."""
        return local(now, self.zone).date()

    def heard(self, now: datetime) -> bool:
        """Return whether the person concerned has answered all the evidence, or may answer no more."""
        return is_heard([Sort(piece.sort) for piece in self.pieces], self.answer_by, self.day(now))

    def takes_evidence(self) -> bool:
        """Return whether anything may be added: until the first vote, so that all vote on the same."""
        return self.is_open and not self.votes

    def takes_answer(self, now: datetime) -> bool:
        """Return whether the person concerned may say something."""
        return self.takes_evidence() and self.day(now) <= self.answer_by

    def overdue(self, now: datetime) -> bool:
        """Return whether it should have been decided."""
        return self.is_open and self.day(now) > self.decide_by

    def left(self, now: datetime) -> str:
        """Return how long there is until it has to be decided."""
        return say_left(self.decide_by, self.day(now))

    def answer_left(self, now: datetime) -> str:
        """Return how long there is to answer."""
        return say_left(self.answer_by, self.day(now))

    @property
    def deadlines(self) -> Deadlines:
        """The last days, for an answer and for the decision."""
        return Deadlines(self.answer_by, self.decide_by)

    def set_deadlines(self, deadlines: Deadlines) -> None:
        """Take these deadlines."""
        self.answer_by, self.decide_by = deadlines.answer_by, deadlines.decide_by


class BoardPiece(Base):
    """One piece of evidence, or one answer to it: who added it, and when; never changed."""

    __tablename__ = "ashilms_review_board_piece"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        UniqueConstraint("case_id", "sort", "ref_id"),
        CheckConstraint(
            "sort IN ('entry', 'observation', 'attempt', 'appeal', 'certificate', 'note', 'answer')", name="sort"
        ),
        CheckConstraint("(ref_id IS NULL) = (sort IN ('note', 'answer'))", name="ref"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("ashilms_review_board_case.id"))
    number: Mapped[int]
    sort: Mapped[str] = mapped_column(String(12))
    ref_id: Mapped[int | None]
    """The id of what it is; a note or an answer is its words alone."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class BoardVote(Base):
    """What one member of the board finds, and why; one each, and never changed."""

    __tablename__ = "ashilms_review_board_vote"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        UniqueConstraint("case_id", "by_id"),
        CheckConstraint("by_id <> person_id", name="not_own"),
        CheckConstraint("finding IN ('dismissed', 'shown', 'upheld', 'set-aside')", name="finding"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("ashilms_review_board_case.id"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Whom the case is about, so that the database itself lets nobody vote on their own."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    finding: Mapped[str] = mapped_column(String(10))
    measures: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    def as_content(self) -> dict[str, Any]:
        """Return all that it says, whose digest the record holds."""
        return {"finding": self.finding, "measures": self.measures, "reason": self.reason}

    def as_opinion(self) -> Opinion:
        """Return it as rules know it."""
        return Opinion(Finding(self.finding), _measures(self.measures))


def _measures(names: list[str]) -> frozenset[Measure]:
    return frozenset(Measure(name) for name in names)
