"""Gathering the evidence that requirements look at: facts of every room, and approvals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.incidents import services as incidents
from ashilms.observations import services as observations
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.programs.models import Award, ProgramApproval
from ashilms.programs.rules import APPROVED
from ashilms.programs.services.binding import get_program_by_id
from ashilms.quizzes import services as quizzes


def evidence_of(db: Session, person_id: int, program_id: int) -> tuple[Fact, ...]:
    """Return every fact about a person that a requirement of this program may look at.

    Approvals of an earlier certificate are not among them, nor is what was learnt in another course under the
    same name.
    """
    return find_evidence(db, [person_id], program_id)[person_id]


def find_evidence(
    db: Session, person_ids: Collection[int], program_id: int
) -> Mapping[int, tuple[Fact, ...]]:
    """Return `evidence_of` each of these people: as many queries for all of them as for one."""
    course = courses.get_course_by_id(db, get_program_by_id(db, program_id).course_id).slug
    found = [room.find_facts(db, person_ids) for room in ROOMS]
    found += [facts for _, facts in signals.evidence_asked.send(db, person_ids=person_ids)]
    approvals = _approvals(db, person_ids, program_id)
    return {
        person: (
            *(
                fact
                for facts in found
                for fact in facts.get(person, ())
                if fact.values.get("course", course) == course
            ),
            *approvals.get(person, ()),
        )
        for person in person_ids
    }


ROOMS = (courses, cohorts, quizzes, practicum, observations, incidents)
"""Whose facts are asked for; rooms above, and plugins, answer `signals.evidence_asked`."""


def _approvals(db: Session, person_ids: Collection[int], program_id: int) -> Mapping[int, Sequence[Fact]]:
    ended = select(func.count()).where(
        Award.person_id == ProgramApproval.person_id,
        Award.program_id == program_id,
        Award.ended_at.is_not(None),
    )
    query = select(ProgramApproval).where(
        ProgramApproval.person_id.in_(person_ids),
        ProgramApproval.program_id == program_id,
        ProgramApproval.cycle == 1 + ended.scalar_subquery(),
    )
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in db.scalars(query.order_by(ProgramApproval.id)):
        facts[row.person_id].append(Fact(f"approval:{row.id}", APPROVED, row.at.date(), {"by": row.by_id}))
    return facts
