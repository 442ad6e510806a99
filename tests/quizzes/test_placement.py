"""Grading a placed foot: what its load touches, what else is asked, and the same answer in words."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.bodymap.geometry import PATCHES, patch_at, place_ids, spot_in, touched
from ashilms.bodymap.rules import Zone
from ashilms.plugins import Mark
from ashilms.quizzes.kinds.placement import formats, rules
from ashilms.quizzes.kinds.spots import OUTSIDE, choices
from ashilms.quizzes.rules.grading import Item, Paper, grade
from tests.quizzes.conftest import KINDS
from tests.quizzes.samples import SAMPLES

pytestmark = pytest.mark.any_database

KIND, ITEM = KINDS["placement"], SAMPLES["placement"].item
PLAIN: dict[str, Any] = {
    name: value for name, value in ITEM.items() if name not in ("load", "foot", "direction")
}
STROKE = {
    **{name: value for name, value in PLAIN.items() if name != "accept"},
    "stroke": {"from": ["tES"], "to": ["tES", "tlES"]},
}
SAFE = {"part": "arch"}


def mark(item: dict[str, Any], **answer: Any) -> Mark:
    return KIND.grade(*KIND.split(item), answer)


@pytest.mark.parametrize(
    ("case", "answer", "earned", "unsafe"),
    [
        ("in the lane", {"at": [-270, 2200]}, 1, False),
        ("in the lane, by name", {"at": "tES-left"}, 1, False),
        ("a flat sole has its peak under the arch", {"at": [-270, 2200], "part": "sole"}, 1, False),
        ("another part that the lane bears", {"at": [-270, 2200], "part": "ball"}, Fraction(1, 2), False),
        ("a part that the lane does not bear", {"at": [-270, 2200], "part": "heel"}, 0, True),
        ("the other lane", {"at": [270, 2200]}, 0, False),
        ("a hair over the lane's end", {"at": [-270, 2501]}, 0, False),
        ("on its very end", {"at": [-270, 2500]}, 0, False),
        ("a hair before it", {"at": [-270, 2499]}, 1, False),
        ("the midline", {"at": [-219, 2200]}, 0, True),
        ("the edge of the midline is the midline", {"at": [-220, 2200]}, 0, True),
        ("the kidneys, by name", {"at": "renal-left"}, 0, True),
        ("beside the body", {"at": [-2200, 2200]}, 0, True),
        ("in no region, by name", {"at": OUTSIDE}, 0, True),
        ("no foot at all", {"at": "none"}, 0, False),
        ("across the lane", {"at": [-270, 2200], "turn": 90}, 0, True),
    ],
)  # fmt: skip
def test_the_worst_place_under_the_peak_of_the_load_decides(
    case: str, answer: dict[str, Any], earned: Fraction, unsafe: bool
) -> None:
    assert mark(PLAIN, **(SAFE | answer)) == Mark(Fraction(earned), unsafe=unsafe), case


def test_most_of_the_load_lies_where_it_was_asked_for_and_no_place_is_stricter() -> None:
    """Of a load on the seam of a safe and a caution region, the caution region is right with most of the load only."""
    item = {**PLAIN, "accept": ["tlES"]}
    assert mark(item, **SAFE, at=[270, 2680]).right
    assert mark(item, **SAFE, at=[270, 2620]).earned == 0


def test_what_else_is_asked_shares_the_other_half() -> None:
    """Part, load, foot and travel: an eighth each."""
    right = {"at": "tES-left", "part": "arch", "load": 3, "foot": "left", "travel": "head"}
    assert mark(ITEM, **right).right
    assert mark(ITEM, **(right | {"load": 4})).earned == Fraction(7, 8)
    assert mark(ITEM, **(right | {"load": 1})).right
    assert mark(ITEM, **(right | {"foot": "right", "travel": "feet"})).earned == Fraction(6, 8)
    del right["travel"]
    assert mark(ITEM, **right).earned == Fraction(7, 8)


@pytest.mark.parametrize(
    ("case", "answer", "earned", "unsafe"),
    [
        ("along the lane", {"at": [270, 1900], "end": [270, 2450]}, 1, False),
        ("along the lane and past its end", {"at": [270, 1900], "end": [270, 2900]}, 1, False),
        ("the same in words", {"at": "tES-right", "end": "tlES-right"}, 1, False),
        ("half in words", {"at": [270, 1900], "end": "tlES-right"}, 1, False),
        ("the wrong way", {"at": [270, 2900], "end": [270, 1900]}, 0, False),
        ("over the midline", {"at": [-270, 2200], "end": [270, 2200]}, 0, True),
        ("over the midline, in words", {"at": "tES-left", "end": "tES-right"}, 0, True),
        ("off the muscle at its end", {"at": [270, 2200], "end": [600, 2900]}, 0, True),
        ("without an end", {"at": [270, 2200]}, 0, False),
    ],
)  # fmt: skip
def test_a_stroke_is_judged_at_its_start_at_its_end_and_on_the_way(
    case: str, answer: dict[str, Any], earned: int, unsafe: bool
) -> None:
    assert mark(STROKE, **SAFE, **answer) == Mark(Fraction(earned), unsafe=unsafe), case


def test_who_would_not_place_a_foot_is_right_where_none_belongs() -> None:
    item = {**PLAIN, "accept": ["none"]}
    assert KIND.problems(item) == []
    assert mark(item, at="none").right
    assert mark(item, **SAFE, at="tES-left").earned == 0


def test_a_load_on_what_never_bears_it_is_a_must_pass_miss_whatever_the_rule() -> None:
    asked, key = KIND.split(PLAIN)
    paper = Paper((Item(1, KIND, asked, key, "r", "Stay in the lane.", critical=False),), 0)
    assert not grade(paper, {1: SAFE | {"at": [0, 2200]}}).passed
    assert grade(paper, {1: SAFE | {"at": [0, 2200]}}).missed[0].rule == "r"
    assert grade(paper, {1: SAFE | {"at": "tES-right"}}).passed


# ── equal marks for equal answers ──

PARTS = st.sampled_from(sorted(PATCHES))
ACCEPTED = st.sampled_from(
    [["tES"], ["tlES", "lES"], ["glut", "glut-uo"], ["glut-uo-left"], ["scap"], ["ham"], ["sci"]]
)
CENTRES = st.tuples(st.integers(-1600, 1600), st.integers(1400, 8600))
REST = st.fixed_dictionaries({"load": st.integers(1, 5), "foot": st.sampled_from(["left", "right"])})


@given(centre=CENTRES, turn=st.integers(0, 359), part=PARTS, accept=ACCEPTED, rest=REST)
@settings(max_examples=150)
def test_a_placement_earns_what_the_worst_and_the_most_loaded_place_earn_in_words(
    centre: tuple[int, int], turn: int, part: str, accept: list[str], rest: dict[str, Any]
) -> None:
    """On the map or in words, an answer earns the same: its mark is that of the places its load lies in."""
    item = {**ITEM, "accept": accept}
    touches = touched(part, patch_at(part, *centre, turn))
    deciding = {touches[0].place or OUTSIDE, rules.most_of(touches).place or OUTSIDE}
    named = [mark(item, at=place, part=part, **rest) for place in deciding]
    placed = mark(item, at=list(centre), turn=turn, part=part, **rest)
    assert placed.earned == min(one.earned for one in named)
    assert placed.unsafe == any(one.unsafe for one in named)


@given(place=st.sampled_from(sorted(place_ids())), part=PARTS, accept=ACCEPTED, rest=REST)
@settings(max_examples=100)
def test_a_place_that_is_named_earns_what_a_foot_earns_that_lies_in_it(
    place: str, part: str, accept: list[str], rest: dict[str, Any]
) -> None:
    spot = spot_in(frozenset({place}), part)
    item = {**ITEM, "accept": accept}
    if spot is not None:
        x, y, turn = spot
        assert mark(item, at=[x, y], turn=turn, part=part, **rest) == mark(item, at=place, part=part, **rest)


def test_every_place_of_the_map_is_on_the_list_once() -> None:
    ids = [id_ for _, id_, _ in choices()]
    assert len(ids) == len(set(ids))
    assert set(ids) == place_ids()


# ── what can be answered, and missed ──


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"accept": ["ham"], "parts": ["heel"]}, "no placement of the heel on ham"),
        ({"accept": ["sac"]}, "Nobody can answer it"),
        ({"accept": ["scapedge-left"]}, "Nobody can answer it"),
        ({"accept": ["sole"]}, "can't be placed on 'sole'"),
        ({"accept": ["tES", "nowhere"]}, "can't be placed on 'nowhere'"),
        ({"stroke": {"from": ["tES"], "to": ["tES"]}}, "not both"),
        ({"accept": sorted(place_ids()), "parts": ["heel", "arch", "ball"]}, "Nobody can miss it"),
    ],
)  # fmt: skip
def test_an_item_that_nobody_can_answer_or_miss_is_refused(changed: dict[str, Any], said: str) -> None:
    (problem,) = KIND.problems({**PLAIN, **changed})
    assert said in problem


def test_the_search_finds_the_half_millimetre_beside_the_muscle() -> None:
    item = {**PLAIN, "accept": ["latrib-c"]}
    assert KIND.problems(item) == []
    answer = formats.right_answer(item)
    assert answer
    assert mark(item, **answer).right
    assert 0 < formats.share(item) < 0.0001


def test_the_search_finds_a_stroke_on_one_side() -> None:
    answer = formats.right_answer(STROKE)
    assert answer
    assert answer["at"][0] * answer["end"][0] > 0
    assert mark(STROKE, **answer).right


# ── what is told ──


def told(item: dict[str, Any], answer: Any, *, whole: bool = False) -> dict[str, Any]:
    return KIND.told(*KIND.split(item), [], answer, whole=whole)


def test_the_result_draws_what_was_placed_over_the_place_that_decided_and_says_why() -> None:
    said = told(
        {**PLAIN, "feedback": [{"region": "spine", "text": "That is bone."}]}, SAFE | {"at": [0, 2200]}
    )
    assert "al-foot__peak" in said["map"]
    assert "al-bm__region--never" in said["map"]
    assert said["why"] == [
        "Spinous processes: no foot goes there (bone under skin; load goes to the joints).", "That is bone.",
    ]  # fmt: skip
    assert said["touches"][0] == {"place": "Spinous processes", "word": "no foot", "share": "100 %"}
    assert "key" not in said


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"at": [-270, 2200], "part": "heel"}, "Thoracic erectors, T2–T9, left: no heel goes there."),
        ({"at": [2200, 2200], "part": "arch"}, "lies outside every region of the map"),
        ({"at": "tES-left", "part": "arch", "load": 5}, "A load of 5 is too much here."),
        ({"at": "tES-left", "part": "arch"}, "Nothing was said of the load."),
        ({"at": "tES-left", "part": "ball"}, "Not right here is the loaded part: ball."),
        ({"at": "tES-left"}, "It doesn't say where the load lies, and of which part"),
    ],
)
def test_the_result_says_what_was_wrong_without_what_would_have_been_right(
    answer: dict[str, Any], sentence: str
) -> None:
    why = told(ITEM, answer)["why"]
    assert any(sentence in said for said in why), why


def test_a_result_in_words_is_drawn_where_the_place_has_room() -> None:
    assert "al-foot__peak" in told(PLAIN, SAFE | {"at": "tES-left"})["map"]
    assert "al-foot__peak" not in told(PLAIN, SAFE | {"at": OUTSIDE})["map"]
    assert "al-foot__go" in told(STROKE, SAFE | {"at": "tES-left", "end": "tlES-left"})["map"]


def test_the_map_that_is_asked_on_shows_no_region() -> None:
    """T08: an exam's map has no region, and no word that tells one."""
    shown = KIND.shown(KIND.split(ITEM)[0], [], None)
    assert "al-bm__region" not in shown["map"]
    assert "data-region" not in shown["map"]


def test_a_stroke_is_read_from_a_form_with_both_its_ends() -> None:
    asked, _ = KIND.split(STROKE)
    given = {"at": "map", "atx": "270", "aty": "1900", "end": "tlES-right", "turn": "15", "part": "arch"}
    assert KIND.read(asked, [], given) == {"at": [270, 1900], "end": "tlES-right", "turn": 15, "part": "arch"}
    assert KIND.read(asked, [], {"end": "tlES-right"}) == {"end": "tlES-right"}
    with pytest.raises(ValueError, match="0 to 359"):
        KIND.read(asked, [], given | {"turn": "360"})


def test_the_class_of_a_place_is_that_of_the_part() -> None:
    assert rules.touches_of("tES-left", "heel", 0)[0].zone is Zone.NEVER
    assert rules.touches_of("tES-left", "arch", 0)[0].zone is Zone.SAFE
