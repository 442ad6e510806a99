"""What the campus holds of quizzes, programmes and their second tries, beside what the demonstration has."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.appeals import services as appeals
from ashilms.certificates.models import Certificate
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.courses import services as courses
from ashilms.demo import doings
from ashilms.files import services as files
from ashilms.identity.services.passwords import make_hash
from ashilms.programs import services as programs
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules.waivers import Sort
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, AttemptItem, Quiz, Regrade
from ashilms.quizzes.services.finding import version_of
from ashilms.quizzes.services.laying import Laid, find_pool, lay_out
from ashilms.regrades.models import RegradeCase
from ashilms.sittings import services as sittings
from ashilms.sittings.rules import Window
from tests.conftest import NOW
from tests.essays import begin_an_upload, hand_in_an_essay
from tests.three_modules import SLUG

EXAM = "eight brass bobs"
"""The password that lets Lou begin the examination."""

KINDS = {kind.name: kind for kind in BUILT_IN}
Of = Callable[[str], Actor]
"""Who somebody of the campus is."""


def use_up(db: Session, of: Of, kinds: quizzes.Kinds, module: str) -> None:
    """Let Tom hand in nothing at a quiz three times, before he has read its module, and ask about a mark."""
    tom, quiz = of("tom"), db.scalars(select(Quiz).where(Quiz.key == f"quiz-{module}")).one()
    version = version_of(db, quiz)
    for number, days in enumerate((9, 8, 5), start=1):
        then = NOW - timedelta(days=days)
        laid = Laid(version, find_pool(db, version, kinds)[:1], b"tom", then + timedelta(minutes=10))
        attempt = lay_out(db, tom, laid, kinds, number=number, grace=doings.GRACE, now=then)
        quizzes.hand_in(db, tom, attempt.id, kinds, now=then)
        if number == 1:
            appeals.appeal(
                db, tom, attempt.id, 1, "The stem says nothing of the table that it asks about.", now=then
            )


def teach_alone(db: Session, of: Of) -> None:
    """Let Bea teach Lou by herself, who has a place in no other cohort."""
    alone = Plan("By herself", of("bea").id, NOW.date() - timedelta(days=90), NOW.date(), capacity=1)
    cohort = cohorts.add_cohort(db, of("irene"), SLUG, alone, now=NOW)
    cohorts.add_trainee(db, of("irene"), cohort.id, of("lou").id, now=NOW)


def add_a_version(db: Session, of: Of) -> None:
    """Add a second version of the programme, which asks Lou alone for a statement and a task."""
    old = programs.latest_version(db, programs.get_program(db, "level-1-foundation").id)
    asked = {
        "attestation": {"policy": "safety", "statement": "I stop at the stop word."},
        "task_marked": {"task": "claims"},
    }
    more = [
        {"id": f"more-{n}", "title": f"More {n}", "kind": kind, "with": params, "how": "Do it."}
        for n, (kind, params) in enumerate(asked.items())
    ]
    tree = old.content["requirements"]
    content = {**old.content, "requirements": {**tree, "all_of": [*tree["all_of"], *more]}}
    row = ProgramVersion(program_id=old.program_id, number=2, content=content, digest="0" * 64, loaded_at=NOW)
    db.add(row)
    db.flush()
    lou = select(ProgramBinding).where(ProgramBinding.person_id == of("lou").id)
    db.scalars(lou.where(ProgramBinding.program_id == old.program_id)).one().version = row


def waive(db: Session, of: Of, key: str = "level-1-foundation", requirement: str = "learn-m05") -> None:
    """Let Irene waive a requirement for Lou, who has learnt its matter elsewhere."""
    program = programs.get_program(db, key).id
    why = "Taught anatomy for ten years; the diploma was looked at."
    wish = programs.Wish(requirement, Sort.EQUIVALENCE, why, NOW.date() + timedelta(days=90))
    programs.grant_waiver(db, of("irene"), of("lou").id, program, wish, KINDS, now=NOW)


def release_an_exam(db: Session, of: Of) -> None:
    """Let Bea release the final examination to her cohort this morning, and say until when a quiz of it is open."""
    bea = of("bea")
    cohort = cohorts.find_cohorts(db, bea)[0]
    until = Window(None, NOW + timedelta(days=30))
    sittings.set_dates(db, bea, "quiz-m02", cohort.id, until, now=NOW)
    hour = timedelta(hours=1)
    wanted = sittings.Wanted(sittings.Whom(cohort_id=cohort.id), NOW - hour, NOW + hour)
    sittings.start_release(db, bea, "final-exam", wanted, now=NOW - hour)
    lou = sittings.Whom(person_id=of("lou").id)
    by_password = replace(wanted, whom=lou, password=EXAM, password_hash=make_hash(EXAM))
    sittings.start_release(db, of("irene"), "final-exam", by_password, now=NOW - hour)


def write_an_essay(db: Session, of: Of, kinds: quizzes.Kinds, kept: files.Store) -> None:
    """Let Ana hand in an essay an hour ago, which Bea is to mark; let Tom have sent a file a minute ago."""
    course = courses.get_course(db, SLUG).id
    hand_in_an_essay(db, of("ana"), course, kinds, now=NOW - timedelta(hours=1))
    begin_an_upload(db, of("tom"), course, kinds, kept, now=NOW - timedelta(minutes=1))


def leave_a_case(db: Session, of: Of) -> None:
    """Let Maë’s certificate wait for a decision, as it does where a question was corrected that she was asked."""
    bea, hers = of("bea"), Certificate.person_id == of("mae").id
    held = db.scalars(select(Certificate).where(hers)).one()
    item = db.scalars(select(AttemptItem).join(Attempt).where(Attempt.person_id == held.person_id)).first()
    row = Regrade(
        question_version_id=item.question_version_id, number=1, by_version_id=item.question_version_id,
        reason="Read again.", digest="0" * 64, by_id=bea.id, at=NOW,
    )  # fmt: skip
    db.add(row)
    db.flush()
    db.add(RegradeCase(regrade_id=row.id, certificate_id=held.id, attempt_id=item.attempt_id))
