"""What is before the review board of the campus: a case to be answered, one to be decided, a pause that holds."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.observations.models import Remediation
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import Opinion
from ashilms.review_board.rules.kinds import Finding, Measure, Sort
from tests.conftest import NOW

Of = Callable[[str], Actor]
WHY = "The register of that day names somebody else."
PAUSE = Opinion(Finding.SHOWN, frozenset({Measure.PAUSE}))


def bring_cases(db: Session, of: Of, *, now: datetime = NOW) -> None:
    """Let Irene accuse a session of Maë's, Maë dispute an automatic fail, and Ben be paused by Sue and Irene."""
    mae, sue, irene = of("mae"), of("sue"), of("irene")
    services.open_falsified(db, irene, _signed(db, mae), WHY, now=now)
    failed = select(Remediation.observation_id).where(Remediation.trainee_id == mae.id)
    services.dispute(db, mae, Sort.OBSERVATION, db.scalars(failed).one(), WHY, now=now)
    case = services.open_falsified(db, of("bea"), _signed(db, of("ben")), WHY, now=now)
    services.answer(db, of("ben"), case.id, WHY, now=now)
    for member in (sue, irene):
        services.vote(db, member, case.id, PAUSE, WHY, seen=case.version, now=now)


def before_the_board(db: Session) -> dict[str, int]:
    """Return the cases before the review board: one that is to be answered, one to be decided, one with a pause."""
    cases = db.scalars(select(BoardCase).order_by(BoardCase.id)).all()
    wanted = {"accused": (True, "falsified"), "disputed": (True, "dispute"), "paused": (False, "falsified")}
    return {
        name: next((row.id for row in cases if (row.is_open, row.kind) == state), 0)
        for name, state in wanted.items()
    }


def _signed(db: Session, trainee: Actor) -> int:
    query = select(Entry.id).where(Entry.person_id == trainee.id, Entry.state == State.COUNTERSIGNED)
    return db.scalars(query.order_by(Entry.id)).first() or 0
