"""Papers that keep every bound of their blueprint, as plain values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.quizzes.content import blueprint_of, pool_of, topic_of
from ashilms.quizzes.rules.bounds import Bound, as_bound
from ashilms.quizzes.rules.paper import Blueprint, Part, PoolItem, as_blueprint, draw, find_lack, shortage
from ashilms.quizzes.rules.search import find_paper, mend
from tests.curriculum.reading import PACK

pytestmark = pytest.mark.any_database

FIELDS = {"topic": ("a", "b"), "kind": ("single", "vignette"), "difficulty": (1, 2)}


def blueprint(draws: int, critical: int = 0, *bounds: Bound, parts: tuple[Part, ...] = ()) -> Blueprint:
    return Blueprint(draws, critical, 80, 10, 3, (24,), parts, bounds)


def keeps(plan: Blueprint, paper: Sequence[PoolItem]) -> bool:
    """Return whether a paper is what the blueprint says, counted without the code that draws."""
    in_all = len(paper) == plan.draw and len({item.rule for item in paper}) == plan.draw
    return (
        in_all
        and sum(item.critical for item in paper) == plan.critical
        and all(b.least <= sum(b.holds(item) for item in paper) <= b.most for b in plan.bounds)
    )


def every_paper(pool: Iterable[PoolItem]) -> Iterable[tuple[PoolItem, ...]]:
    """Return all papers on different rules, of any length."""
    rules: dict[str, list[PoolItem | None]] = {}
    for item in pool:
        rules.setdefault(item.rule, [None]).append(item)
    return (tuple(item for item in taken if item) for taken in product(*rules.values()))


@st.composite
def plans(draw_from: st.DrawFn) -> tuple[Blueprint, list[PoolItem]]:
    """A small pool, and a blueprint with bounds of every sort that it may or may not fill."""
    kinds_of_rule = st.lists(st.tuples(*map(st.sampled_from, FIELDS.values())), min_size=1, max_size=2)
    rules = draw_from(st.lists(st.tuples(st.booleans(), kinds_of_rule), min_size=1, max_size=6))
    pool = [
        PoolItem(10 * n + at, f"r{n}", *item[:1], critical, *item[1:])  # type: ignore[misc]
        for n, (critical, items) in enumerate(rules)
        for at, item in enumerate(items)
    ]
    size = draw_from(st.integers(1, len(rules)))
    bounds = []
    for field in draw_from(st.lists(st.sampled_from([*FIELDS]), max_size=3)):
        least = draw_from(st.integers(0, 2))
        about: dict[str, Any] = {field: (draw_from(st.sampled_from(FIELDS[field])),)}
        bounds.append(Bound(least, least + draw_from(st.integers(0, 1)), **about))
    return blueprint(size, draw_from(st.integers(0, size)), *bounds), pool


@settings(max_examples=80)
@given(plans(), st.binary(min_size=32, max_size=32))
def test_a_paper_is_drawn_exactly_when_there_is_one_and_keeps_every_bound(
    made: tuple[Blueprint, list[PoolItem]], seed: bytes
) -> None:
    """T09. Against every paper there is, gone through one by one."""
    plan, pool = made
    can = any(keeps(plan, paper) for paper in every_paper(pool))
    assert (shortage(plan, pool) is None) is can
    if not can:
        with pytest.raises(ValueError, match=r"\w"):
            draw(plan, pool, seed)
        return
    by_id = {item.id: item for item in pool}
    drawn = draw(plan, pool, seed)
    assert keeps(plan, [by_id[id_] for id_ in drawn])
    assert drawn == draw(plan, pool[::-1], seed), (
        "the same seed gives the same paper, however the pool is read"
    )


@settings(max_examples=30)
@given(plans())
def test_going_through_all_papers_finds_one_when_there_is_one(made: tuple[Blueprint, list[PoolItem]]) -> None:
    plan, pool = made
    rules: dict[str, list[PoolItem]] = {}
    for item in pool:
        rules.setdefault(item.rule, []).append(item)
    found = find_paper(plan.all_bounds, rules.values())
    assert (
        keeps(plan, found) if found is not None else not any(map(lambda p: keeps(plan, p), every_paper(pool)))
    )


def test_mending_changes_as_little_as_it_can() -> None:
    """Three cases are wanted, one is there: two questions make room, and the rest stays."""
    pool = [PoolItem(n, f"r{n}", "a", critical=False, kind="single", difficulty=1) for n in range(8)]
    pool += [PoolItem(n + 8, f"r{n}", "a", critical=False, kind="vignette", difficulty=1) for n in range(8)]
    plan = blueprint(5, 0, Bound(3, 3, kind=("vignette",)))
    before = [*pool[:4], pool[12]]
    after = mend(plan.all_bounds, before, pool) or []
    assert keeps(plan, after)
    assert len({i.id for i in after} & {i.id for i in before}) == 3


def test_rules_that_bounds_cannot_tell_apart_are_drawn_as_often_as_each_other() -> None:
    """T09: 600 seeds; six rules can ask a case and six can't; for each six 5 degrees of freedom, 0.1 % point 20.5."""
    pool = [PoolItem(n, f"r{n}", f"t{n % 2}", critical=False, kind="single") for n in range(12)]
    pool += [PoolItem(n + 12, f"r{n}", f"t{n % 2}", critical=False, kind="vignette") for n in range(6)]
    plan = blueprint(4, 0, Bound(2, 2, kind=("vignette",)))
    seen = Counter(id_ % 12 for seed in range(600) for id_ in draw(plan, pool, seed.to_bytes(32)))
    for half in (range(6), range(6, 12)):
        expected = sum(seen[n] for n in half) / 6
        assert sum((seen[n] - expected) ** 2 / expected for n in half) < 20.5


def test_a_rule_that_stands_in_two_parts_is_asked_once() -> None:
    pool = [PoolItem(1, "r1", "a", False), PoolItem(2, "r1", "b", False), PoolItem(3, "r2", "b", False)]
    plan = blueprint(2, 0, parts=(Part("a", 1, 0), Part("b", 1, 0)))
    assert {draw(plan, pool, seed.to_bytes(32)) for seed in range(20)} == {(1, 3), (3, 1)}


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ({"kind": "vignette", "exactly": 5}, Bound(5, 5, kind=("vignette",))),
        ({"kind": ["hotspot", "placement"], "least": 2}, Bound(2, 200, kind=("hotspot", "placement"))),
        ({"difficulty": 3, "topic": "m06", "most": 4}, Bound(0, 4, topic=("m06",), difficulty=(3,))),
        ({"topic": ["a", "b"], "critical": True, "exactly": 0}, Bound(0, 0, ("a", "b"), critical=True)),
    ],
)
def test_a_bound_reads_as_the_pack_states_it(stated: dict[str, Any], meant: Bound) -> None:
    assert as_bound(stated) == meant


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (Bound(5, 5, kind=("vignette",)), "vignette questions"),
        (Bound(1, 2, ("clot",), ("single", "short"), (1, 3)), "single or short questions of difficulty 1 or 3 on clot"),
        (Bound(1, 1, critical=True), "must-pass questions"),
    ],
)  # fmt: skip
def test_a_bound_says_what_it_is_about(bound: Bound, said: str) -> None:
    assert bound.about == said


def test_bounds_that_clash_are_named() -> None:
    pool = [PoolItem(n, f"r{n}", "a", critical=False, kind="single", difficulty=1) for n in range(3)]
    all_single, no_easy = Bound(2, 2, kind=("single",)), Bound(0, 0, difficulty=(1,))
    lack = find_lack(blueprint(2, 0, all_single, no_easy, Bound(0, 2, topic=("a",))), pool)
    assert lack is not None
    assert lack.bound == 0
    assert "0 to 0 questions of difficulty 1" in lack.sentence


def _read(name: str) -> Any:
    return yaml.load((PACK / name).read_bytes(), Loader=yaml.CSafeLoader)


def _pack(
    quiz_id: str, *more: str
) -> tuple[dict[str, Any], Blueprint, list[PoolItem], dict[int, dict[str, Any]]]:
    quiz = next(q for q in _read("quizzes.yaml")["quizzes"] if q["id"] == quiz_id)
    pool = pool_of(quiz)
    items = _read(f"questions/{pool}.yaml")["items"]
    known = {n: i for n, i in enumerate(items) if i["kind"] in ("single", "multiple", "vignette", *more)}
    rows = [
        PoolItem(n, i["rule"], topic_of(i, pool), i["critical"], i["kind"], i["difficulty"])
        for n, i in known.items()
    ]
    return quiz, as_blueprint(blueprint_of(quiz)), rows, known


def test_every_paper_of_module_6_has_five_cases_and_ten_must_pass_questions() -> None:
    _, plan, pool, items = _pack("quiz-m06")
    for seed in range(15):
        paper = [items[id_] for id_ in draw(plan, pool, seed.to_bytes(32))]
        assert (len(paper), sum(item["critical"] for item in paper)) == (25, 10)
        assert sum(item["kind"] == "vignette" for item in paper) == 5
        assert 4 <= sum(item["difficulty"] == 3 for item in paper) <= 7


def test_the_final_examination_is_shared_out_over_the_modules_and_over_difficulty() -> None:
    quiz, plan, pool, items = _pack("final-exam")
    paper = [items[id_] for id_ in draw(plan, pool, b"any")]
    assert Counter(i["module"] for i in paper) == {part["topic"]: part["draw"] for part in quiz["parts"]}
    assert sum(i["critical"] for i in paper) == 15
    assert 15 <= sum(i["difficulty"] == 3 for i in paper) <= 25


@pytest.mark.parametrize(
    ("quiz", "kinds", "exactly", "draws"),
    [("quiz-m05", ["hotspot", "placement"], 6, 20), ("quiz-m08", ["placement"], 4, 10)],
)
def test_pools_hold_what_is_asked_on_the_map_once_it_can_be(
    quiz: str, kinds: list[str], exactly: int, draws: int
) -> None:
    plain, _, pool, items = _pack(quiz, "hotspot", "placement")
    plan = as_blueprint(
        blueprint_of({**plain, "draw": draws, "bounds": [{"kind": kinds, "exactly": exactly}]})
    )
    paper = [items[id_] for id_ in draw(plan, pool, b"any")]
    assert sum(item["kind"] in kinds for item in paper) == exactly
