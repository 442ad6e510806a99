"""Grading marked places, on the body map and on a figure; and the same answer in words."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.bodymap.geometry import places_at
from ashilms.quizzes.kinds.hotspot import formats
from ashilms.quizzes.kinds.spots import OUTSIDE
from tests.quizzes.conftest import CANARY, KINDS
from tests.quizzes.samples import SAMPLES

pytestmark = pytest.mark.any_database

KIND, MAPPED = KINDS["hotspot"], {**SAMPLES["hotspot"].item, "accept": ["renal"], "choose": 1}
FIGURE: dict[str, Any] = {
    "stem": "Which part bears?", "figure": "foot", "frame": [0, 0, 40, 80], "choose": 1, "accept": ["heel"],
    "areas": [
        {"id": "toe", "label": "The toe", "circle": [8, 8, 4]},
        {"id": "heel", "label": "The heel", "ellipse": [20, 60, 12, 6, 90]},
        {"id": "arch", "label": "The arch", "polygon": [[10, 30], [24, 30], [24, 50]]},
    ],
    "rationale": f"{CANARY} why", "feedback": [{"region": "toe", "text": f"{CANARY} toe"}],
    "otherwise": f"{CANARY} otherwise",
}  # fmt: skip


def earned(item: dict[str, Any], *answer: Any) -> Fraction:
    return KIND.grade(*KIND.split(item), list(answer)).earned


@pytest.mark.parametrize(
    ("accept", "mark", "right"),
    [
        (["renal"], [700, 3800], 1),
        (["renal"], [-700, 3800], 1),
        (["renal-left"], [700, 3800], 0),
        (["renal"], [700, 3300], 1),  # under the floating ribs as well: as strict, and either is right
        (["float"], [700, 3300], 1),
        (["lES"], [410, 3500], 0),  # the kidneys reach under the muscle, and are stricter
        (["glut-uo"], [520, 4600], 0),  # the nerve runs through the quarter there
        (["glut-uo"], [700, 4400], 1),
        (["glut"], [700, 4400], 0),  # the quarter has a name of its own
        (["renal"], [0, 9990], 0),
        (["renal"], OUTSIDE, 0),
        (["renal"], "renal-left", 1),
    ],
)
def test_the_strictest_region_at_a_mark_decides(accept: list[str], mark: Any, right: int) -> None:
    assert earned({**MAPPED, "accept": accept}, mark) == right


@pytest.mark.parametrize(
    ("mark", "right"),
    [
        ([200, 600], 1), ([200, 720], 1), ([200, 721], 0), ([260, 600], 1), ([261, 600], 0), ([80, 80], 0),
        ("heel", 1), ("toe", 0), (OUTSIDE, 0),
    ],
)  # fmt: skip
def test_a_mark_on_a_figure_lies_in_circles_turned_ellipses_and_polygons_edges_included(
    mark: Any, right: int
) -> None:
    assert earned(FIGURE, mark) == right


def test_each_of_several_places_earns_its_share_once() -> None:
    item = {**MAPPED, "accept": ["trap", "arm-prox"], "choose": 2}
    assert earned(item, "trap-left", "arm-prox-right") == 1
    assert earned(item, "trap-left", "trap-right") == Fraction(1, 2)
    assert earned(item, "trap-left", "spine") == Fraction(1, 2)


@given(
    x=st.integers(-1900, 1900),
    y=st.integers(0, 10_000),
    accept=st.sampled_from(["renal", "sci", "glut-uo", "spine"]),
)
@settings(max_examples=100)
def test_a_mark_earns_what_the_strictest_region_there_earns_in_words(x: int, y: int, accept: str) -> None:
    """On the map or in words, an answer earns the same."""
    item, here = {**MAPPED, "accept": [accept]}, places_at(x, y)
    worst = max((place.region.zone for place in here), default=None)
    named = [earned(item, place.id) for place in here if place.region.zone is worst]
    assert earned(item, [x, y]) == max(named, default=0)


@given(x=st.integers(0, 400), y=st.integers(0, 800))
@settings(max_examples=50)
def test_a_mark_on_a_figure_earns_what_its_areas_earn_in_words(x: int, y: int) -> None:
    from_areas = [
        area["id"] for area in FIGURE["areas"] if earned({**FIGURE, "accept": [area["id"]]}, [x, y])
    ]
    assert earned(FIGURE, [x, y]) == max((earned(FIGURE, area) for area in from_areas), default=0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"choose": 2}, "ask for 1 to 1"),
        ({"accept": ["sole"]}, "Nobody can mark 'sole'"),
        ({"map": "posterior"}, "not both"),
        ({"accept": ["toe", "heel", "arch"]}, "Nobody who marks an area can miss it"),
        ({"frame": [0, 0, 40, 60]}, "'heel' needs one shape"),
        ({"feedback": [{"region": "knee", "text": "No."}]}, "Nobody can mark 'knee'"),
        ({"figure": None}, "give its name as figure"),
    ],
)  # fmt: skip
def test_an_item_that_nobody_can_answer_or_miss_is_refused(changed: dict[str, Any], said: str) -> None:
    item = {name: value for name, value in {**FIGURE, **changed}.items() if value is not None}
    assert any(said in problem for problem in KIND.problems(item)), KIND.problems(item)


def test_the_search_finds_what_earns_full_marks() -> None:
    for item in (MAPPED, FIGURE):
        assert KIND.problems(item) == []
        marks = formats.right_answer(item)
        assert marks
        assert earned(item, *marks) == 1
        assert 0 < formats.share(item) < 0.1


def test_the_shapes_of_a_figure_are_part_of_its_key() -> None:
    """T08: the page has the areas' names, and not where they lie."""
    asked, key = KIND.split(FIGURE)
    assert asked["areas"][0] == {"id": "toe", "label": "The toe"}
    assert key["areas"] == FIGURE["areas"]


def test_a_mark_off_the_figure_is_refused() -> None:
    """T39."""
    asked, _ = KIND.split(FIGURE)
    assert KIND.read(asked, [], {"m1": "map", "m1x": "400", "m1y": "0"}) == [[400, 0]]
    for given_ in ({"m1": "map", "m1x": "401", "m1y": "0"}, {"m1": "spine"}, {"m1": "map"}, {"m1": ["toe"]}):
        with pytest.raises(ValueError, match=r"\.$"):
            KIND.read(asked, [], given_)


def test_the_result_draws_marks_over_the_areas_that_decided_and_says_why() -> None:
    said = KIND.told(*KIND.split(FIGURE), [], [[80, 80]], whole=False)
    assert 'viewBox="0 0 40 80"' in said["over"]
    assert said["marks"] == [{"said": "The toe", "right": False, "why": f"{CANARY} toe"}]
    whole = KIND.told(*KIND.split(MAPPED), [], [[700, 3800]], whole=True)
    assert whole["key"] == ["Renal angle and flank, left", "Renal angle and flank, right"]
    assert "al-bm__region--never" in whole["map"]
