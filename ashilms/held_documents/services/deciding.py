"""Deciding on a document: accepted or refused once, and withdrawn when something turns out."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.held_documents.models import DocumentDecision, HeldDocument
from ashilms.held_documents.rules import FOLLOWS, State, problem_with_reason
from ashilms.held_documents.services.finding import get_document, is_replaced, may_check
from ashilms.supervision import services as supervision

LATE = "Somebody decided on it meanwhile. Open it again to see how it stands."


def why_barred(db: Session, actor: Actor, row: HeldDocument) -> str:
    """Return why the actor may not decide on a document, in a sentence; empty when they may."""
    if not may_check(actor):
        return "A registrar checks documents."
    return supervision.why_barred(db, actor, row.person_id)


def decide(
    db: Session, actor: Actor, document_id: int, state: State, reason: str = "", *, now: datetime
) -> DocumentDecision:
    """Accept, refuse or withdraw a document; its holder is told and reads the reason.

    Raises `Missing` for what the actor may not see, `NotAllowed` as `why_barred`, `Unacceptable` for a reason that
    says nothing, `Clash` when it stands otherwise by now or its holder has sent another in its place.
    """
    row = get_document(db, actor, document_id)
    people.lock_people(db, [row.person_id])
    db.refresh(row)
    if barred := why_barred(db, actor, row):
        raise NotAllowed(barred)
    if state not in FOLLOWS.get(row.state, ()):
        raise Clash(LATE)
    if is_replaced(db, row):
        raise Clash("Its holder has sent another one in its place. Check that one.")
    if sentence := problem_with_reason(state, reason):
        raise Unacceptable(sentence, "reason")
    before, decision = row.state, _decision(row, actor, state, reason.strip(), now)
    if not add_once(db, decision):
        raise Clash(LATE)
    db.refresh(row, ["decisions"])
    audit.record(
        db, actor, f"documents.{_STEPS[state]}", f"document:{row.id}", now=now, about=row.person_id,
        before={"state": before}, after={"state": state, "kind": row.kind, "reason": decision.reason},
    )  # fmt: skip
    signals.document_decided.send(db, document_id=row.id, number=decision.number, now=now)
    return decision


_STEPS = {State.ACCEPTED: "accept", State.REFUSED: "refuse", State.WITHDRAWN: "withdraw"}


def _decision(row: HeldDocument, actor: Actor, state: State, reason: str, now: datetime) -> DocumentDecision:
    return DocumentDecision(
        document_id=row.id, number=len(row.decisions) + 1, person_id=row.person_id, state=state, reason=reason,
        by_id=actor.id, at=now,
    )  # fmt: skip
