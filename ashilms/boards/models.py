"""What the school has with boards: numbers, approvals, holders' licence numbers. Added to, never edited.

Each table numbers its lines by what they are about; the last one counts, and two that are written at once clash.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.boards.rules import Account, Approval
from ashilms.db import Base, Moment


class BoardAccount(Base):
    """The school as one board knows it: provider name and number, for as long as the board granted them."""

    __tablename__ = "ashilms_board_account"
    __table_args__ = (
        UniqueConstraint("board", "serial"),
        CheckConstraint("valid_until >= valid_from", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(String(32))
    serial: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))

    def as_account(self) -> Account:
        """Return it as rules know it."""
        return Account(self.name, self.number, self.valid_from, self.valid_until)


class BoardApproval(Base):
    """What a board approved one programme as, and whether its certificates say so."""

    __tablename__ = "ashilms_board_approval"
    __table_args__ = (
        UniqueConstraint("program_id", "board", "serial"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="order"),
        CheckConstraint(
            "live_halves >= 0 AND home_halves >= 0 AND live_halves + home_halves > 0", name="halves"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"))
    board: Mapped[str] = mapped_column(String(32))
    serial: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    """Word for word as the board lists it."""
    course_type: Mapped[str] = mapped_column(String(40))
    live_halves: Mapped[int]
    """Half hours in class that were approved."""
    home_halves: Mapped[int]
    course_number: Mapped[str] = mapped_column(String(40))
    """The board's number of it; empty where it has none."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    claimed: Mapped[bool]
    """Whether certificates of the programme claim it."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))

    def as_approval(self) -> Approval:
        """Return it as rules know it."""
        return Approval(
            self.title, self.course_type, self.live_halves, self.home_halves, self.course_number, self.valid_from,
            self.valid_until,
        )  # fmt: skip


class BoardLicence(Base):
    """A person's licence number with one board, as they gave it, so that their certificate shows it."""

    __tablename__ = "ashilms_board_licence"
    __table_args__ = (UniqueConstraint("person_id", "board", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    board: Mapped[str] = mapped_column(String(32))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    """Empty: they took it back."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
