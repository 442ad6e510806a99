"""Recording what boards granted, and a holder's licence number: a new line each time, with who and when."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.boards.models import BoardAccount, BoardApproval, BoardLicence
from ashilms.boards.rules import Account, Approval
from ashilms.boards.services.finding import find_accounts, find_approvals, find_licences
from ashilms.boards.services.packs import get_pack, licence_packs
from ashilms.errors import Missing, Unacceptable
from ashilms.programs import services as programs

NO_BOARD = "There is no such board, or none that you may change."


def record_account(db: Session, actor: Actor, board: str, account: Account, *, now: datetime) -> BoardAccount:
    """Record the school's name and number with a board; what is issued from now on shows them.

    Raises `Missing` for anybody but a registrar and for an unknown board, `Unacceptable` for days that can't be.
    """
    _refuse_stranger(actor)
    _refuse_days(account)
    get_pack(board)
    before = find_accounts(db).get(board)
    row = BoardAccount(
        board=board, serial=before.serial + 1 if before else 1, **asdict(account), recorded_at=now,
        recorded_by=actor.id,
    )  # fmt: skip
    _keep(db, actor, row, "boards.account", f"board:{board}", now, before and before.as_account())
    return row


def record_approval(
    db: Session,
    actor: Actor,
    board: str,
    program_id: int,
    approval: Approval,
    *,
    claimed: bool,
    now: datetime,
) -> BoardApproval:
    """Record what a board approved a programme as, and whether its certificates claim it from now on.

    Raises `Missing` for anybody but a registrar, an unknown board or programme; `Unacceptable` for a type that the
    board does not know, for no hours at all, and for days that can't be.
    """
    _refuse_stranger(actor)
    _refuse_days(approval)
    program = programs.get_program_by_id(db, program_id)
    if approval.course_type not in get_pack(board).types:
        raise Unacceptable("Choose a course type that this board knows.", "course_type")
    if not approval.credit.hours:
        raise Unacceptable("Put in the hours that the board approved: in class, at home, or both.", "live")
    before = find_approvals(db, program_id).get((program_id, board))
    row = BoardApproval(
        board=board, program_id=program_id, serial=before.serial + 1 if before else 1, **asdict(approval),
        claimed=claimed, recorded_at=now, recorded_by=actor.id,
    )  # fmt: skip
    was = before and {**asdict(before.as_approval()), "claimed": before.claimed}
    _keep(db, actor, row, "boards.approval", f"program:{program.key}", now, was)
    return row


def give_licence(db: Session, actor: Actor, board: str, number: str, *, now: datetime) -> None:
    """Let somebody give their own licence number, so that their next certificate shows it; empty takes it back.

    Raises `Missing` for a board whose certificates show none. The same number again changes nothing.
    """
    if board not in [pack.id for pack in licence_packs()]:
        raise Missing(NO_BOARD)
    before, number = find_licences(db, actor.id).get(board), " ".join(number.split())
    if number == (before.number if before else ""):
        return
    db.add(
        BoardLicence(
            person_id=actor.id,
            board=board,
            serial=before.serial + 1 if before else 1,
            number=number,
            recorded_at=now,
        )
    )
    db.flush()
    audit.record(
        db, actor, "boards.licence", f"board:{board}", now=now, about=actor.id, after={"given": bool(number)}
    )


def _keep(db: Session, actor: Actor, row: Any, action: str, about: str, now: datetime, before: Any) -> None:
    db.add(row)
    db.flush()
    was = before if isinstance(before, dict) or before is None else asdict(before)
    after = {"board": row.board} | {name: getattr(row, name) for name in _COLUMNS if hasattr(row, name)}
    audit.record(db, actor, action, about, now=now, before=was, after=after)


_COLUMNS = (
    "name", "number", "title", "course_type", "live_halves", "home_halves", "course_number", "valid_from",
    "valid_until", "claimed",
)  # fmt: skip


def _refuse_stranger(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise Missing(NO_BOARD)


def _refuse_days(granted: Account | Approval) -> None:
    if granted.valid_until is not None and granted.valid_until < granted.valid_from:
        raise Unacceptable(
            "The last day lies before the first. Put in both as the board wrote them.", "valid_until"
        )
