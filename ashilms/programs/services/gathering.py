"""Gathering the evidence that requirements look at: facts of every room, and approvals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.held_documents import services as held_documents
from ashilms.incidents import services as incidents
from ashilms.observations import services as observations
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.programs.models import Award, ProgramApproval
from ashilms.programs.rules import APPROVED, what_holds_up
from ashilms.programs.services import stating, waived
from ashilms.programs.services.binding import get_program_by_id
from ashilms.quizzes import services as quizzes


def evidence_of(
    db: Session, person_id: int, program_id: int, *, known: date | None = None
) -> tuple[Fact, ...]:
    """Return every fact about a person that a requirement of this program may look at.

    Approvals of an earlier certificate say when it ended; what was learnt in another course under the same name
    is not among them. By the end of the day `known` (UTC) what was corrected later counted as it stood then: a
    session declared void since, a register that was set right, a grade given anew.
    """
    return find_evidence(db, [person_id], program_id, known=known)[person_id]


def find_evidence(
    db: Session, person_ids: Collection[int], program_id: int, *, known: date | None = None
) -> Mapping[int, tuple[Fact, ...]]:
    """Return `evidence_of` each of these people: as many queries for all of them as for one."""
    course = courses.get_course_by_id(db, get_program_by_id(db, program_id).course_id).slug
    end = datetime.combine(known + timedelta(days=1), time(), UTC) if known else None
    found = [room.find_facts(db, person_ids) for room in TELLING]
    found += [room.find_facts(db, person_ids, known=end) for room in CORRECTED]
    found += [stating.find_facts(db, person_ids), waived.find_facts(db, person_ids)]
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


def why_held_up(db: Session, person_id: int) -> str:
    """Return why nothing is issued to somebody just now, in a sentence; empty where nothing holds it up."""
    told = signals.evidence_asked.send(db, person_ids=[person_id])
    return what_holds_up(fact for _, facts in told for fact in facts.get(person_id, ()))


TELLING = (courses, incidents, held_documents)
"""Whose facts say themselves when they began and ended to hold; so do those of rooms above, and of plugins, which
answer `signals.evidence_asked`."""
CORRECTED = (cohorts, quizzes, practicum, observations)
"""Where a later correction takes a fact's place, so that what was known before it is asked for by a moment."""


def _approvals(db: Session, person_ids: Collection[int], program_id: int) -> Mapping[int, Sequence[Fact]]:
    """Return approvals, each with the day on which the certificate that was given on it ended, if it did."""
    given = and_(
        *(
            getattr(Award, name) == getattr(ProgramApproval, name)
            for name in ("person_id", "program_id", "cycle")
        )
    )
    query = select(ProgramApproval, Award.ended_at).outerjoin(Award, given)
    query = query.where(ProgramApproval.person_id.in_(person_ids), ProgramApproval.program_id == program_id)
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row, ended_at in db.execute(query.order_by(ProgramApproval.id)):
        ended = ended_at.astimezone(UTC).date().isoformat() if ended_at else None
        values = {"by": row.by_id, "ended": ended}
        facts[row.person_id].append(Fact(f"approval:{row.id}", APPROVED, row.at.date(), values))
    return facts
