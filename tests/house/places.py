"""What stands in this campus's addresses: the ids, numbers and tokens of whatever is in some state there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.appeals.models import Appeal
from ashilms.bookings.models import Booking, Slot
from ashilms.certificates.models import Certificate
from ashilms.cohorts.models import Cohort, EnrolmentList, LiveSession
from ashilms.comments.models import SavedComment
from ashilms.courses.models import Note, SignOff
from ashilms.evidence.models import Evidence
from ashilms.held_documents.models import HeldDocument
from ashilms.incidents.models import FollowUp, Incident
from ashilms.looks.models import LookPicture, SavedLook
from ashilms.marking.models import MarkingPiece
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum.models import Entry
from ashilms.programs.models import ProgramBinding, ProgramWaiver
from ashilms.quizzes.models import AnswerFile, Attempt, Regrade
from ashilms.regrades.models import RegradeCase
from ashilms.screenings.models import ScreeningDecision
from ashilms.sites.models import RoomCheck, RoomLock
from ashilms.sittings.models import Release
from ashilms.supervision.models import CloseTie, Credential, Doubt
from ashilms.threads.models import Remark
from ashilms.verification.models import Report
from tests.campus import Campus
from tests.campus_board import before_the_board
from tests.conftest import NOW

LIVES = {
    "closed": "Mounting, stance and the first glide",
    "open": "Legs",
    "ahead": "Long muscles of the back",
}
"""The live sessions of the campus, by how their registers stand."""


REPORTS = {"incident": "review", "shut": "closed", "unsent": "draft", "new": "opened"}
"""The incidents of the campus, by how they stand."""


SCREENINGS = {"unsigned": "C-17", "signed_one": "C-18"}
"""The screenings of this morning, by how they stand."""


def places(campus: Campus) -> dict[str, Any]:
    """Return what stands in the deeds' addresses: ids, numbers and tokens of this campus."""
    if campus.written:
        return {**campus.tokens, **_read(campus)}
    known: dict[str, Any] | None = campus.opened.get("places")
    if known is None:
        known = campus.opened["places"] = _read(campus)
    return {**campus.tokens, **known}


def _read(campus: Campus) -> dict[str, Any]:
    with campus.db() as db:
        known = db.execute(select(Person.email, Person.id).where(Person.email.is_not(None)))
        person = {email.partition("@")[0]: id for email, id in known if email}
        entries = _by(db, Entry.state, Entry.id, Entry.id.desc())
        screened = _by(db, ScreeningDecision.client, ScreeningDecision.id)
        reports = _by(db, Incident.state, Incident.id)
        asked = select(Remark.id).where(Remark.by_id == person["ana"])
        lives = _by(db, LiveSession.title, LiveSession.id)
        theirs = select(Attempt.id).where(Attempt.state == "graded").order_by(Attempt.id.desc())
        found = {
            **person,
            "returned": entries.get("returned"), "waiting": entries.get("submitted"), "draft": entries.get("draft"),
            "signed": db.scalars(select(Entry.id).where(Entry.person_id == person["ben"])).one(),
            "number": db.scalars(select(Certificate.number)).one(),
            "link": db.scalars(select(Certificate.token)).one(),
            "report": db.scalars(select(Report.id)).first(),
            "program": db.scalars(select(ProgramBinding.program_id)).first(),
            "attempt": db.scalars(select(Attempt.id).where(Attempt.person_id == person["kim"])).one(),
            "sending": db.scalars(select(AnswerFile.attempt_id)).one(),
            "sent": db.scalars(select(AnswerFile.file)).one(),
            "piece": db.scalars(select(MarkingPiece.id)).one(),
            "case": db.scalars(select(RegradeCase.id)).one(),
            "corrected": db.scalars(select(Regrade.question_version_id)).one(),
            "missed": db.scalars(theirs.where(Attempt.person_id == person["lou"])).first(),
            "spent": db.scalars(theirs.where(Attempt.person_id == person["tom"])).first(),
            "appeal": db.scalars(select(Appeal.id)).first(),
            "look": db.scalar(select(func.min(SavedLook.number))),
            "logo": db.scalars(select(LookPicture.id).where(LookPicture.sort == "logo")).one(),
            "seal": db.scalars(select(LookPicture.id).where(LookPicture.sort == "seal")).one(),
            "document": db.scalars(select(HeldDocument.id).where(HeldDocument.kind == "licence")).one(),
            "waiver": db.scalars(select(ProgramWaiver.id)).one(),
            "evidence": db.scalars(select(Evidence.id)).first(),
            "question": db.scalars(asked.order_by(Remark.id.desc())).first(),
            "note": db.scalars(select(Note.id).where(Note.removed_at.is_(None))).one(),
            "removed": db.scalars(select(Note.id).where(Note.removed_at.is_not(None))).one(),
            "room": 1,
            "paper": db.scalars(select(Credential.id).where(Credential.evidence.is_not(None))).one(),
            "doubt": db.scalars(select(Doubt.id).where(Doubt.decision.is_(None))).first(),
            "tie": db.scalars(select(CloseTie.id)).one(),
            "check": db.scalars(select(RoomCheck.id).where(RoomCheck.person_id == person["ana"])).first(),
            "lock": db.scalars(select(RoomLock.id)).first(),
            "sign_off": db.scalars(select(SignOff.id)).one(),
            "asked": db.scalars(select(FollowUp.id).where(FollowUp.person_id == person["ana"])).first(),
            **{name: reports.get(state) for name, state in REPORTS.items()},
            **_watched(db, person),
            **before_the_board(db),
            "cohort": db.scalars(select(Cohort.id)).first(),
            **{name: lives.get(title) for name, title in LIVES.items()},
            "release": db.scalars(_held_now()).one(),
            "list": db.scalars(select(EnrolmentList.id)).first(),
            **{name: screened.get(client) for name, client in SCREENINGS.items()},
        }  # fmt: skip
        return found


def _by(db: Session, by: Any, id: Any, *order: Any) -> dict[str, int]:
    """Return ids by another column: the columns alone, as whole rows are many times the work."""
    return {key: found for key, found in db.execute(select(by, id).order_by(*order))}


def _held_now() -> Any:
    """Return what finds Bea's release to her cohort, which is open."""
    return select(Release.id).where(Release.opens_at < NOW, Release.cohort_id.is_not(None))


def _watched(db: Session, person: Mapping[str, int]) -> dict[str, Any]:
    """Return what was observed, booked and is to be put right in this campus."""
    cases = {row.state.value: row.id for row in db.scalars(select(Remediation))}
    slots = db.scalars(select(Slot.id).where(Slot.starts > NOW).order_by(Slot.id)).all()
    held = db.execute(select(Booking.id, Booking.slot_id).where(Booking.person_id == person["ida"])).one()
    passed = select(Observation.id).where(
        Observation.trainee_id == person["mae"], Observation.booking_id.is_not(None)
    )
    return {
        "written": cases.get("written"), "agreed": cases.get("agreed"), "slot": slots[0],
        "held": held.id, "over": held.slot_id,
        "proof": db.scalars(passed.where(Observation.outcome == "passed")).one(),
        "observed": db.scalars(select(Observation.id).where(Observation.trainee_id == person["ben"])).one(),
        "comment": db.scalars(select(SavedComment.id)).first(),
        "failed": db.scalars(
            select(Remediation.observation_id).where(Remediation.trainee_id == person["lou"])
        ).one(),
    }  # fmt: skip
