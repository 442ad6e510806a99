"""Taking a screening that was done without a network: decided again here, then signed and begun as it was there."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Refusal, Unacceptable
from ashilms.offline.rules.answers import read_id
from ashilms.offline.rules.decisions import Signed, find_differences, read_filled, read_signed
from ashilms.offline.rules.parcels import Item, read_moment
from ashilms.offline.services.arrivals import find_arrived
from ashilms.offline.services.taken import Taken
from ashilms.screenings import services as screenings
from ashilms.screenings.models import ScreeningDecision

NO_CHECK = "Its check of the room has not arrived, and nothing is decided without one."
NOT_SIGNED = "The countersignature was not taken:"
NOT_STARTED = "The start of the session was not taken:"
WRONG = "that was not the code that the authenticator showed then, or it served before."


def take_decision(db: Session, actor: Actor, item: Item, *, key: str, now: datetime) -> Taken:
    """Decide on the form by the rules that hold here, and keep that with both times; what was decided here holds.

    The supervisor's code is held against the time at which it was typed. What can't be signed or begun any more is
    told in a note, and the decision stays. Raises `Refused` where the form can't be decided.
    """
    body, course_id = item.body, read_id(item.body.get("course_id"))
    if course_id is None:
        raise Unacceptable("This screening doesn't say of which course it is.")
    version = screenings.get_plan(db, course_id)
    check_id = _check_of(db, actor, item)
    filled = read_filled(body, version.as_plan(), check_id)
    decision = screenings.decide(
        db, actor, course_id, filled, form_key=item.key, taken_at=item.captured_at, now=now
    )
    notes = find_differences(
        body.get("told"), decision.as_decision(), body.get("plan"), number=version.number
    )
    signed, started = read_signed(body.get("signed"), now), read_moment(body.get("started_at"), now)
    if signed is not None:
        notes += _sign(db, actor, decision, signed, key, now)
    if started is not None:
        start = partial(screenings.start_session, db, actor, decision.id, started_at=started, now=now)
        notes += _try(start, NOT_STARTED)
    return Taken(tuple(notes), check_id=check_id, decision_id=decision.id)


def _check_of(db: Session, actor: Actor, item: Item) -> int:
    arrived = find_arrived(db, actor, [item.body.get("check")])
    if not arrived or arrived[-1].check_id is None:
        raise Unacceptable(NO_CHECK)
    return arrived[-1].check_id


def _sign(
    db: Session, actor: Actor, decision: ScreeningDecision, signed: Signed, key: str, now: datetime
) -> list[str]:
    def sign() -> Any:
        who, code = signed.supervisor_id, signed.code
        if (
            screenings.countersign_offline(db, actor, decision, who, code, signed.at, key=key, now=now)
            is None
        ):
            raise Unacceptable(WRONG)

    return _try(sign, NOT_SIGNED)


def _try(step: Any, sentence: str) -> list[str]:
    """Return nothing when a step was taken, else why it was not, in a note."""
    try:
        step()
    except Refusal as refused:
        return [f"{sentence} {refused}"]
    return []
