"""Deciding on certificates that lost a pass: a registrar does, once, and the certificate's own page ends it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.rules import DECISIONS, ENDED

DECIDE = "change certificates"


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its certificate."""

    row: RegradeCase
    certificate: Certificate


def find_open_cases(db: Session, actor: Actor) -> list[Case]:
    """Return what waits for a registrar's decision, the oldest first; nothing for anybody else."""
    if not allows(actor, DECIDE):
        return []
    query = _cases().where(RegradeCase.decision.is_(None)).order_by(RegradeCase.id)
    return [Case(row, certificate) for row, certificate in db.execute(query)]


def get_case(db: Session, actor: Actor, case_id: int, *, lock: bool = False) -> Case:
    """Return one case, locked against others if asked; raises `Missing` for who may not decide on it."""
    query = _cases().where(RegradeCase.id == case_id)
    if lock:
        query = query.with_for_update(of=RegradeCase).execution_options(populate_existing=True)
    found = db.execute(query).first() if allows(actor, DECIDE) else None
    if found is None:
        raise Missing("There is no such case.")
    return Case(found[0], found[1])


def _cases() -> Select[RegradeCase, Certificate]:
    return select(RegradeCase, Certificate).join(Certificate, Certificate.id == RegradeCase.certificate_id)


def decide_case(
    db: Session, actor: Actor, case_id: int, *, decision: str, reason: str, now: datetime
) -> RegradeCase:
    """Write down what a registrar decided about a certificate, with the reason.

    Raises `Clash` when somebody has decided already, `Unacceptable` when it is said to be ended and is not.
    """
    case = get_case(db, actor, case_id, lock=True)
    row = case.row
    if row.decision is not None:
        raise Clash(f"This has been decided already: {DECISIONS[row.decision].lower()}.")
    if decision == ENDED and case.certificate.status == Status.VALID:
        raise Unacceptable("It is valid still. Suspend or revoke it on its own page first.", "decision")
    row.decision, row.reason, row.decided_by, row.decided_at = decision, reason, actor.id, now
    db.flush()
    audit.record(
        db, actor, "regrades.decide", f"certificate:{row.certificate_id}", now=now,
        after={"regrade": row.regrade_id, "decision": decision, "reason": reason},
    )  # fmt: skip
    return row
