"""How numbers, short texts, matches, orders and statements are graded, and what a pack may not say of them."""

from fractions import Fraction
from typing import Any

import pytest

from tests.quizzes.conftest import KINDS
from tests.quizzes.samples import SAMPLES

pytestmark = pytest.mark.any_database


def earned(name: str, item: dict[str, Any], answer: Any) -> str:
    return str(KINDS[name].grade(*KINDS[name].split(item), answer).earned)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("12.5", "12.5"), ("12,5", "12.5"), (" 12.5 ", "12.5"), ("+3", "3"), ("-3", "-3"), ("−3", "-3"), ("007", "007"),
        ("", None), ("  ", None), (None, None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_in_most_places(given: str | None, read: str | None) -> None:
    assert KINDS["numeric"].read({}, [], given) == read


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("12.5", "1"), ("12.50", "1"), ("12", "1"), ("13", "1"), ("13.000000001", "1/2"), ("11.5", "1/2"),
        ("11.499999999", "0"), ("-12.5", "0"), (None, "0"),
    ],
)  # fmt: skip
def test_a_number_earns_the_best_share_whose_tolerance_holds_it(answer: str | None, share: str) -> None:
    """Reckoned exactly: the ends count, and nothing beyond them."""
    answers = [{"value": "12.5", "tolerance": "1", "share": "1/2"}, {"value": "12.5", "tolerance": "0.5"}]
    assert earned("numeric", {"stem": "?", "answers": answers, "rationale": "Why."}, answer) == share


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("Gluteus maximus", "1"), ("  GLUTEUS   maximus. ", "1"), ("“gluteus maximus”", "1"), ("ｇluteus maximus", "1"),
        ("glutaeus maximus", "0"), ("gluteus", "1/2"), ("Grosser Gesäßmuskel", "1"),
        ("GROSSER GESA\u0308SSMUSKEL", "1"),
        ("...", "0"), (None, "0"),
    ],
)  # fmt: skip
def test_a_short_text_is_compared_without_regard_to_how_it_is_typed(answer: str | None, share: str) -> None:
    accepted = [
        {"text": "gluteus maximus"}, {"text": "Gluteus", "share": "1/2"}, {"text": "großer Gesäßmuskel"},
    ]  # fmt: skip
    assert earned("short", {"stem": "?", "accepted": accepted, "rationale": "Why."}, answer) == share


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ({1: "Oak", 2: "Ash", 3: "Oak"}, "1"),
        ({1: "Oak", 2: "Oak"}, "1/3"),
        ({3: "Oak"}, "1/3"),
        ({1: "Wool"}, "0"),
        ({}, "0"),
    ],
)
def test_every_right_match_earns_its_share(chosen: dict[int, str], share: str) -> None:
    item = SAMPLES["matching"].item
    asked, _ = KINDS["matching"].split(item)
    assert [match["text"] for match in asked["matches"]] == ["Ash", "Oak", "Straw", "Wool"]
    ids = {match["text"]: match["id"] for match in asked["matches"]}
    assert earned("matching", item, {f"p{n}": ids[text] for n, text in chosen.items()} or None) == share


@pytest.mark.parametrize(
    ("places", "share"),
    [
        ("1234", "1"),
        ("2134", "1/2"),
        ("4321", "0"),
        ("1111", "0"),
        ("1123", "0"),
        ("12", "1/2"),
        ("1233", "1/2"),
        ("", "0"),
    ],
)
def test_every_step_at_its_place_earns_its_share_and_a_place_given_twice_none(
    places: str, share: str
) -> None:
    answer = dict(zip("cabd", places, strict=False))
    assert earned("ordering", SAMPLES["ordering"].item, answer or None) == share


@pytest.mark.parametrize(("answer", "share"), [("true", 1), ("false", 0), (None, 0)])
def test_a_statement_is_right_or_not(answer: str | None, share: int) -> None:
    kind = KINDS["truefalse"]
    assert kind.grade(*kind.split(SAMPLES["truefalse"].item), answer).earned == Fraction(share)


@pytest.mark.parametrize(
    ("name", "changed", "problem"),
    [
        ("truefalse", {"right": "yes"}, "Say whether it is right"),
        ("truefalse", {"rationale": {"true": "Why."}}, "Give a rationale for the answer 'false'."),
        ("numeric", {"answers": []}, "No answer earns the whole mark"),
        ("numeric", {"answers": [{"value": "NaN", "tolerance": "0"}]}, "The value 'NaN' is no decimal"),
        ("numeric", {"answers": [{"value": "1", "tolerance": 0.5}]}, "The tolerance 0.5 is no decimal"),
        ("numeric", {"answers": [{"value": "1", "tolerance": "-1"}]}, "is below zero"),
        (
            "numeric",
            {"answers": [{"value": "1", "tolerance": "0", "share": "3/2"}]},
            "The share '3/2' is none",
        ),
        ("short", {"accepted": [{"text": "a", "share": "1/0"}, {"text": "b"}]}, "The share '1/0' is none"),
        ("short", {"accepted": [{"text": "a", "share": "1/2"}]}, "No answer earns the whole mark"),
        (
            "short",
            {"accepted": [{"text": "Arch"}, {"text": "arch."}]},
            "Two accepted texts are the same: 'arch'.",
        ),
        ("short", {"accepted": [{"text": "…"}]}, "Nobody can type '…'."),
        ("matching", {"pairs": []}, "0 pairs are given; give 2 to 10."),
        (
            "matching",
            {"pairs": [{"id": "a", "prompt": "P", "match": "M"}] * 2},
            "Two pairs have the same prompt: 'P'.",
        ),
        ("matching", {"distractors": ["Oak"]}, "The distractor 'Oak' is a right match."),
        (
            "matching",
            {"distractors": [f"d{n}" for n in range(15)]},
            "17 different texts are offered; offer 2 to 16.",
        ),
        ("ordering", {"steps": [{"id": "a", "text": "Stop"}]}, "1 steps are given; give 3 to 10."),
        (
            "ordering",
            {"steps": [{"id": o, "text": "Stop"} for o in "abc"]},
            "Two steps have the same text: 'Stop'.",
        ),
    ],
)
def test_an_item_that_cannot_be_asked_says_why(name: str, changed: dict[str, Any], problem: str) -> None:
    said = KINDS[name].problems({**SAMPLES[name].item, **changed})
    assert any(problem in sentence for sentence in said), said
