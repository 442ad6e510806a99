"""Drawing, grading, waiting and saving, as plain values."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.plugins import Mark
from ashilms.quizzes.kinds.single import Single
from ashilms.quizzes.rules import grading, sitting
from ashilms.quizzes.rules.paper import Blueprint, Part, PoolItem, draw, shortage, shuffle
from ashilms.quizzes.rules.sitting import Past, Placing, State, Step, chance, place

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KIND = Single()


def blueprint(draw: int = 5, critical: int = 2, **more: object) -> Blueprint:
    return Blueprint(draw, critical, 80, 10, 3, (24, 72), **more)  # type: ignore[arg-type]


def question(number: int, right: str = "a", critical: bool = False) -> grading.Item:
    key = {"right": [right], "why": {}}
    return grading.Item(
        number, KIND, {"stem": "?", "options": []}, key, f"r{number}", f"Rule {number}", critical
    )


# ── drawing ──


@st.composite
def pools(draw_from: st.DrawFn) -> tuple[Blueprint, list[PoolItem]]:
    """A blueprint and a pool that can fill it, of rules with one to three items each."""
    rules = draw_from(
        st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=25)
    )
    pool = []
    for rule, (critical, topic, items) in enumerate(rules):
        for _ in range(items):
            pool.append(PoolItem(len(pool) + 1, f"r{rule}", f"t{topic}", critical))
    critical_rules = sum(critical for critical, _, _ in rules)
    critical = draw_from(st.integers(0, critical_rules))
    other = draw_from(st.integers(0, len(rules) - critical_rules))
    return blueprint(critical + other, critical), draw_from(st.permutations(pool))


@given(pools(), st.binary(min_size=32, max_size=32))
def test_a_paper_in_parts_holds_each_topics_share(
    made: tuple[Blueprint, list[PoolItem]], seed: bytes
) -> None:
    """The same pool, and of each topic half of what it has."""
    _, pool = made
    rules = {item.rule: item for item in pool}.values()
    parts = []
    for topic in sorted({item.topic for item in pool}):
        critical = sum(item.critical for item in rules if item.topic == topic) // 2
        other = sum(not item.critical for item in rules if item.topic == topic) // 2
        parts.append(Part(topic, critical + other, critical))
    plan = blueprint(sum(p.draw for p in parts), sum(p.critical for p in parts), parts=tuple(parts))
    by_id = {item.id: item for item in pool}
    paper = [by_id[id_] for id_ in draw(plan, pool, seed)]
    for part in parts:
        drawn = [item for item in paper if item.topic == part.topic]
        assert (len(drawn), sum(item.critical for item in drawn)) == (part.draw, part.critical)
    assert len({item.rule for item in paper}) == len(paper)


def test_a_part_that_the_pool_cannot_fill_is_named() -> None:
    pool = [PoolItem(1, "r1", "m05", False), PoolItem(2, "r2", "m06", False)]
    plan = blueprint(2, 0, parts=(Part("m05", 1, 0), Part("m07", 1, 0)))
    assert (
        shortage(plan, pool) == "A paper needs 1 other questions on m07 on different rules; the pool has 0."
    )


@given(pools(), st.binary(min_size=32, max_size=32))
def test_a_paper_holds_what_the_blueprint_says(made: tuple[Blueprint, list[PoolItem]], seed: bytes) -> None:
    plan, pool = made
    by_id = {item.id: item for item in pool}
    paper = [by_id[id_] for id_ in draw(plan, pool, seed)]
    assert len(paper) == plan.draw
    assert sum(item.critical for item in paper) == plan.critical
    assert len({item.rule for item in paper}) == plan.draw, "two questions of one rule"


@given(pools(), st.binary(min_size=32, max_size=32))
def test_the_same_seed_gives_the_same_paper_however_the_pool_is_read(
    made: tuple[Blueprint, list[PoolItem]], seed: bytes
) -> None:
    plan, pool = made
    assert draw(plan, pool, seed) == draw(plan, list(reversed(pool)), seed)


def test_every_rule_is_drawn_as_often_as_every_other() -> None:
    """T09: over 2,000 seeds, the chi-square of 12 rules stays below the 0.1 % point of 11 degrees (31.26)."""
    pool = [PoolItem(n, f"r{n}", f"t{n % 3}", critical=False) for n in range(12)]
    seen = Counter(id_ for seed in range(2000) for id_ in draw(blueprint(3, 0), pool, seed.to_bytes(32)))
    expected = 2000 * 3 / 12
    assert sum((seen[n] - expected) ** 2 / expected for n in range(12)) < 31.26


def test_every_place_of_the_options_comes_up_as_often_as_every_other() -> None:
    """T09: the place of one option over 2,000 seeds; 3 degrees of freedom, 0.1 % point 16.27."""
    seen = Counter(shuffle("abcd", seed.to_bytes(32), "option:7").index("a") for seed in range(2000))
    assert sum((seen[n] - 500) ** 2 / 500 for n in range(4)) < 16.27


def test_topics_come_as_often_as_their_share_of_the_rules() -> None:
    pool = [PoolItem(n, f"r{n}", "bars" if n < 8 else "table", critical=False) for n in range(12)]
    for seed in range(50):
        drawn = draw(blueprint(6, 0), pool, seed.to_bytes(32))
        assert sum(id_ < 8 for id_ in drawn) == 4


@pytest.mark.parametrize(
    ("critical_rules", "other_rules", "lacks"),
    [
        (2, 3, None),
        (1, 9, "needs 2 must-pass questions on different rules; the pool has 1"),
        (9, 2, "needs 3 other questions on different rules; the pool has 2"),
    ],
)
def test_a_pool_too_small_is_named_not_padded(
    critical_rules: int, other_rules: int, lacks: str | None
) -> None:
    pool = [PoolItem(n, f"r{n}", "t", n < critical_rules) for n in range(critical_rules + other_rules)]
    said = shortage(blueprint(), pool)
    assert (lacks in (said or "")) if lacks else said is None
    if lacks:
        with pytest.raises(ValueError, match="A paper needs"):
            draw(blueprint(), pool, b"s" * 32)


def test_items_of_one_rule_do_not_stand_for_several() -> None:
    pool = [PoolItem(n, "the-one-rule", "t", critical=True) for n in range(9)]
    assert "the pool has 1" in (shortage(blueprint(2, 2), pool) or "")


# ── grading ──


@pytest.mark.parametrize(
    ("possible", "percent", "needed"),
    [
        (5, 70, 4),
        (5, 80, 4),
        (10, 80, 8),
        (20, 85, 17),
        (25, 85, 22),
        (8, 75, 6),
        (80, 80, 64),
        (3, 1, 1),
        (5, 100, 5),
    ],
)
def test_the_marks_needed_are_rounded_up(possible: int, percent: int, needed: int) -> None:
    assert grading.marks_needed(Fraction(possible), percent) == needed


@pytest.mark.parametrize(
    ("answers", "earned", "reached", "missed", "passed"),
    [
        ("aaaaa", 5, True, [], True),
        ("aaaab", 4, True, [], True),
        ("baaaa", 4, True, ["Rule 1"], False),
        ("aabba", 3, False, [], False),
        ("-aaaa", 4, True, ["Rule 1"], False),
        ("bbbbb", 0, False, ["Rule 1", "Rule 2"], False),
        ("-----", 0, False, ["Rule 1", "Rule 2"], False),
    ],
)
def test_passing_needs_the_marks_and_every_critical_question(
    answers: str, earned: int, reached: bool, missed: list[str], passed: bool
) -> None:
    paper = grading.Paper(tuple(question(n, critical=n <= 2) for n in range(1, 6)), 80)
    given_answers = {n: None if a == "-" else a for n, a in enumerate(answers, start=1)}
    grade = grading.grade(paper, given_answers)
    assert (grade.earned, grade.possible, grade.needed) == (earned, 5, 4)
    assert (grade.reached, [m.rule_text for m in grade.missed], grade.passed) == (reached, missed, passed)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), min_size=1, max_size=30), st.integers(1, 100)
)
def test_a_grade_is_exact_and_survives_being_written_down(
    answers: list[tuple[str, bool]], percent: int
) -> None:
    paper = grading.Paper(
        tuple(question(n, critical=critical) for n, (_, critical) in enumerate(answers, start=1)), percent
    )
    grade = grading.grade(paper, {n: answer for n, (answer, _) in enumerate(answers, start=1)})
    right = sum(answer == "a" for answer, _ in answers)
    all_critical_right = all(answer == "a" for answer, critical in answers if critical)
    assert grade.passed == (Fraction(right * 100, len(answers)) >= percent and all_critical_right)
    assert grading.thaw(grading.freeze(grade)) == grade


def test_grading_never_uses_binary_fractions() -> None:
    third = grading.Grade((Mark(Fraction(1, 3)),) * 3, 100, ())
    assert third.earned == 1
    assert grading.freeze(third)["marks"] == [["1/3", "1"]] * 3


@pytest.mark.parametrize(
    ("mark", "text"),
    [("4", "4"), ("7/2", "3.5"), ("7/4", "1.75"), ("7/3", "2 1/3"), ("1/3", "1/3"), ("0", "0")],
)
def test_marks_read_exactly(mark: str, text: str) -> None:
    assert grading.mark_text(Fraction(mark)) == text


@pytest.mark.parametrize(
    ("part", "of", "text"),
    [
        ("4", "5", "80 %"),
        ("21", "25", "84 %"),
        ("16", "19", "84.2 %"),
        ("2", "3", "66.6 %"),
        ("999", "1000", "99.9 %"),
    ],
)
def test_a_share_is_cut_and_never_rounded_up(part: str, of: str, text: str) -> None:
    assert grading.percent_text(Fraction(part), Fraction(of)) == text


# ── when one may sit ──


def failed(hours_ago: int) -> Past:
    return Past(passed=False, ended=NOON - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("past", "missing", "state", "left", "wait"),
    [
        ([], False, State.READY, 3, None),
        ([], True, State.LOCKED, 3, None),
        ([Past(passed=None)], False, State.SITTING, 2, None),
        ([Past(passed=None)], True, State.SITTING, 2, None),
        ([failed(1)], False, State.WAITING, 2, 23),
        ([failed(24)], False, State.READY, 2, None),
        ([failed(200), failed(71)], False, State.WAITING, 1, 1),
        ([failed(200), failed(72)], False, State.READY, 1, None),
        ([failed(900), failed(800), failed(700)], False, State.USED_UP, 0, None),
        ([failed(200), Past(passed=True, ended=NOON)], True, State.PASSED, 1, None),
    ],
)
def test_attempts_and_waits(
    past: list[Past], missing: bool, state: State, left: int, wait: int | None
) -> None:
    got = chance(blueprint(), past, missing, NOON)
    assert (got.state, got.left) == (state, left)
    assert got.at == (NOON + timedelta(hours=wait) if wait else None)


@pytest.mark.parametrize(
    ("hours", "since", "state", "left"),
    [
        (60 * 24 - 1, [], State.PASSED, 1),
        (60 * 24, [], State.READY, 3),
        (90 * 24, [failed(1)], State.WAITING, 2),
        (90 * 24, [failed(900), failed(800), failed(700)], State.USED_UP, 0),
        (200 * 24, [Past(passed=True, ended=NOON)], State.PASSED, 2),
    ],
)
def test_some_days_after_a_pass_it_may_be_sat_again_with_all_attempts(
    hours: int, since: list[Past], state: State, left: int
) -> None:
    ended = NOON - timedelta(hours=hours)
    past = [failed(hours + 100), Past(passed=True, ended=ended), *since]
    got = chance(replace(blueprint(), again_days=60), past, False, NOON)
    assert (got.state, got.left) == (state, left)
    last = past[-1].ended if past[-1].passed else None
    assert got.at == (last + timedelta(days=60) if state is State.PASSED and last else got.at)
    assert chance(blueprint(), past, False, NOON).state is State.PASSED


def test_the_last_wait_repeats() -> None:
    plan = Blueprint(5, 2, 80, 10, 9, (24, 72))
    ended = [NOON - timedelta(days=n) for n in (30, 20, 10)]
    assert sitting.next_start(plan, ended) == NOON - timedelta(days=10) + timedelta(hours=72)


# ── saving ──

A1, B2, A3 = Step(1, "a", False, "k1"), Step(1, "b", False, "k2"), Step(1, "a", False, "k3")


@pytest.mark.parametrize(
    ("steps", "sent", "placing"),
    [
        ([], Step(1, None, False, "k"), Placing.SAME),
        ([], Step(1, None, True, "k"), Placing.NEW),
        ([], A1, Placing.NEW),
        ([A1], A1, Placing.SAME),
        ([A1], A3, Placing.SAME),
        ([A1, B2], A1, Placing.STALE),
        ([A1, B2], A3, Placing.NEW),
        ([A1, B2], B2, Placing.SAME),
        ([A1], Step(1, "b", False, "k1"), Placing.NEW),
        ([A1], Step(1, None, False, "k4"), Placing.NEW),
        ([A1], Step(1, "a", True, "k5"), Placing.NEW),
        ([A1], Step(2, "a", False, "k1"), Placing.NEW),
        ([Step(1, "a", False, "k-1")], Step(1, "b", False, "k-2"), Placing.NEW),
        ([Step(1, "b", False, "k-2")], Step(1, "a", False, "k-1"), Placing.STALE),
        ([Step(1, "b", False, "k-10")], Step(1, "a", False, "k-9"), Placing.STALE),
        ([Step(1, "b", False, "k-1")], Step(1, "a", False, "k"), Placing.STALE),
        ([Step(1, "b", False, "k-2"), A1], Step(1, "c", False, "k-1"), Placing.STALE),
        ([Step(1, "b", False, "k-2")], Step(1, "a", False, "j-1"), Placing.NEW),
        ([Step(1, "b", False, "k-2")], Step(2, "a", False, "k-1"), Placing.NEW),
        ([Step(1, "b", False, "-2")], Step(1, "a", False, "-1"), Placing.NEW),
    ],
)
def test_a_repeated_sending_does_nothing_and_brings_nothing_old_back(
    steps: list[Step], sent: Step, placing: Placing
) -> None:
    """T05."""
    assert place(steps, sent) is placing


@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, False), (1, True)])
def test_the_closing_moment_itself_still_counts(seconds: int, over: bool) -> None:
    assert sitting.is_over(NOON, NOON + timedelta(seconds=seconds)) is over


def test_no_time_is_left_after_the_deadline() -> None:
    assert sitting.seconds_left(NOON, NOON + timedelta(hours=1)) == 0
    assert sitting.seconds_left(NOON, NOON - timedelta(seconds=90, milliseconds=700)) == 90
