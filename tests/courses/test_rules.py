"""What is open, locked and next, from plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from ashilms.courses.rules import (
    MODULE_COMPLETED,
    QUIZ_PASSED,
    Gate,
    LessonOutline,
    ModuleOutline,
    Progress,
    Stage,
    first_shut,
    open_conditions,
    state_of,
    unmet,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEGUN, DONE = Progress(NOW), Progress(NOW, NOW)
QUIZ = (QUIZ_PASSED, "q1")
ONE = (MODULE_COMPLETED, "m1")


def module(number: int, requires: tuple[dict[str, str], ...] = (), quiz: bool = False) -> ModuleOutline:
    """Return module `m1`, `m2` … with two lessons, of ids 10 and 11, 20 and 21 …, five minutes each."""
    lessons = tuple(
        LessonOutline(number * 10 + i, f"m{number}-l{i + 1}", f"Lesson {number}.{i + 1}", 5) for i in range(2)
    )
    quizzes = (Gate(QUIZ_PASSED, f"q{number}", "Quiz"),) if quiz else ()
    return ModuleOutline(f"m{number}", number, f"Module {number}", "", "", requires, quizzes, lessons)


THREE = (module(1, quiz=True), module(2, ({"module": "m1"},)), module(3, ({"quiz": "q1"},)))


@pytest.mark.parametrize(
    ("progress", "milestones", "stages", "next_key", "begun", "next_quiz"),
    [
        ({}, set(), ["open", "locked", "locked"], "m1-l1", False, None),
        ({10: BEGUN}, set(), ["begun", "locked", "locked"], "m1-l1", True, None),
        ({10: DONE}, set(), ["begun", "locked", "locked"], "m1-l2", False, None),
        ({10: DONE, 11: DONE}, {ONE}, ["done", "open", "locked"], "m2-l1", False, "q1"),
        ({10: DONE, 11: DONE}, {ONE, QUIZ}, ["done", "open", "open"], "m2-l1", False, None),
        ({10: DONE, 11: DONE, 30: BEGUN}, {ONE, QUIZ}, ["done", "open", "begun"], "m3-l1", True, None),
        (dict.fromkeys((10, 11, 20, 21, 30, 31), DONE), {ONE, QUIZ}, ["done"] * 3, None, False, None),
        # A later version locks a module, or adds a lesson to one that was completed: nothing is taken back.
        (dict.fromkeys((20, 21), DONE), set(), ["open", "done", "locked"], "m1-l1", False, None),
        ({10: DONE}, {ONE}, ["begun", "open", "locked"], "m1-l2", False, "q1"),
    ],
)
def test_where_somebody_is_follows_from_progress_and_milestones(
    progress: dict[int, Progress], milestones: set[tuple[str, str]], stages: list[str], next_key: str | None,
    begun: bool, next_quiz: str | None,
) -> None:  # fmt: skip
    state = state_of("c", "C", THREE, progress, milestones)
    assert [m.stage for m in state.modules] == [Stage(stage) for stage in stages]
    assert (state.next.key if state.next else None) == next_key
    assert (state.next.begun if state.next else False) == begun
    assert (state.next_quiz.ref if state.next_quiz else None) == next_quiz


def test_one_resumes_at_the_lesson_that_was_open_last() -> None:
    later = Progress(NOW + timedelta(hours=1))
    state = state_of("c", "C", [module(1), module(2)], {10: BEGUN, 21: later, 20: BEGUN}, set())
    assert state.next is not None
    assert state.next.key == "m2-l2"


def test_a_lesson_begun_in_a_module_that_is_locked_since_is_not_next() -> None:
    state = state_of("c", "C", THREE, {20: BEGUN}, set())
    assert state.next is not None
    assert state.next.key == "m1-l1"


def test_minutes_are_added_up_by_what_is_finished() -> None:
    state = state_of("c", "C", THREE, {10: DONE, 11: BEGUN}, set())
    assert (state.minutes, state.minutes_done, state.modules[0].finished) == (30, 5, 1)


def test_gates_that_are_unmet_keep_their_order_and_titles() -> None:
    requires = [{"quiz": "q1", "title": "One"}, {"module": "m1"}, {"quiz": "q2", "title": "Two"}]
    assert unmet(requires, {ONE}) == [Gate(QUIZ_PASSED, "q1", "One"), Gate(QUIZ_PASSED, "q2", "Two")]
    assert unmet([], set()) == []


@pytest.mark.parametrize(
    ("requires", "shut"),
    [
        ({"a": [], "b": ["a"], "c": ["b", "a"]}, {}),
        ({"a": ["a"]}, {"a": "a"}),
        ({"a": ["b"], "b": ["a"], "c": []}, {"a": "b", "b": "a"}),
        ({"a": ["b"], "b": ["c"], "c": ["b"], "d": []}, {"a": "b", "b": "c", "c": "b"}),
    ],
)
def test_what_waits_for_each_other_is_found(requires: dict[str, list[str]], shut: dict[str, str]) -> None:
    assert first_shut(requires) == shut


@pytest.mark.parametrize(
    ("conditions", "checks", "answered", "told"),
    [
        (["read"], ["a", "b"], set(), ""),
        (["read", "checks"], ["a", "b"], {"a", "b"}, ""),
        (["read", "checks"], ["a", "b"], {"a"}, "One self-check is still open."),
        (["read", "checks"], ["a", "b"], {"z"}, "2 self-checks are still open."),
    ],
)
def test_what_keeps_a_lesson_open_is_said(
    conditions: list[str], checks: list[str], answered: set[str], told: str
) -> None:
    left = open_conditions(conditions, checks, answered)
    assert len(left) == bool(told)
    assert not told or told in left[0]
