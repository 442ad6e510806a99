"""Whether somebody may supervise, asked by others: by day, by level, and for a list of people at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.errors import Missing
from ashilms.supervision.models import Credential
from ashilms.supervision.rules import credentials as rules
from ashilms.supervision.services.credentials import NONE, SUPERVISING
from ashilms.supervision.services.guests import find_out_of_scope, guest_of, trainees_of
from ashilms.supervision.services.ties import barred_from, what_bars


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands today: entitled or why not, until when, and how many papers wait to be verified."""

    person_id: int
    name: str
    entitlement: rules.Entitlement
    until: date | None
    level: int
    waiting: int
    ends_soon: bool


def find_entitlement(db: Session, person_id: int, on: date, *, level: int = 1) -> rules.Entitlement:
    """Return what entitles a person to supervise on a day at that level, or why nothing does."""
    return rules.entitle(held_by(db, [person_id])[person_id], on, level=level)


def find_offered(db: Session, trainee_id: int, on: date, *, level: int = 1) -> dict[int, str]:
    """Return whom a trainee may name as supervisor on a day, names by id: entitled, and not close to them."""
    names = people.names_in_roles(db, SUPERVISING)
    held = held_by(db, names)
    barred = barred_from(db, trainee_id) | find_out_of_scope(db, trainee_id)
    fit = {id for id in names if id not in barred and rules.entitle(held[id], on, level=level)}
    return {id: name for id, name in names.items() if id in fit}


def judge_naming(db: Session, trainee_id: int, supervisor_id: int, on: date, *, level: int = 1) -> str:
    """Return why a trainee can't name this supervisor for a day, in a sentence; empty when they can."""
    name = people.names_of(db, [supervisor_id])[supervisor_id]
    if bar := what_bars(db, trainee_id, supervisor_id, name):
        return f"{bar}, so somebody else has to supervise you."
    if supervisor_id in find_out_of_scope(db, trainee_id):
        return f"{name} was invited for other trainees. Choose another supervisor."
    return find_entitlement(db, supervisor_id, on, level=level).explain(f"{name}'s")


def judge_signing(
    db: Session, trainee_id: int, supervisor_id: int, days: Iterable[date], *, level: int = 1
) -> rules.Entitlement:
    """Return what a supervisor's signature for a trainee stands on, current on all these days, or why it can't."""
    if bar := what_bars(db, supervisor_id, trainee_id, "this trainee"):
        return rules.Entitlement(reason=f"{bar}, so somebody else has to sign.")
    if supervisor_id in find_out_of_scope(db, trainee_id):
        return rules.Entitlement(reason="You were invited for other trainees, so somebody else has to sign.")
    held = held_by(db, [supervisor_id])[supervisor_id]
    found = [rules.entitle(held, on, level=level) for on in days]
    stands = tuple(dict.fromkeys(id for each in found for id in each.credentials))
    return next((each for each in found if not each), rules.Entitlement(stands))


def find_signable(
    db: Session, signer_id: int, wanted: Iterable[tuple[int, date, int]]
) -> set[tuple[int, date, int]]:
    """Return for which of these trainees, on which day at which level, somebody might sign: as many queries for all."""
    barred = barred_from(db, signer_id)
    scope = set(trainees_of(db, signer_id)) if guest_of(db, signer_id) else None
    held = held_by(db, [signer_id])[signer_id]
    return {
        (trainee, on, level)
        for trainee, on, level in wanted
        if trainee not in barred
        and (scope is None or trainee in scope)
        and rules.entitle(held, on, level=level)
    }


def find_standings(db: Session, actor: Actor, today: date) -> list[Standing]:
    """Return how everybody stands who supervises or ever did: as many queries for all as for one."""
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    supervising = people.names_in_roles(db, SUPERVISING)
    recorded = db.scalars(select(Credential.person_id).distinct()).all()
    names = people.names_of(db, {*supervising, *recorded})
    held = held_by(db, names)
    found = [_standing(id, name, held[id], today) for id, name in names.items()]
    return sorted(
        found, key=lambda s: (not s.waiting, bool(s.entitlement), not s.ends_soon, s.name, s.person_id)
    )


def _standing(person_id: int, name: str, held: Sequence[rules.Credential], today: date) -> Standing:
    entitlement = rules.entitle(held, today)
    until = rules.entitled_until(held, today) if entitlement else None
    levels = [c.level or 0 for c in held if c.kind == rules.LEVEL and c.counts(today)]
    waiting = sum(not c.verified and c.withdrawn_from is None for c in held)
    soon = until is not None and until <= today + timedelta(days=rules.SOON_DAYS)
    return Standing(person_id, name, entitlement, until, max(levels, default=0), waiting, soon)


def held_by(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[rules.Credential]]:
    """Return people's credentials as they are in the database now, whatever the session has seen of them."""
    query = select(Credential).where(Credential.person_id.in_(set(person_ids))).order_by(Credential.id)
    held: defaultdict[int, list[rules.Credential]] = defaultdict(list)
    for row in db.scalars(query.execution_options(populate_existing=True)):
        held[row.person_id].append(row.as_credential())
    return held
