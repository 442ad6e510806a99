"""A certificate's payload as a board reads it, and the minutes that its hours stand on."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ashilms.boards.rules import NOTHING, Contents, Taught, reach_of, read_credit
from ashilms.boards.services import texts_of
from ashilms.certificates.rules import Payload
from ashilms.courses import services as courses
from ashilms.courses.models import Course
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.programs.models import ProgramVersion

NO_ADDRESS = "address on request"
"""What is printed where the school has set up no postal address."""
LIVE = "live_attendance"


def taught_of(db: Session, person_id: int, course: Course, evidence: Sequence[Fact]) -> Taught:
    """Return somebody's minutes on record: in class by closed registers, at home by content and test, practicum."""
    live = sum(fact.values["minutes"] for fact in evidence if fact.kind == LIVE)
    ledger = practicum.ledger_of(db, person_id, course_id=course.id)
    return Taught(live, courses.state_in(db, course, person_id).ce_earned, ledger.credited_minutes)


def read_as(payload: Payload, version: ProgramVersion, taught: Taught) -> Contents:
    """Return what boards read in a payload that is about to be frozen."""
    home, contact = payload.provider.address, payload.provider.contact
    return Contents(
        claim=NOTHING, credit=read_credit(version.content), issued_on=payload.issued_on,
        course_title=payload.award, provider_name=payload.provider.name, holder=payload.holder,
        completed_on=payload.completed_on,
        provider_reach=reach_of("" if home == NO_ADDRESS else home, contact),
        signed_as=tuple(signer.role for signer in payload.signers),
        texts={**texts_of(version.content), "statement": payload.statement}, taught=taught,
    )  # fmt: skip
