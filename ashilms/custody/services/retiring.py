"""Ending what has had its time: found by the clock, ended by a registrar, never by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.custody.rules.kinds import ENDING, Kind, Years
from ashilms.custody.services.closeness import refuse_involved
from ashilms.custody.services.ending import take_away
from ashilms.custody.services.lasting import Due, fates_of, find_due
from ashilms.custody.services.obligations import find_open
from ashilms.errors import Clash, Missing
from ashilms.formats import plural
from ashilms.notices import services as notices

PATH = "/retention"


def list_due(db: Session, actor: Actor, years: Years, *, now: datetime) -> Sequence[tuple[Due, str]]:
    """Return what has had its time, each with the person's name, for a registrar; raises `Missing` for others."""
    _refuse_others(actor)
    due = list(find_due(db, years, now=now))
    names = people.names_of(db, {one.person_id for one in due})
    return [(one, names[one.person_id]) for one in due]


def get_due(
    db: Session, actor: Actor, person_id: int, kind: Kind, years: Years, *, now: datetime
) -> tuple[str, int]:
    """Return whose rows of a kind have had their time, and how many.

    Raises `Missing`, and `Clash` before that time and while something of theirs is open.
    """
    _refuse_others(actor)
    person = people.get_person(db, person_id)
    refuse_involved(db, actor, person_id, "end this")
    fate = next((fate for fate in fates_of(db, person_id, years, now=now) if fate.kind is kind), None)
    if kind in ENDING and fate is not None and fate.is_open:
        raise Clash(f"This can’t be ended yet. {' '.join(find_open(db, person_id, now=now))}")
    if kind not in ENDING or fate is None or not fate.goes(now.date()):
        raise Clash(
            "Nothing of this kind has had its time. It was ended already, or something was added since."
        )
    return person.name, fate.rows


def end_due(db: Session, actor: Actor, person_id: int, kind: Kind, years: Years, *, now: datetime) -> int:
    """Delete a person's rows of a kind that has had its time, and return how many went; raises as `get_due`."""
    people.lock_people(db, [person_id])
    get_due(db, actor, person_id, kind, years, now=now)
    gone = take_away(db, person_id, [kind])
    audit.record(
        db, actor, "custody.end", f"person:{person_id}", now=now, after={"kind": kind.value, "rows": gone},
    )  # fmt: skip
    return gone


def tell_of_due(db: Session, years: Years, *, now: datetime) -> int:
    """Tell registrars how much has had its time, once in a month, and return how much that is."""
    count = sum(1 for _ in find_due(db, years, now=now))
    if count:
        said = f"{plural(count, 'record')} kept by law had its time. Look at it before it is ended."
        for person_id in people.names_in_roles(db, [REGISTRAR]):
            notices.notify(db, person_id, said, key=f"custody:{now:%Y-%m}:{person_id}", now=now, path=PATH)
    return count


def _refuse_others(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise Missing("There is no such page.")
