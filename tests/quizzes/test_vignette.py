"""Cases: how their parts share the mark, what hangs on an earlier choice, and what a pack may not say."""

from fractions import Fraction
from typing import Any

import pytest

from ashilms.plugins import Mark
from ashilms.quizzes.kinds.vignette import Vignette

pytestmark = pytest.mark.any_database

KIND = Vignette()


def part(
    id_: str, right: str, *, after: dict[str, Any] | None = None, options: str = "abcd"
) -> dict[str, Any]:
    return {
        "id": id_, "kind": "single" if len(right) == 1 else "multiple", "stem": f"Part {id_}?",
        "options": [
            {"id": o, "text": f"{id_} {o}", "right": o in right, "rationale": f"{id_} {o} why"} for o in options
        ],
        **({"after": after} if after else {}),
    }  # fmt: skip


def case(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"stem": "A case.", "parts": list(parts)}


PLAIN = case(part("a", "a"), part("b", "bc"), part("c", "d"))
BRANCHED = case(
    part("a", "a"),
    part("b", "b", after={"part": "a", "chosen": ["a"]}),
    part("c", "c", after={"part": "a", "chosen": ["b", "c"]}),
    part("d", "d", after={"part": "b", "chosen": ["b"]}),
)


@pytest.mark.parametrize(
    ("item", "answer", "earned"),
    [
        (PLAIN, {"a": "a", "b": ["b", "c"], "c": "d"}, "1"),
        (PLAIN, {"a": "a", "b": ["b"], "c": "d"}, "5/6"),
        (PLAIN, {"a": "b", "b": ["b", "c"], "c": "d"}, "2/3"),
        (PLAIN, {"b": ["a", "d"]}, "0"),
        (PLAIN, {"a": "a"}, "1/3"),
        (PLAIN, None, "0"),
        (BRANCHED, {"a": "a", "b": "b", "d": "d"}, "1"),
        (BRANCHED, {"a": "b", "c": "c"}, "0"),  # led astray, and right there
        (BRANCHED, {"a": "a", "b": "c"}, "1/3"),
        (BRANCHED, {"a": "b", "b": "b", "d": "d"}, "0"),  # what is not asked then earns nothing
    ],
)
def test_the_parts_on_the_right_way_share_the_mark(item: dict[str, Any], answer: Any, earned: str) -> None:
    mark = KIND.grade(*KIND.split(item), answer)
    assert mark == Mark(Fraction(earned))
    assert mark.right == (earned == "1")


def test_what_hangs_on_another_choice_is_dropped_from_the_answer() -> None:
    asked, _ = KIND.split(BRANCHED)
    given = {place: place for place in "1234"}
    read = KIND.read(asked, KIND.parts(asked), given)
    assert read == {"a": "a", "b": "b", "d": "d"}


def test_options_stand_in_shuffled_places_and_parts_in_their_order() -> None:
    asked, _ = KIND.split(BRANCHED)
    shown = KIND.shown(asked, KIND.parts(asked)[::-1], {"b": "c"})
    assert [one["stem"] for one in shown["parts"]] == ["Part a?", "Part b?", "Part c?", "Part d?"]
    assert [o["text"] for o in shown["parts"][1]["options"] if o["chosen"]] == ["b c"]
    assert shown["parts"][1]["options"][0]["text"] == "b d"
    assert shown["parts"][3]["only_if"] == {"place": "2", "chosen": ["b b"]}


@pytest.mark.parametrize("whole", [True, False])
def test_a_review_tells_of_a_part_what_was_chosen_and_the_rest_when_released(whole: bool) -> None:
    """T08, T10."""
    asked, key = KIND.split(PLAIN)
    told = KIND.told(asked, key, KIND.parts(asked), {"a": "b"}, whole=whole)
    whys = [option.get("why") for one in told["parts"] for option in one["options"]]
    assert [why for why in whys if why] == (whys if whole else ["a b why"])


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (PLAIN, None),
        (BRANCHED, None),
        (case(part("a", "a")), "1 parts are given; give 2 to 5."),
        (case(part("a", "a"), part("a", "b")), "Part a: An earlier part has the same id."),
        (case(part("a", "a"), {**part("b", "b"), "kind": "essay"}), "Part b: It is 'essay'"),
        (case(part("a", "a"), part("b", "ab", options="ab")), "Part b: 2 options are given"),
        (
            case(part("a", "a"), part("b", "b", after={"part": "c", "chosen": ["a"]})),
            "which is no earlier part",
        ),
        (case(part("a", "a"), part("b", "b", after={"part": "a", "chosen": ["g"]})), "has no such option"),
    ],
)
def test_a_case_that_cannot_be_asked_says_why(item: dict[str, Any], problem: str | None) -> None:
    said = KIND.problems(item)
    assert any(problem in sentence for sentence in said) if problem else said == []
