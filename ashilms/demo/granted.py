"""What a board granted the demonstration, marked as made up; nothing claims it, so that no certificate shows it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.boards import services as boards
from ashilms.boards.rules import Account, Approval
from ashilms.config import Settings
from ashilms.programs import services as programs

MADE_UP = "DEMO-0000"


def grant(db: Session, registrar: Actor, settings: Settings, program: str, *, now: datetime) -> None:
    """Let the registrar have recorded a number with one board, and an approval that is not claimed."""
    version = programs.latest_version(db, programs.get_program(db, program).id)
    day = now.date()
    account = Account(settings.provider_name, MADE_UP, day, day + timedelta(days=1095))
    boards.record_account(db, registrar, "ncbtmb", account, now=now)
    approval = Approval(version.content["name"], "Home Study", 0, 9, MADE_UP, day)
    boards.record_approval(db, registrar, "ncbtmb", version.program_id, approval, claimed=False, now=now)
