"""A certificate that says something wrong, or bears a name that its holder has changed: another follows it."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.certificates import drawing
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import (
    Payload,
    ProofRoot,
    Status,
    Unfit,
    digest,
    link_token,
    new_number,
    tidy,
)
from ashilms.certificates.services.finding import get_certificate
from ashilms.certificates.services.living import SAY_WHY, refuse_involved, remember, reserve
from ashilms.certificates.services.wording import School, look_of, not_before
from ashilms.errors import Clash, Unacceptable
from ashilms.programs import services as programs
from ashilms.programs.rules.frozen import Frozen, salt_anew

NOTHING_DIFFERS = (
    "It says what is on record. Put right first what is wrong there: the holder confirms their name on their own "
    "checklist or profile, the school’s name and address are settings. For anything that was earned, revoke it and "
    "approve anew."
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that a certificate says and would say rightly."""

    what: str
    said: str
    says: str


def find_corrections(db: Session, row: Certificate, school: School) -> list[Correction]:
    """Return what a certificate says otherwise than the records of today: its holder's name, and its school.

    What somebody earned is not among it: that is proven anew, by approving.
    """
    said, says = row.as_payload(), _corrected(db, row, school)
    pairs = [("Holder", said.holder, says.holder)]
    pairs += [
        (f"School: {name}", getattr(said.provider, name), getattr(says.provider, name))
        for name in ("name", "address", "contact")
    ]
    return [Correction(*pair) for pair in pairs if pair[1] != pair[2]]


def correct(
    db: Session, actor: Actor, number: str, school: School, *, reason: str, now: datetime
) -> Certificate:
    """Reserve the certificate that follows one which is wrong, on the same proof and approval; return it.

    It is drawn in the same look: nothing differs but what was wrong. As with a renewal, the one before stands until
    the new one is drawn (`finish`), and is then superseded. Raises `NotAllowed` for the holder and whoever is close to
    them, `Unacceptable` without a reason, with nothing to correct, or with what can't be printed, `Clash` where nothing
    may follow it.
    """
    row = get_certificate(db, number, lock=True)
    refuse_involved(db, actor, row)
    if not reason.strip():
        raise Unacceptable(SAY_WHY, "reason")
    people.lock_people(db, [row.person_id])
    refuse_correction(db, row, today=now.date())
    if not find_corrections(db, row, school):
        raise Unacceptable(NOTHING_DIFFERS)
    frozen = programs.find_frozen(db, number)
    anew = salt_anew(frozen, secrets.token_bytes) if frozen else None
    payload = _numbered(_corrected(db, row, school), row, anew, school, today=_today(db, now))
    look = look_of(db, payload)
    school.refuse_undrawable(look)
    drawing.page_of(payload, look)
    new = reserve(db, payload, row.person_id, row.program_id, now=now)
    programs.follow_award(db, number, new.number, anew, now=now)
    remember(
        db, actor, new, "certificates.correct", now=now, reason=reason.strip(), digest=digest(payload),
        corrects=number,
    )  # fmt: skip
    return new


def refuse_correction(db: Session, row: Certificate, *, today: date) -> None:
    """Raise `Clash` when a certificate is in no state to be followed by a correction."""
    award = programs.current_award(db, row.person_id, row.program_id)
    if row.status != Status.VALID or award is None or award.number != row.number:
        raise Clash(
            f"This certificate is {row.status}; only one that stands, and that nothing follows, is corrected."
        )
    if row.ends_on is not None and row.ends_on <= today:
        raise Clash("This certificate’s time is over. What follows it is a renewal.")
    if held := programs.why_held_up(db, row.person_id):
        raise Clash(held)


def _today(db: Session, now: datetime) -> date:
    return not_before(now, db.scalar(select(func.max(Certificate.created_at))))


def _corrected(db: Session, row: Certificate, school: School) -> Payload:
    """Return what it would say, still under its own number."""
    said, holder = row.as_payload(), people.get_person(db, row.person_id)
    try:
        return replace(said, holder=tidy(holder.printed_name or said.holder), provider=school.provider)
    except Unfit as problem:
        raise Unacceptable(str(problem)) from problem


def _numbered(
    payload: Payload, row: Certificate, frozen: Frozen | None, school: School, *, today: date
) -> Payload:
    """Return it under a number, link and root of its own."""
    token = link_token(secrets.token_bytes(16))
    root = ProofRoot(frozen.root, len(frozen.leaves)) if frozen and payload.proof else payload.proof
    try:
        return replace(
            payload, number=new_number(row.number.split("-")[0], secrets.token_bytes(10)), token=token,
            verify_url=school.links + token, issued_on=today, replaces=row.number, proof=root,
        )  # fmt: skip
    except Unfit as problem:
        raise Unacceptable(str(problem)) from problem
