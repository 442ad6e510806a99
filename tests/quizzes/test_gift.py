"""GIFT: real files read as their JSON says, nothing lost unsaid, and what is written reads as it was."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ashilms.quizzes.formats.found import BadFile, Found, checked
from ashilms.quizzes.formats.gift_reader import read_gift
from ashilms.quizzes.formats.gift_writer import write_gift
from ashilms.quizzes.kinds import BUILT_IN
from tests.quizzes.foreign import ITEMS

pytestmark = pytest.mark.any_database
GIFT = Path(__file__).parent / "fixtures" / "gift"
KINDS = {kind.name: kind for kind in BUILT_IN}
NAMES = {"MC": "single", "TF": "truefalse", "Short": "short", "Numerical": "numeric", "Matching": "matching"}


def one(text: str) -> Found:
    """Return the only question of a text."""
    (found,) = read_gift(text)
    return checked(found, KINDS)


def bare(text: dict[str, Any] | None) -> str:
    """Return a text of the JSON without markup."""
    if text is None:
        return ""
    return " ".join(unescape(re.sub("<[^>]+>", " ", text["text"])).split())


def said_by(question: dict[str, Any]) -> Any:
    """Return what the JSON says of a question's answers, in the words of our items."""
    if question["type"] == "TF":
        return question["isTrue"]
    if question["type"] == "Matching":
        return [(bare(pair["subquestion"]), pair["subanswer"]) for pair in question["matchPairs"]]
    if question["type"] == "Numerical":
        return numbers_of(question["choices"])
    return [
        (bare(choice["text"]), choice["isCorrect"], choice["weight"] or 100, bare(choice["feedback"]))
        for choice in question["choices"]
        if question["type"] == "MC" or choice["weight"] != 0
    ]


def numbers_of(choices: Any) -> list[tuple[float, float, float]]:
    """Return lowest and highest accepted number and the per cent of each answer that earns something."""
    if isinstance(choices, dict):
        choices = [{"weight": None, "text": choices}]
    spans = []
    for choice in choices:
        said, weight = choice["text"], 100 if choice["weight"] is None else choice["weight"]
        low = said.get("numberLow", said.get("number", 0) - said.get("range", 0))
        high = said.get("numberHigh", said.get("number", 0) + said.get("range", 0))
        spans.append((low, high, weight))
    return [span for span in spans if span[2]]


def share(answer: dict[str, str]) -> float:
    """Return an answer's share in per cent."""
    over, _, under = answer.get("share", "1").partition("/")
    return 100 * int(over) / int(under or 1)


def kept_of(item: dict[str, Any], question: dict[str, Any]) -> Any:
    """Return the same of the item."""
    if item["kind"] == "truefalse":
        return item["right"]
    if item["kind"] == "matching":
        return [(pair["prompt"], pair["match"]) for pair in item["pairs"]]
    if item["kind"] == "numeric":
        ends = [(float(a["value"]), float(a["tolerance"]), share(a)) for a in item["answers"]]
        return [(pytest.approx(v - t), pytest.approx(v + t), s) for v, t, s in ends]
    if item["kind"] == "single":
        weights = [choice["weight"] or 100 for choice in question["choices"]]
        return [
            (o["text"], o["right"], w, o["rationale"]) for o, w in zip(item["options"], weights, strict=True)
        ]
    whys = [bare(choice["feedback"]) for choice in question["choices"]]
    assert item["rationale"] == whys[0]
    return [(a["text"], True, share(a), why) for a, why in zip(item["accepted"], whys, strict=True)]


@pytest.mark.parametrize("name", ["escapeAll", "giftFormatPhpExamples", "numerical1"])
def test_a_real_file_reads_as_its_json_says(name: str) -> None:
    found = [checked(question, KINDS) for question in read_gift((GIFT / f"{name}.gift").read_text("utf-8"))]
    expected = json.loads((GIFT / f"{name}.json").read_text("utf-8"))
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.against == []
        assert ours.item is not None
        assert ours.kind == NAMES[theirs["type"]]
        assert ours.item["stem"] == bare(theirs["stem"])
        assert theirs["title"] in (None, ours.title)
        assert kept_of(ours.item, theirs) == said_by(theirs)


def test_a_category_is_told_as_lost() -> None:
    found = one((GIFT / "categorySpecialCharacter.gift").read_text("utf-8"))
    assert (found.kind, found.status, found.title) == (
        "category",
        "lossy",
        "$course$/top/Default for Unit 1: Topic",
    )


def test_categories_in_a_row_are_told_one_by_one() -> None:
    found = read_gift("$CATEGORY: a\n" * 1200 + "Why {T}")
    assert [one.line for one in found] == [*range(1, 1202)]
    assert found[-1].kind == "truefalse"


def test_lines_are_counted_past_comments_and_blank_lines() -> None:
    text = "// first\n\n\n// [id:x] [tag:y]\nOne {T}\n\n::Two::\nTwo {F}\n"
    found = read_gift(text)
    assert [(one.line, one.title) for one in found] == [(5, "One"), (7, "Two")]
    assert [one.status for one in found] == ["lossy", "ok"]


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Heart {~%50%a ~%30%b ~%20%c ~d}", "multiple", "earn different shares"),
        ("Heart {=a ~%50%b ~c}", "single", "earns part of the mark"),
        ("Heart {~%50%a ~%50%b ~%-100%c}", "multiple", "cost a share"),
        ("Heart {=a ~b ~c ####All}", "single", "as a whole is not kept"),
        ("Heart {T####All}", "truefalse", "as a whole is not kept"),
        ("Heart {}", "essay", "without a guide and a rubric"),
        ("[html]<b>Heart</b> {T}", "truefalse", "HTML was made plain text"),
        ("[markdown]*Heart* {T}", "truefalse", "Markdown is kept as it was typed"),
        ("Heart {=a =%0%b}", "short", "earns nothing is not kept"),
        ("Heart {=a#yes =%50%b#no}", "short", "Feedback to answers"),
        ("Heart {=a->b =c->d#why}", "matching", "Feedback and shares of a pair"),
    ],
)
def test_what_is_lost_is_said(text: str, kind: str, part: str) -> None:
    found = one(text)
    assert (found.kind, found.status) == (kind, "lossy")
    assert part in " ".join(found.lost)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Only a text.", "no answers in braces"),
        ("Open {=a ~b", "braces don't match"),
        ("Shut {=a ~b}}", "braces don't match"),
        ("Twice {=a} and {=b}", "several sets of answers"),
        ("{=a ~b ~c}", "asks nothing"),
        ("Few {=a ~b}", "2 options are given"),
        ("None {~a ~b ~c}", "0 of the options are right"),
        ("Two {=a =b ~c}", "2 options are right"),
        ("Alike {=a ~a ~c}", "the same text"),
        ("Number {#many}", "is no number"),
        ("Number {#1e999}", "is no number"),
        ("Number {#1..x}", "is no number"),
        ("Nothing {#=%0%5}", "No answer earns anything"),
        ("Loose {a =b ~c ~d}", "must begin with = or ~"),
        ("Long {=" + "a" * 20_000 + "}", "longer than 20,000 characters"),
        ("Many {" + "~x" * 40 + " =y}", "41 answers are given"),
    ],
)
def test_what_cannot_be_kept_is_refused(text: str, part: str) -> None:
    found = one(text)
    assert found.status == "refused"
    assert part in " ".join(found.against)
    assert "item" not in found.as_data()


def test_too_many_questions_are_refused_as_a_file() -> None:
    with pytest.raises(BadFile, match="Line 10001: these are more than 5000 questions"):
        read_gift("Q{T}\n\n" * 5001)


@given(item=ITEMS)
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_as_it_was(item: dict[str, Any]) -> None:
    text, told = write_gift([(1, {"id": "q1", **item})])
    assert [one.status for one in told] == ["ok"]
    (found,) = read_gift(text)
    assert (found.title, found.status, found.item) == ("q1", "ok", item)


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ({"kind": "vignette", "stem": "A case."}, "no question of the kind vignette"),
        ({"kind": "single", "stem": "Without options."}, "It isn't whole"),
        (
            {"kind": "matching", "stem": "Pairs.", "pairs": [{"prompt": "a->b", "match": "c"}]},
            "-> in a prompt",
        ),
        ({"kind": "short", "stem": "Text.", "accepted": [{"text": "a->b"}]}, "-> in an answer"),
    ],
)
def test_what_gift_cannot_say_is_not_written(item: dict[str, Any], part: str) -> None:
    text, (found,) = write_gift([(3, item)])
    assert (text.strip(), found.status, found.line) == ("", "refused", 3)
    assert part in " ".join(found.against)


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ({"kind": "essay", "stem": "Why?"}, "Guide, rubric and bounds"),
        ({"kind": "truefalse", "stem": "Why?", "right": True, "rule": "r"}, "no place for it: rule"),
        ({"kind": "truefalse", "stem": "Why  not?", "right": True}, "more than one space"),
        (
            {"kind": "numeric", "stem": "Why?", "unit": "cm", "answers": [{"value": "1", "tolerance": "0"}]},
            "The unit is not written",
        ),
    ],
)
def test_what_gift_has_no_place_for_is_said(item: dict[str, Any], part: str) -> None:
    text, (found,) = write_gift([(3, item)])
    assert found.status == "lossy"
    assert part in " ".join(found.lost)
    assert "Why" in text
