"""What one person has earned in one course, room by room, as the things that a transcript is made of."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.certificates import services as certificates
from ashilms.certificates.rules import Status
from ashilms.cohorts import services as cohorts
from ashilms.courses.models import Course, Enrolment, Milestone, Module
from ashilms.courses.rules import CREDIT_EARNED, MODULE_COMPLETED
from ashilms.formats import local
from ashilms.observations import services as observations
from ashilms.practicum import services as practicum
from ashilms.programs import services as programs
from ashilms.programs.models import Award, Program
from ashilms.quizzes import services as quizzes
from ashilms.screenings.services.plans import find_plan
from ashilms.transcripts.rules import Attended, Completed, Held, Observed, Practised, Sat


def find_courses(db: Session, person_id: int) -> Sequence[tuple[Course, datetime | None]]:
    """Return the courses that a person took up, the first first, each with when that was.

    Last come those of which nothing is left but the certificates: learning ends after some years, they stay.
    """
    enrolled = select(Course, Enrolment.since).join(Enrolment, Enrolment.course_id == Course.id)
    enrolled = enrolled.where(Enrolment.person_id == person_id).order_by(Enrolment.since, Enrolment.id)
    taken: list[tuple[Course, datetime | None]] = [(course, since) for course, since in db.execute(enrolled)]
    certified = select(Program.course_id).join(Award, Award.program_id == Program.id)
    outlived = select(Course).where(
        Course.id.in_(certified.where(Award.person_id == person_id)),
        Course.id.not_in([course.id for course, _ in taken]),
    )
    return taken + [(course, None) for course in db.scalars(outlived.order_by(Course.id))]


def completed(db: Session, person_id: int, course_id: int) -> Iterator[Completed]:
    """Yield the modules that were completed; the credit that one earned is told with it."""
    about = (Milestone.person_id == person_id, Milestone.course_id == course_id)
    worth = select(Milestone.ref, Milestone.minutes).where(*about, Milestone.kind == CREDIT_EARNED)
    minutes = {ref: earned for ref, earned in db.execute(worth)}
    done = select(Milestone.ref, Milestone.reached_at, Module.title).join(
        Module, (Module.course_id == course_id) & (Module.key == Milestone.ref)
    )
    for ref, at, title in db.execute(done.where(*about, Milestone.kind == MODULE_COMPLETED)):
        yield Completed(at, title, minutes.get(ref))


def sat(db: Session, person_id: int, course_id: int, *, marks: bool) -> Iterator[Sat]:
    """Yield the attempts that were graded, with what they earned where `marks` may be read."""
    graded = quizzes.find_graded(db, person_id, course_id)
    passes = quizzes.passes_among(db, graded)
    for one in graded:
        at = one.submitted_at or one.started_at
        yield Sat(at, one.quiz_id, one.version.title, one.id in passes, one.outcome if marks else "")


def attended(db: Session, person_id: int, course_id: int, *, now: datetime) -> Iterator[Attended]:
    """Yield the live sessions that earned something, by registers that are closed."""
    for row in cohorts.find_own_attendance(db, person_id, now=now)[0]:
        live, minutes = row.session, row.earned().minutes
        if live.cohort.course_id == course_id and minutes:
            yield Attended(live.starts, live.title, live.cohort.name, live.day, minutes)


def practised(db: Session, person_id: int, course_id: int, *, now: datetime) -> Iterator[Practised]:
    """Yield the sessions of practicum that were sent, with what became of their minutes."""
    plan = find_plan(db, course_id)
    known = plan.as_plan().categories if plan else {}
    for line in practicum.ledger_of(db, person_id, course_id=course_id, now=now).lines:
        code = line.entry.category
        title = f"{code} · {known[code].title}" if code in known else code
        yield Practised(line.entry.span.starts, title, line.sums)


def observed(db: Session, actor: Actor, person_id: int, course_id: int) -> Iterator[Observed]:
    """Yield the observations that the actor may see."""
    rows = observations.find_of_trainee(db, actor, person_id, course_id)
    names = people.names_of(db, {row.assessor_id for row in rows})
    for row in rows:
        day = local(row.starts, row.zone).date()
        yield Observed(row.starts, day, row.category or "", row.words, names[row.assessor_id])


def find_awards(db: Session, person_id: int, course_id: int) -> Sequence[Award]:
    """Return the certificates that were awarded in a course's programmes, the first first."""
    query = select(Award).join(Program, Program.id == Award.program_id)
    query = query.where(Award.person_id == person_id, Program.course_id == course_id)
    return db.scalars(query.order_by(Award.at, Award.id)).all()


def held(db: Session, awards: Sequence[Award], *, now: datetime) -> Iterator[Held]:
    """Yield the certificates, each with how it stands now."""
    for award in awards:
        row = certificates.get_certificate(db, award.number)
        said = row.as_payload()
        drawn = row.status not in (Status.ISSUING, Status.FAILED)
        status = row.as_verdict(now.date(), said).word.value if drawn else Status.ISSUING.value
        waived = tuple((one.said, one.title) for one in said.waived)
        yield Held(award.at, award.number, said.award, said.issued_on, said.valid_until, status, waived)


def find_levels(db: Session, person_id: int, course_id: int) -> Mapping[int, int]:
    """Return the levels of a course's programmes that a person works towards, by programme."""
    query = select(Program.id).where(Program.course_id == course_id)
    ours = set(db.scalars(query))
    bound = programs.bindings_of(db, person_id)
    return {row.program_id: row.version.content["level"] for row in bound if row.program_id in ours}
