"""Observations as those see them whom they concern, and as facts for a programme."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.errors import Missing
from ashilms.observations.models import Observation, Remediation, SecondLook
from ashilms.observations.services.subjects import NONE, OBSERVABLE
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import SIGNED
from ashilms.rubrics.rules import Rubric, judge_anew

MOST_SHOWN = 200


def find_observation(db: Session, actor: Actor, observation_id: int) -> Observation:
    """Return an observation to its trainee, its assessor, the session's supervisor, or a registrar.

    Raises `Missing` for anybody else, and for whoever was asked to look at the session and has not signed yet: they
    rate it unseen.
    """
    query = select(Observation).where(Observation.id == observation_id, _seen_by(actor))
    row = db.scalar(query)
    if row is None or (row.entry_id, actor.person_id) in _blind(db, actor, [row]):
        raise Missing(NONE)
    return row


def find_observations(db: Session, actor: Actor) -> Sequence[Observation]:
    """Return the observations that concern somebody, the latest first; a registrar's are everybody's."""
    query = select(Observation).where(_seen_by(actor))
    rows = db.scalars(
        query.order_by(Observation.starts.desc(), Observation.id.desc()).limit(MOST_SHOWN)
    ).all()
    blind = _blind(db, actor, rows)
    return [row for row in rows if (row.entry_id, actor.person_id) not in blind]


def observations_of(db: Session, actor: Actor, entry: Entry) -> Sequence[Observation]:
    """Return what was observed of a session, to somebody who may see it."""
    rows = db.scalars(
        select(Observation).where(Observation.entry_id == entry.id, _seen_by(actor)).order_by(Observation.id)
    ).all()
    blind = _blind(db, actor, rows)
    return [row for row in rows if (row.entry_id, actor.person_id) not in blind]


def find_of_trainee(db: Session, actor: Actor, trainee_id: int, course_id: int) -> Sequence[Observation]:
    """Return the observations of a trainee in a course that the actor may see, the first first."""
    about = (Observation.trainee_id == trainee_id, Observation.course_id == course_id)
    query = select(Observation).where(*about, _seen_by(actor)).order_by(Observation.starts, Observation.id)
    rows = db.scalars(query).all()
    blind = _blind(db, actor, rows)
    return [row for row in rows if (row.entry_id, actor.person_id) not in blind]


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(REGISTRAR):
        return true()
    supervised = select(Entry.id).where(Entry.supervisor_id == actor.id)
    return or_(
        Observation.trainee_id == actor.id,
        Observation.assessor_id == actor.id,
        Observation.entry_id.in_(supervised),
    )


def _blind(db: Session, actor: Actor, rows: Sequence[Observation]) -> set[tuple[int | None, int]]:
    """Return the sessions, with the actor, that the actor was asked to look at and has not rated yet."""
    ids = {row.entry_id for row in rows if row.entry_id}
    return {
        (look.entry_id, look.assessor_id) for look in find_second_looks(db, actor) if look.entry_id in ids
    }


def find_second_looks(db: Session, actor: Actor) -> Sequence[SecondLook]:
    """Return what the actor was asked to look at and has not rated yet, the earliest first."""
    if actor.person_id is None:
        return []
    rated = select(Observation.entry_id).where(
        Observation.assessor_id == actor.id, Observation.entry_id.is_not(None)
    )
    query = select(SecondLook).join(SecondLook.entry).where(
        SecondLook.assessor_id == actor.id, SecondLook.entry_id.not_in(rated), Entry.state.in_(OBSERVABLE)
    )  # fmt: skip
    return db.scalars(query.order_by(SecondLook.id)).all()


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return a person's observations and remediations as facts for a programme.

    One that passes counts while the session that it belongs to is signed, amended or not; one that does not, unless
    its automatic fail was set aside.
    """
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(
    db: Session, person_ids: Collection[int], *, known: datetime | None = None
) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one.

    With `known`, by what stood at that moment: a fail set aside since counts, and so does a session void since.
    """
    states = practicum.find_states(db, person_ids, known) if known else {}
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    aside = select(Remediation.observation_id).where(
        Remediation.trainee_id.in_(person_ids), Remediation.aside
    )
    if known:
        aside = aside.where(Remediation.closed_at < known)
    query = select(Observation).where(Observation.trainee_id.in_(person_ids), Observation.id.not_in(aside))
    for row in db.scalars(query.order_by(Observation.id)):
        if not row.passed or row.entry is None or states.get(row.entry.id, row.entry.state) in SIGNED:
            facts[row.trainee_id].append(_fact(row))
    opened = select(Remediation).where(Remediation.trainee_id.in_(person_ids)).order_by(Remediation.id)
    for case in db.scalars(opened):
        closed = case.closed_at.astimezone(UTC).date().isoformat() if case.closed_at else None
        values = {"closed": closed}
        facts[case.trainee_id].append(
            Fact(f"remediation:{case.id}", "remediation", case.opened_at.astimezone(UTC).date(), values)
        )
    return facts


def find_judged(db: Session, person_ids: Collection[int], rubric: Rubric) -> Mapping[str, bool]:
    """Return whether each observation by a rubric of this name would pass under this one, by the id of its fact.

    A criterion that was not rated leaves an observation unpassed. Nothing is changed; one query.
    """
    query = select(Observation).where(Observation.trainee_id.in_(person_ids), Observation.rubric == rubric.id)
    return {
        f"observation:{row.id}": judge_anew(rubric, row.ratings, row.auto_fails).passed
        for row in db.scalars(query)
    }


def find_assessors(db: Session) -> frozenset[int]:
    """Return whoever observed somebody, whatever they may do now."""
    return frozenset(db.scalars(select(Observation.assessor_id).distinct()))


def _fact(row: Observation) -> Fact:
    return Fact(
        f"observation:{row.id}", "observation", row.starts.astimezone(UTC).date(),
        {
            "passed": row.passed, "assessor": row.assessor_id, "client": row.client, "category": row.category,
            "rubric": row.rubric, "starts": row.starts.isoformat(), "ends": row.ends.isoformat(),
        },
        since=row.at.astimezone(UTC).date(),
    )  # fmt: skip
