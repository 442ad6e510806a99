"""Tests of boards stand in the school of `tests/schooling.py`: Ana has 78 minutes of home study, so 1.5 hours."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.boards import services
from ashilms.boards.rules import Account, Approval
from ashilms.programs.models import ProgramVersion
from tests.conftest import NOW
from tests.schooling import *  # noqa: F403  # fixtures
from tests.schooling import HARBOUR

ACCOUNT = Account(HARBOUR.provider.name, "451234-11", date(2025, 1, 1), date(2027, 12, 31))
APPROVAL = Approval("Barefoot Bar Massage, Foundation", "Home Study", 0, 3, "20-9988", date(2025, 1, 1))
CREDIT = {"type": "Home Study", "home": 1.5}


def say(db: Session, **content: Any) -> ProgramVersion:
    """Let the programme say something else, as if its pack had said so."""
    version = db.scalars(select(ProgramVersion)).one()
    version.content = {**version.content, **content}
    return version


def claim(
    db: Session, registrar: Actor, board: str = "ncbtmb", approval: Approval = APPROVAL
) -> ProgramVersion:
    """Let the programme claim its hours with a board, and the board have granted all that it takes."""
    version = say(db, credit=CREDIT)
    services.record_account(db, registrar, board, ACCOUNT, now=NOW)
    services.record_approval(db, registrar, board, version.program_id, approval, claimed=True, now=NOW)
    db.commit()
    return version
