"""What every kind of question promises, and how the built-in ones grade."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ashilms.plugins import QuestionKind
from ashilms.quizzes.kinds import BUILT_IN
from ashilms.quizzes.kinds.multiple import Multiple
from ashilms.quizzes.kinds.single import Single

KINDS = {kind.name: kind for kind in BUILT_IN}


def item(right: str = "a", options: str = "abcd") -> dict[str, Any]:
    """An item whose secrets all say so."""
    return {
        "stem": "Which?",
        "options": [
            {"id": o, "text": f"Text of {o}", "right": o in right, "rationale": f"SECRET why {o}"}
            for o in options
        ],
    }


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_built_in_kinds_keep_the_protocol_that_plugins_keep(kind: QuestionKind) -> None:
    assert isinstance(kind, QuestionKind)


@pytest.mark.parametrize("name", ["single", "multiple"])
def test_what_is_shown_holds_neither_key_nor_the_packs_ids(name: str) -> None:
    """T08."""
    kind, right = KINDS[name], {"single": "c", "multiple": "cd"}[name]
    asked, _ = kind.split(item(right))
    shown = kind.shown(asked, ["d", "b", "a", "c"], None)
    assert "SECRET" not in json.dumps(shown)
    assert [sorted(option) for option in shown["options"]] == [["chosen", "letter", "place", "text"]] * 4
    again, _ = kind.split(item({"single": "a", "multiple": "ab"}[name]))
    assert kind.shown(again, ["d", "b", "a", "c"], None) == shown, "the page differs with the key"


@pytest.mark.parametrize("name", ["single", "multiple"])
def test_what_is_asked_and_its_key_are_apart(name: str) -> None:
    """T08."""
    asked, key = KINDS[name].split(item("ab" if name == "multiple" else "a"))
    assert "SECRET" not in json.dumps(asked)
    assert "right" not in json.dumps(asked)
    assert key["why"]["b"] == "SECRET why b"


@pytest.mark.parametrize(("answer", "earned"), [("a", 1), ("b", 0), (None, 0)])
def test_single_choice_is_all_or_nothing(answer: str | None, earned: int) -> None:
    asked, key = Single().split(item())
    assert Single().grade(asked, key, answer).earned == earned


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        (["a", "b", "c"], "1"),
        (["a", "b"], "2/3"),
        (["a"], "1/3"),
        (["a", "b", "c", "d"], "2/3"),
        (["a", "d"], "0"),
        (["d", "e"], "0"),
        (["a", "b", "c", "d", "e"], "1/3"),
        (None, "0"),
    ],
)
def test_multiple_choice_gives_shares_and_takes_them_back(answer: list[str] | None, earned: str) -> None:
    asked, key = Multiple().split(item("abc", "abcde"))
    mark = Multiple().grade(asked, key, answer)
    assert mark.earned == Fraction(earned)
    assert mark.right == (earned == "1")


@given(st.sets(st.sampled_from("abcdefgh"), min_size=2, max_size=7), st.sets(st.sampled_from("abcdefgh")))
def test_only_the_whole_answer_earns_the_whole_mark(right: set[str], chosen: set[str]) -> None:
    asked, key = Multiple().split(item("".join(right), "abcdefgh"))
    mark = Multiple().grade(asked, key, sorted(chosen))
    assert 0 <= mark.earned <= 1
    assert mark.right == (chosen == right)


@pytest.mark.parametrize("name", ["single", "multiple"])
@given(data=st.data())
def test_places_lead_back_to_what_was_chosen(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    asked, _ = kind.split(item("ab"))
    order = data.draw(st.permutations(kind.parts(asked)))
    chosen = data.draw(st.sets(st.sampled_from(order), min_size=1, max_size=1 if name == "single" else 4))
    sent = MultiDict([("answer", str(order.index(id_) + 1)) for id_ in chosen])
    form = kind.form(kind.shown(asked, order, None), sent)
    assert form.validate(), form.errors
    answer = kind.read(asked, order, form["answer"].data)
    assert ({answer} if isinstance(answer, str) else set(answer)) == chosen
    shown = kind.shown(asked, order, answer)
    assert {o["text"] for o in shown["options"] if o["chosen"]} == {f"Text of {c}" for c in chosen}
    kept = kind.form(shown, None)["answer"].data
    assert kind.read(asked, order, kept) == answer, "the saved answer is not the one the form holds"


@pytest.mark.parametrize("name", ["single", "multiple"])
@pytest.mark.parametrize("sent", ["0", "5", "-1", "a", "NaN", "1e1", "²", "1 ", "x" * 100_000, "\x00", "1,2"])
def test_a_place_that_is_not_there_is_refused(name: str, sent: str) -> None:
    """T39: only what the page offers can be sent."""
    kind = KINDS[name]
    asked, _ = kind.split(item("ab"))
    form = kind.form(kind.shown(asked, list("abcd"), None), MultiDict([("answer", sent)]))
    assert not form.validate()


@pytest.mark.parametrize("given_value", [5, 1.5, {"a": 1}, [["1"]], [None], "e", float("nan")])
def test_reading_refuses_what_no_form_could_send(given_value: object) -> None:
    """T39."""
    asked, _ = Single().split(item())
    with pytest.raises(ValueError, match="Choose from"):
        Single().read(asked, list("abcd"), given_value)


@pytest.mark.parametrize("name", ["single", "multiple"])
def test_an_empty_form_is_an_empty_answer(name: str) -> None:
    kind = KINDS[name]
    asked, _ = kind.split(item("ab"))
    form = kind.form(kind.shown(asked, list("abcd"), None), MultiDict())
    assert form.validate(), form.errors
    assert kind.read(asked, list("abcd"), form["answer"].data) is None


def whys(told: Mapping[str, Any]) -> list[str]:
    return [option["why"][-1] for option in told["options"] if "why" in option]


@pytest.mark.parametrize(
    ("name", "right", "answer", "whole", "explained"),
    [
        ("single", "a", "b", False, "b"),
        ("single", "a", "b", True, "abcd"),
        ("single", "a", None, False, ""),
        ("multiple", "ab", ["a", "c"], False, "ac"),
        ("multiple", "ab", ["a", "c"], True, "abcd"),
    ],
)
def test_a_review_explains_what_was_chosen_and_the_rest_only_when_released(
    name: str, right: str, answer: Any, whole: bool, explained: str
) -> None:
    """T08, T10."""
    asked, key = KINDS[name].split(item(right))
    told = KINDS[name].told(asked, key, list("abcd"), answer, whole=whole)
    assert "".join(whys(told)) == explained
    assert [("right" in option) == ("why" in option) for option in told["options"]] == [True] * 4


@pytest.mark.parametrize(
    ("name", "right", "options", "problem"),
    [
        ("single", "a", "abcd", None),
        ("single", "ab", "abcd", "2 options are right; exactly one must be."),
        ("single", "", "abcd", "0 options are right; exactly one must be."),
        ("single", "a", "ab", "2 options are given; give 3 to 8."),
        ("single", "a", "aabc", "2 options are right"),
        ("multiple", "ab", "abcd", None),
        ("multiple", "a", "abcd", "1 of the options are right; give at least two"),
        ("multiple", "abcd", "abcd", "Every option is right"),
        ("single", "c", "aabc", "Two options have the same id: 'a'."),
    ],
)
def test_an_item_that_cannot_be_asked_says_why(
    name: str, right: str, options: str, problem: str | None
) -> None:
    said = KINDS[name].problems(item(right, options))
    assert any(problem in sentence for sentence in said) if problem else said == []
