"""Countersigning a decision before contact: on a page of one's own, or by a code on the trainee's device."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.screenings.models import Countersignature, ScreeningDecision
from ashilms.screenings.rules.standing import explain_moment, explain_no_signing
from ashilms.screenings.services.authenticators import find_step
from ashilms.screenings.services.finding import get_decision, lock_decision
from ashilms.supervision import services as supervision

SIGNERS = (INSTRUCTOR, SUPERVISOR)
SIGNED = "This decision is countersigned already."
WRONG = "That is not the code on your authenticator now, or it served before. Wait for the next one."


def countersign(db: Session, actor: Actor, decision_id: int, *, now: datetime) -> Countersignature:
    """Countersign a decision on a page of one's own, after proving who one is.

    Raises `Missing` for a decision that one may not see, `NotAllowed` for one's own and for who is not entitled on
    that day or has a close tie, `Clash` for one that is signed, begun upon, or of another day.
    """
    decision = get_decision(db, actor, decision_id)
    decision = lock_decision(db, decision.id, decision.person_id, actor.id)
    return _sign(db, actor, decision, actor.id, "page", at=now, step=None, now=now)


def countersign_on_the_spot(
    db: Session, actor: Actor, decision_id: int, supervisor_id: int, code: str, *, key: str, now: datetime
) -> Countersignature | None:
    """Let a supervisor countersign on the device of the trainee whose decision it is, by the code they type.

    `key` is the site's own. Returns `None` for a wrong code, and the caller commits then too, since a wrong try is
    counted. Raises as `countersign`, and `Unacceptable` while too many wrong ones were tried.
    """
    decision = _own(db, actor, decision_id, supervisor_id)
    return _sign_by_code(db, actor, decision, supervisor_id, code, key, "code", now, now)


def countersign_offline(
    db: Session, actor: Actor, decision: ScreeningDecision, supervisor: int, code: str, signed_at: datetime,
    *, key: str, now: datetime,
) -> Countersignature | None:  # fmt: skip
    """Take a countersignature that a supervisor's code made without a network, now that there is one again.

    The code is held against the time at which it was typed; `supervisor` is the signer's id. Returns `None` for a wrong
    code, as `countersign_on_the_spot`; raises as that, and `Unacceptable` for a time that lies ahead or too far back.
    """
    if reason := explain_moment(signed_at, now, "The countersignature"):
        raise Unacceptable(reason, "code")
    own = _own(db, actor, decision.id, supervisor)
    return _sign_by_code(db, actor, own, supervisor, code, key, "offline", signed_at, now)


def _own(db: Session, actor: Actor, decision_id: int, supervisor_id: int) -> ScreeningDecision:
    decision = get_decision(db, actor, decision_id)
    if decision.person_id != actor.person_id:
        raise NotAllowed("A code is put in on the device of whoever screened. Sign on your own page instead.")
    return lock_decision(db, decision.id, actor.id, supervisor_id)


def _sign_by_code(
    db: Session, actor: Actor, decision: ScreeningDecision, signer_id: int, code: str, key: str, way: str,
    at: datetime, now: datetime,
) -> Countersignature | None:  # fmt: skip
    _refuse(db, decision, signer_id, at, now)
    step = find_step(db, signer_id, code, key=key, at=at, now=now)
    if step is None:
        return None
    return _sign(db, actor, decision, signer_id, way, at=at, step=step, now=now)


def _sign(
    db: Session, actor: Actor, decision: ScreeningDecision, signer_id: int, way: str,
    *, at: datetime, step: int | None, now: datetime,
) -> Countersignature:  # fmt: skip
    credentials = _refuse(db, decision, signer_id, at, now)
    if way == "page":
        supervision.spend_proof(db, actor, now=now)
    row = Countersignature(
        decision_id=decision.id, person_id=decision.person_id, signer_id=signer_id, way=way, step=step, at=at,
        recorded_at=now, credentials=credentials, digest=decision.digest,
    )  # fmt: skip
    _keep(db, row)
    db.refresh(decision, ["signature"])
    audit.record(
        db, actor, "screenings.countersign", f"decision:{decision.id}", now=now, about=decision.person_id,
        after={
            "signer": signer_id, "way": way, "at": at, "digest": row.digest, "credentials": credentials,
            "outcome": decision.outcome,
        },
    )  # fmt: skip
    return row


def _keep(db: Session, row: Countersignature) -> None:
    """Write a signature; the database decides of two who sign at once, and whether a code served before."""
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        taken = select(Countersignature.id).where(Countersignature.decision_id == row.decision_id)
        if db.scalar(taken) is not None:
            raise Clash(SIGNED) from clash
        raise Unacceptable(WRONG, "code") from clash


def _refuse(
    db: Session, decision: ScreeningDecision, signer_id: int, at: datetime, now: datetime
) -> list[int]:
    """Return the credentials on which the signature stands; raises for who can't sign, and for what can't be signed."""
    if signer_id == decision.person_id:
        raise NotAllowed("Nobody countersigns their own decision.")
    if signer_id not in people.names_in_roles(db, SIGNERS):
        raise NotAllowed("Only instructors and supervisors countersign.")
    if decision.signature is not None:
        raise Clash(SIGNED)
    if reason := explain_no_signing(decision.as_standing(), at):
        raise Clash(reason)
    return judge_signer(db, decision, signer_id, at)


def judge_signer(db: Session, decision: ScreeningDecision, signer_id: int, at: datetime) -> list[int]:
    """Return what a signature under a decision would stand on; raises `NotAllowed` with the reason against it."""
    category = decision.plan.as_plan().categories.get(decision.category)
    level = category.supervisor_level if category else 1
    days = {decision.day, local(at, decision.zone).date()}
    found = supervision.judge_signing(db, decision.person_id, signer_id, sorted(days), level=level)
    if not found:
        raise NotAllowed(found.explain("Your"))
    return list(found.credentials)
