"""What is on record with boards, the last line of each."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.boards.models import BoardAccount, BoardApproval, BoardLicence
from ashilms.programs.models import ProgramVersion


def find_accounts(db: Session) -> Mapping[str, BoardAccount]:
    """Return the school's number with each board that has one, by the board's id."""
    return {row.board: row for row in db.scalars(select(BoardAccount).order_by(BoardAccount.serial))}


def find_approvals(db: Session, program_id: int | None = None) -> Mapping[tuple[int, str], BoardApproval]:
    """Return what each board approved last, of one programme or of all, by programme and board."""
    query = select(BoardApproval).order_by(BoardApproval.serial)
    if program_id is not None:
        query = query.where(BoardApproval.program_id == program_id)
    return {(row.program_id, row.board): row for row in db.scalars(query)}


def find_licences(db: Session, person_id: int) -> Mapping[str, BoardLicence]:
    """Return the last licence number that a person gave, by board; one they took back is empty."""
    query = select(BoardLicence).where(BoardLicence.person_id == person_id).order_by(BoardLicence.serial)
    return {row.board: row for row in db.scalars(query)}


def find_versions(db: Session) -> Sequence[ProgramVersion]:
    """Return the current version of every programme, in the order in which they were first loaded."""
    latest = select(func.max(ProgramVersion.id)).group_by(ProgramVersion.program_id)
    query = select(ProgramVersion).where(ProgramVersion.id.in_(latest)).order_by(ProgramVersion.program_id)
    return db.scalars(query).all()
