"""Erasing somebody: what serves them alone goes at once, the rest stays under a number until its time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.custody.rules.kinds import Fate, Kind, Years
from ashilms.custody.services.closeness import refuse_involved
from ashilms.custody.services.ending import take_away
from ashilms.custody.services.lasting import fates_of
from ashilms.custody.services.obligations import find_obligations, find_standing
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import plural
from ashilms.notices import services as notices
from ashilms.notices.models import Mail
from ashilms.supervision.models import CloseTie


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing somebody would do: what becomes of each kind, what keeps it from being done, what stands."""

    person: Person
    fates: Sequence[Fate]
    obligations: Sequence[str]
    standing: Sequence[str]
    """The numbers of certificates that stand, and go on standing."""

    @property
    def is_done(self) -> bool:
        """Whether they were erased before, and nothing that serves them alone has come since."""
        return people.is_forgotten(self.person) and all(fate.kind is not Kind.ACCOUNT for fate in self.fates)


def preview_erasure(db: Session, actor: Actor, person_id: int, years: Years, *, now: datetime) -> Preview:
    """Return what erasing somebody would do.

    Raises `Missing` for who may not, `NotAllowed` for oneself and for somebody close.
    """
    if not actor.has(REGISTRAR):
        raise Missing("There is no such person.")
    person = people.get_person(db, person_id)
    refuse_involved(db, actor, person_id, "erase them")
    return Preview(
        person, fates_of(db, person_id, years, now=now), find_obligations(db, person_id, now=now),
        find_standing(db, person_id, today=now.date()),
    )  # fmt: skip


def erase_person(
    db: Session,
    actor: Actor,
    person_id: int,
    years: Years,
    *,
    reason: str,
    certificates_stay: bool,
    now: datetime,
) -> int:
    """Erase somebody and return how many rows went; of who was erased before what has come since.

    Their certificates go on verifying with the name that they print; `certificates_stay` says that this was
    understood. Raises as `preview_erasure`, `Unacceptable` for no reason and for certificates that nobody confirmed,
    `Clash` with what is still open.
    """
    people.lock_people(db, [person_id])
    seen = preview_erasure(db, actor, person_id, years, now=now)
    if seen.is_done:
        return 0
    if not reason.strip():
        raise Unacceptable("Say why, such as: asked for it on 3 March.", "reason")
    if seen.obligations:
        raise Clash(f"This can’t be done yet. {' '.join(seen.obligations)}")
    if seen.standing and not certificates_stay:
        count = plural(len(seen.standing), "certificate")
        raise Unacceptable(
            f"{count} stands, and goes on standing. Confirm that they know.", "certificates_stay"
        )
    going = [fate.kind for fate in seen.fates if fate.goes(now.date())]
    gone = _forget_addresses(db, seen.person) + notices.take_back_names(db, person_id)
    gone += take_away(db, person_id, [Kind.ACCOUNT, *going])
    people.forget_person(db, person_id)
    audit.record(
        db, actor, "custody.erase", f"person:{person_id}", now=now,  # about nobody: it outlasts whom it erases
        after={"reason": reason.strip(), "rows": gone, "kinds": sorted({Kind.ACCOUNT, *going})},
    )  # fmt: skip
    return gone


def _forget_addresses(db: Session, person: Person) -> int:
    """Forget somebody's address where it stands with others: in mail to nobody of ours, in ties of others."""
    email = (person.email or "").lower()
    ours = or_(CloseTie.other_id == person.id, func.lower(CloseTie.email) == email)
    db.execute(update(CloseTie).where(ours).values(email=""))
    if not email:
        return 0
    sent = db.execute(delete(Mail).where(func.lower(Mail.address) == email, Mail.person_id.is_(None)))
    return int(sent.rowcount)  # type: ignore[attr-defined]
