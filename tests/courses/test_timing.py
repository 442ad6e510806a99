"""Active time and CE minutes as they are kept: one place for each person, seconds added up, credit frozen."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.courses import services
from ashilms.courses.models import Course, Lesson, LessonProgress, Milestone, ReadingPlace
from ashilms.courses.rules import CREDIT_EARNED, QUIZ_PASSED
from ashilms.courses.rules.time import Sign
from ashilms.errors import Clash
from ashilms.packs.services import load_pack
from tests.conftest import NOW, Cast
from tests.courses.asked import queries
from tests.packs.small import NAME, SMALL, write_pack

ABOVE, BELOW = (NAME, "m01", "m01-l01"), (NAME, "m01", "m01-l02")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(db: Session, cast: Cast, course: Course, now: datetime) -> Cast:
    """The cast, of whom Ana takes the course and has opened its first lesson."""
    services.enrol(db, cast.ana, course.id, now=now)
    services.visit_lesson(db, cast.ana, services.open_lesson(db, cast.ana, *ABOVE).lesson, now=now)
    return cast


def seconds(db: Session) -> dict[str, int]:
    """Return the active seconds by lesson."""
    query = select(Lesson.key, LessonProgress.active_seconds).join(
        Lesson, Lesson.id == LessonProgress.lesson_id
    )
    return {key: active for key, active in db.execute(query)}


def test_beats_add_up_in_one_row_and_are_not_recorded(db: Session, ana: Cast, now: datetime) -> None:
    before = db.scalar(select(func.count()).select_from(AuditRecord))
    for minute in range(1, 6):
        services.note_reading(db, ana.ana, *ABOVE, Sign.ON, now=now + minute * MINUTE)
    assert seconds(db) == {"m01-l01": 300}
    assert db.scalar(select(func.count()).select_from(ReadingPlace)) == 1
    assert db.scalar(select(func.count()).select_from(AuditRecord)) == before


def test_two_lessons_at_once_share_one_clock(db: Session, ana: Cast, now: datetime) -> None:
    services.visit_lesson(db, ana.ana, services.open_lesson(db, ana.ana, *BELOW).lesson, now=now)
    for half_minute in range(1, 21):
        for where in (ABOVE, BELOW):
            services.note_reading(db, ana.ana, *where, Sign.ON, now=now + half_minute * MINUTE / 2)
    assert seconds(db) == {"m01-l01": 0, "m01-l02": 600}
    assert services.state_in(db, services.get_course(db, NAME), ana.ana.id).active_minutes == 10


def test_without_a_script_opening_answering_and_finishing_are_the_beats(
    db: Session, ana: Cast, now: datetime
) -> None:
    services.finish_lesson(db, ana.ana, *ABOVE, now=now + 4 * MINUTE)
    services.visit_lesson(
        db, ana.ana, services.open_lesson(db, ana.ana, *BELOW).lesson, now=now + 90 * MINUTE
    )
    services.answer_check(db, ana.ana, *BELOW, "carries", ["a"], now=now + 93 * MINUTE)
    services.finish_lesson(db, ana.ana, *BELOW, now=now + 95 * MINUTE)
    assert seconds(db) == {"m01-l01": 240, "m01-l02": 300}


def test_finishing_records_the_active_time(db: Session, ana: Cast, now: datetime) -> None:
    services.finish_lesson(db, ana.ana, *ABOVE, now=now + 4 * MINUTE)
    record = db.scalars(select(AuditRecord).where(AuditRecord.action == "courses.finish-lesson")).one()
    assert record.after is not None
    assert record.after["active_seconds"] == 240


def test_a_lesson_is_credited_with_three_times_its_study_minutes_at_most(
    db: Session, ana: Cast, now: datetime
) -> None:
    for minute in range(1, 61):
        services.note_reading(db, ana.ana, *ABOVE, Sign.ON, now=now + minute * MINUTE)
    assert seconds(db) == {"m01-l01": 30 * 60}


def test_a_lesson_that_was_not_opened_takes_no_beat(db: Session, ana: Cast, now: datetime) -> None:
    """Nor one that is not there, nor anybody's who was not let in."""
    for who, where in (
        (ana.ana, BELOW), (ana.ana, (NAME, "m01", "nothing")), (ana.ana, (NAME, "m02", "m01-l01")), (ana.caz, ABOVE),
    ):  # fmt: skip
        with pytest.raises(Clash, match="Open the lesson first"):
            services.note_reading(db, who, *where, Sign.ON, now=now + MINUTE)
    assert seconds(db) == {"m01-l01": 0}


def test_a_beat_costs_three_queries(db: Session, ana: Cast, now: datetime) -> None:
    def beat() -> None:
        services.note_reading(db, ana.ana, *ABOVE, Sign.ON, now=now + MINUTE)

    assert queries(db, beat) == 3


@pytest.fixture
def wordy(db: Session, ana: Cast, tmp_path: Path) -> Path:
    """The small pack with 1,200 words more in its first module, loaded: it supports five CE minutes and a little."""
    file = "modules/01-bars/01-above.md"
    assert file in SMALL
    root = write_pack(tmp_path, {file: SMALL[file] + "\n" + "word " * 1_200 + "\n"})
    load_pack(db, machine("cli"), root, now=NOW)
    return root


def credit(db: Session, person_id: int) -> tuple[int, int]:
    state = services.state_in(db, services.get_course(db, NAME), person_id)
    return state.ce_earned, state.ce_minutes


def test_ce_minutes_are_earned_by_the_whole_module_and_its_graded_test(
    db: Session, ana: Cast, wordy: Path, course: Course, now: datetime
) -> None:
    """In whichever order; and however little active time there is, since the rule knows no clock."""
    services.reach_milestone(db, ana.ana.id, course.id, QUIZ_PASSED, "quiz-m01", now=now)
    services.finish_lesson(db, ana.ana, *ABOVE, now=now)
    services.answer_check(db, ana.ana, *BELOW, "carries", ["a"], now=now)
    assert credit(db, ana.ana.id) == (0, 5)
    services.finish_lesson(db, ana.ana, *BELOW, now=now)
    assert credit(db, ana.ana.id) == (5, 5)
    assert seconds(db) == {"m01-l01": 0, "m01-l02": 0}


def test_what_was_earned_stays_what_it_was(
    db: Session, ana: Cast, wordy: Path, course: Course, now: datetime
) -> None:
    services.finish_lesson(db, ana.ana, *ABOVE, now=now)
    services.answer_check(db, ana.ana, *BELOW, "carries", ["a"], now=now)
    services.finish_lesson(db, ana.ana, *BELOW, now=now)
    services.reach_milestone(db, ana.ana.id, course.id, QUIZ_PASSED, "quiz-m01", now=now)
    lesson = wordy / "modules/01-bars/01-above.md"
    lesson.write_text(lesson.read_text() + "word " * 2_400)
    load_pack(db, machine("cli"), wordy, now=now)
    assert credit(db, ana.ana.id) == (5, 15)


def test_whoever_had_earned_them_before_they_were_noted_gets_them_with_the_next_load(
    db: Session, ana: Cast, wordy: Path, course: Course, now: datetime
) -> None:
    services.reach_milestone(db, ana.ana.id, course.id, QUIZ_PASSED, "quiz-m01", now=now)
    services.finish_lesson(db, ana.ana, *ABOVE, now=now)
    services.answer_check(db, ana.ana, *BELOW, "carries", ["a"], now=now)
    services.finish_lesson(db, ana.ana, *BELOW, now=now)
    db.delete(db.scalars(select(Milestone).where(Milestone.kind == CREDIT_EARNED)).one())
    db.flush()
    assert services.settle_credit(db, course.id, now=now) == 1
    assert services.settle_credit(db, course.id, now=now) == 0
    assert credit(db, ana.ana.id) == (5, 5)
