"""Taking up a course, reading, finishing, what that opens; and who may not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.courses import services
from ashilms.courses.models import CheckAnswer, Course, Enrolment, LessonProgress, Milestone
from ashilms.courses.rules import MODULE_COMPLETED, QUIZ_PASSED, Stage
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.packs.services import load_pack
from tests.conftest import NOW, Cast
from tests.courses.asked import queries
from tests.packs.small import NAME, write_pack

ABOVE, BELOW, LOAD, MAP = (
    (NAME, "m01", "m01-l01"),
    (NAME, "m01", "m01-l02"),
    (NAME, "m02", "m02-l01"),
    (NAME, "m03", "m03-l01"),
)


@pytest.fixture
def ana(db: Session, cast: Cast, course: Course, now: datetime) -> Cast:
    """The cast, of whom Ana takes the course."""
    services.enrol(db, cast.ana, course.id, now=now)
    return cast


def finish_module(db: Session, cast: Cast, now: datetime) -> None:
    services.finish_lesson(db, cast.ana, *ABOVE, now=now)
    services.answer_check(db, cast.ana, *BELOW, "carries", ["a"], now=now)
    services.finish_lesson(db, cast.ana, *BELOW, now=now)


def test_taking_up_a_course_twice_is_taking_it_up_once(
    db: Session, cast: Cast, course: Course, now: datetime
) -> None:
    heard: list[dict[str, object]] = []
    with signals.enrolled.connected_to(lambda _, **values: heard.append(values)):
        assert services.enrol(db, cast.ana, course.id, now=now) is True
        assert services.enrol(db, cast.ana, course.id, now=now) is False
    assert heard == [{"person_id": cast.ana.id, "course_id": course.id, "now": now}]
    assert db.scalar(select(func.count()).select_from(Enrolment)) == 1
    assert list(services.people_of(db, course.id)) == [cast.ana.id]
    assert services.is_enrolled(db, cast.ana.id, course.id)
    assert not services.is_enrolled(db, cast.caz.id, course.id)


def test_a_stranger_to_the_course_reads_nothing_and_a_teacher_everything(db: Session, ana: Cast) -> None:
    """A trainee sees lessons of courses that they take; who teaches sees locked ones too."""
    with pytest.raises(NotAllowed, match="Take up the course first"):
        services.open_lesson(db, ana.caz, *ABOVE)
    for teacher in (ana.bea, ana.reg):
        assert services.open_lesson(db, teacher, *MAP).enrolled is False


def test_a_locked_lesson_is_refused_with_what_opens_it(db: Session, ana: Cast) -> None:
    with pytest.raises(
        NotAllowed, match=r"“Table” is still locked\. It opens when the module “Bars” is finished\."
    ):
        services.open_lesson(db, ana.ana, *LOAD)
    with pytest.raises(NotAllowed, match="the quiz “Bars” is passed"):
        services.open_lesson(db, ana.ana, *MAP)
    with pytest.raises(NotAllowed):
        services.finish_lesson(db, ana.ana, *LOAD, now=NOW)
    assert db.scalar(select(func.count()).select_from(LessonProgress)) == 0


@pytest.mark.parametrize(
    "where",
    [
        (NAME, "m01", "nothing"),
        (NAME, "m02", "m01-l01"),
        ("nothing", "m01", "m01-l01"),
        (NAME, "m09", "m01-l01"),
    ],
)
def test_a_lesson_that_is_not_there_is_missing(db: Session, ana: Cast, where: tuple[str, str, str]) -> None:
    with pytest.raises(Missing):
        services.open_lesson(db, ana.ana, *where)


def test_the_last_lesson_completes_its_module_once(
    db: Session, ana: Cast, course: Course, now: datetime
) -> None:
    heard: list[tuple[str, dict[str, object]]] = []
    with (
        signals.lesson_completed.connected_to(lambda _, **values: heard.append(("lesson", values))),
        signals.milestone_reached.connected_to(lambda _, **values: heard.append(("milestone", values))),
    ):
        finish_module(db, ana, now)
        finish_module(db, ana, now + timedelta(days=1))
    assert [what for what, _ in heard] == ["lesson", "lesson", "milestone"]
    assert heard[2][1] == {"person_id": ana.ana.id, "kind": MODULE_COMPLETED, "ref": "m01"}
    assert services.milestones_of(db, ana.ana.id, course.id) == {(MODULE_COMPLETED, "m01")}
    assert set(db.scalars(select(LessonProgress.finished_at))) == {now}
    actions = db.scalars(select(AuditRecord.action).where(AuditRecord.actor == ana.ana.label)).all()
    assert actions.count("courses.finish-lesson") == 2
    assert services.open_lesson(db, ana.ana, *LOAD).stage is Stage.OPEN


def test_a_lesson_waits_for_its_self_checks_and_says_so(db: Session, ana: Cast, now: datetime) -> None:
    with pytest.raises(Unacceptable, match="One self-check is still open") as refused:
        services.finish_lesson(db, ana.ana, *BELOW, now=now)
    assert refused.value.field == "finish"
    services.answer_check(db, ana.ana, *BELOW, "carries", ["b"], now=now)  # wrong, and that does not matter
    assert services.finish_lesson(db, ana.ana, *BELOW, now=now).stage is Stage.DONE


def test_only_who_takes_the_course_finishes_its_lessons(db: Session, ana: Cast, now: datetime) -> None:
    for other in (ana.bea, ana.reg, ana.caz):
        with pytest.raises(NotAllowed):
            services.finish_lesson(db, other, *ABOVE, now=now)


def test_a_listener_that_raises_vetoes_the_change(db: Session, ana: Cast, now: datetime) -> None:
    def veto(_: object, **__: object) -> None:
        raise Clash("Not today.")

    db.commit()
    with signals.lesson_completed.connected_to(veto), pytest.raises(Clash):
        services.finish_lesson(db, ana.ana, *ABOVE, now=now)
    db.rollback()
    assert services.open_lesson(db, ana.ana, *ABOVE).stage is Stage.OPEN


def test_resuming_lands_on_the_lesson_that_was_open_last(db: Session, ana: Cast, now: datetime) -> None:
    first = services.open_lesson(db, ana.ana, *ABOVE)
    assert first.is_news(now)
    services.visit_lesson(db, ana.ana, first.lesson, now=now)
    services.visit_lesson(
        db, ana.ana, services.open_lesson(db, ana.ana, *BELOW).lesson, now=now + timedelta(minutes=5)
    )
    following = services.next_lesson(db, ana.ana.id)
    assert following is not None
    assert (following.course, following.module, following.key, following.begun) == (*BELOW, True)
    then = now + timedelta(minutes=5, seconds=30)
    assert services.open_lesson(db, ana.ana, *BELOW).is_news(then) is False
    assert services.open_lesson(db, ana.ana, *BELOW).is_news(then + timedelta(minutes=1)) is True
    assert services.open_lesson(db, ana.ana, *ABOVE).is_news(then) is True
    assert services.open_lesson(db, ana.bea, *ABOVE).is_news(then) is False
    row = db.scalars(select(LessonProgress).order_by(LessonProgress.id)).first()
    assert row is not None
    assert (row.started_at, row.last_at, row.finished_at) == (now, now, None)


def test_a_self_check_keeps_the_last_answer_alone(db: Session, ana: Cast, now: datetime) -> None:
    for chosen in (["b"], ["a"], ["a"]):
        services.answer_check(db, ana.ana, *BELOW, "carries", chosen, now=now)
    assert [row.chosen for row in db.scalars(select(CheckAnswer))] == [["a"]]
    assert services.open_lesson(db, ana.ana, *BELOW).answers == {"carries": ["a"]}
    assert services.open_lesson(db, ana.bea, *BELOW).answers == {}


@pytest.mark.parametrize("chosen", [[], ["z"], ["a", "b"], ["a", "z"]])
def test_a_choice_that_the_self_check_does_not_have_is_refused(
    db: Session, ana: Cast, now: datetime, chosen: list[str]
) -> None:
    with pytest.raises(Unacceptable):
        services.answer_check(db, ana.ana, *BELOW, "carries", chosen, now=now)
    with pytest.raises(Missing):
        services.answer_check(db, ana.ana, *ABOVE, "carries", ["a"], now=now)
    assert db.scalar(select(func.count()).select_from(CheckAnswer)) == 0


def test_milestones_of_two_courses_do_not_meet(
    db: Session, ana: Cast, course: Course, now: datetime, tmp_path: Path
) -> None:
    other = {"pack.yaml": (tmp_path / NAME / "pack.yaml").read_text().replace(NAME, "other-pack")}
    other |= {"quizzes.yaml": None, "questions/m01.yaml": None}  # type: ignore[dict-item]
    other["modules/03-spine/module.yaml"] = (
        (tmp_path / NAME / "modules/03-spine/module.yaml")
        .read_text()
        .replace("{quiz: quiz-m01}", "{module: m01}")
    )
    load_pack(db, machine("cli"), write_pack(tmp_path, other, name="other-pack"), now=now)
    second = services.get_course(db, "other-pack")
    assert services.reach_milestone(db, ana.ana.id, second.id, MODULE_COMPLETED, "m01", now=now) is True
    assert services.reach_milestone(db, ana.ana.id, second.id, MODULE_COMPLETED, "m01", now=now) is False
    assert services.milestones_of(db, ana.ana.id, course.id) == frozenset()
    with pytest.raises(NotAllowed):
        services.open_lesson(db, ana.ana, *LOAD)


def test_facts_are_the_completed_modules_and_no_other_milestones(
    db: Session, ana: Cast, course: Course, now: datetime
) -> None:
    finish_module(db, ana, now)
    services.reach_milestone(db, ana.ana.id, course.id, QUIZ_PASSED, "quiz-m01", now=now)
    [fact] = services.facts_of(db, ana.ana.id)
    assert (fact.id, fact.kind, fact.on) == ("module:m01", MODULE_COMPLETED, now.date())
    assert fact.values == {"module": "m01", "course": NAME}
    assert services.facts_of(db, ana.caz.id) == ()


def test_what_was_earned_outlives_a_version_that_drops_it(
    db: Session, ana: Cast, course: Course, now: datetime, tmp_path: Path
) -> None:
    finish_module(db, ana, now)
    (tmp_path / NAME / "modules/01-bars/02-below.md").unlink()
    load_pack(db, machine("cli"), tmp_path / NAME, now=now)
    assert services.milestones_of(db, ana.ana.id, course.id) == {(MODULE_COMPLETED, "m01")}
    assert db.scalar(select(func.count()).select_from(Milestone)) == 1
    [state] = services.course_state(db, ana.ana.id)
    assert [module.stage for module in state.modules] == [Stage.DONE, Stage.OPEN, Stage.LOCKED]


def test_a_version_that_asks_less_completes_the_modules_of_who_has_done_the_rest(
    db: Session, ana: Cast, course: Course, now: datetime, tmp_path: Path
) -> None:
    services.enrol(db, ana.caz, course.id, now=now)
    services.finish_lesson(db, ana.ana, *ABOVE, now=now)
    (tmp_path / NAME / "modules/01-bars/02-below.md").unlink()
    report = load_pack(db, machine("cli"), tmp_path / NAME, now=now)
    assert "Modules completed because a lesson is no longer asked: 1." in report.changes
    assert services.milestones_of(db, ana.ana.id, course.id) == {(MODULE_COMPLETED, "m01")}
    assert services.milestones_of(db, ana.caz.id, course.id) == frozenset()
    assert services.open_lesson(db, ana.ana, *LOAD).stage is Stage.OPEN


def test_a_hold_stands_until_somebody_else_clears_it(db: Session, cast: Cast, now: datetime) -> None:
    hold = services.place_hold(
        db, cast.bea, cast.ana.id, "remediation", "Meet your instructor first.", now=now
    )
    assert [row.reason for row in services.open_holds_of(db, cast.ana.id)] == ["Meet your instructor first."]
    for stranger in (cast.ana, cast.caz):
        with pytest.raises(Missing):
            services.clear_hold(db, stranger, hold.id, now=now)
    services.clear_hold(db, cast.dee, hold.id, now=now)
    assert services.open_holds_of(db, cast.ana.id) == []
    with pytest.raises(Clash):
        services.clear_hold(db, cast.dee, hold.id, now=now)
    own = services.place_hold(db, cast.reg, cast.bea.id, "remediation", "Own.", now=now)
    with pytest.raises(NotAllowed, match="Somebody else"):
        services.clear_hold(db, cast.bea, own.id, now=now)


def test_a_lesson_and_a_course_cost_the_same_however_long_the_course(
    db: Session, ana: Cast, course: Course, now: datetime, tmp_path: Path
) -> None:
    """Constant, and small: four for a lesson, three for where somebody is in all their courses."""
    counts = []
    for extra in (0, 60):
        module = (tmp_path / NAME / "modules/02-table/module.yaml").read_text().replace("{module: m01}", "")
        lesson = (tmp_path / NAME / "modules/02-table/01-load.md").read_text()
        for number in range(10, 10 + extra):
            folder = tmp_path / NAME / f"modules/{number}-more"
            folder.mkdir(exist_ok=True)
            (folder / "module.yaml").write_text(module.replace("m02", f"m{number}"))
            (folder / "01-more.md").write_text(lesson.replace("m02", f"m{number}"))
        load_pack(db, machine("cli"), tmp_path / NAME, now=now)
        db.commit()
        counts.append((
            queries(db, lambda: services.open_lesson(db, ana.ana, *ABOVE)),
            queries(db, lambda: services.course_state(db, ana.ana.id)),
        ))  # fmt: skip
        assert len(services.course_state(db, ana.ana.id)[0].modules) == 3 + extra
    assert counts[0] == counts[1]
    assert counts[0] <= (4, 3)
