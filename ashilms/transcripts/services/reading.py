"""The transcript as whoever asks may read it."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.courses.models import Course
from ashilms.errors import Missing
from ashilms.transcripts.rules import Taken, Transcript, closing, cycles_of
from ashilms.transcripts.services import gathering


def get_transcript(db: Session, actor: Actor, person_id: int, *, now: datetime) -> Transcript:
    """Return a person's transcript: whole to themselves and to registrars, of what they teach to instructors.

    An instructor reads whether a quiz was passed and not the marks, and of observations those that concern them.
    Raises `Missing` for anybody else.
    """
    whole = _reads_whole(actor, person_id)
    taken = [
        _taken(db, actor, person_id, course, since, now)
        for course, since in gathering.find_courses(db, person_id)
        if whole or cohorts.sees_to(db, actor, person_id, course.id)
    ]
    if not (whole or taken):
        raise Missing("There is no such transcript.")
    person = people.get_person(db, person_id)
    name = person.printed_name or person.name
    return Transcript(name, person.zone, now, audit.head_of(db), tuple(taken))


def _reads_whole(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id or actor.has(REGISTRAR)


def _taken(
    db: Session, actor: Actor, person_id: int, course: Course, since: datetime | None, now: datetime
) -> Taken:
    awards = gathering.find_awards(db, person_id, course.id)
    things = [
        *gathering.completed(db, person_id, course.id),
        *gathering.sat(db, person_id, course.id, marks=_reads_whole(actor, person_id)),
        *gathering.attended(db, person_id, course.id, now=now),
        *gathering.practised(db, person_id, course.id, now=now),
        *gathering.observed(db, actor, person_id, course.id),
        *gathering.held(db, awards, now=now),
    ]
    levels = gathering.find_levels(db, person_id, course.id)
    ends = closing(levels, [(award.program_id, award.at) for award in awards])
    return Taken(course.title, since, cycles_of(things, ends))
