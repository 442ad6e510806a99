"""Moodle XML: what each type becomes, what is lost or refused, hostile XML, and what is written reads as it was."""

from typing import Any

import pytest
from hypothesis import given, settings

from ashilms.quizzes.formats.answers import share_of
from ashilms.quizzes.formats.found import BadFile, Found, checked
from ashilms.quizzes.formats.moodle_reader import read_moodle
from ashilms.quizzes.formats.moodle_writer import write_moodle
from tests.quizzes.conftest import KINDS
from tests.quizzes.foreign import ITEMS

pytestmark = pytest.mark.any_database
HEAD = "<questiontext><text>Why?</text></questiontext>"


def one(sort: str, inside: str, head: str = HEAD) -> Found:
    """Return the only question of a file."""
    (found,) = read_moodle(f'<quiz>\n<question type="{sort}">{head}{inside}</question></quiz>')
    return found


def answer(fraction: str, text: str, more: str = "") -> str:
    """Return an answer as XML."""
    return f'<answer fraction="{fraction}"><text>{text}</text>{more}</answer>'


def test_each_type_that_can_be_kept_becomes_an_item() -> None:
    found = one(
        "multichoice",
        "<single>true</single>"
        + answer("100", "a", "<feedback><text>Yes.</text></feedback>")
        + answer("0", "b")
        + answer("0", "c"),
        "<name><text>First</text></name>" + HEAD,
    )
    assert (found.line, found.title, found.status) == (2, "First", "ok")
    assert found.item == {
        "stem": "Why?",
        "kind": "single",
        "options": [
            {"id": "a", "text": "a", "right": True, "rationale": "Yes."},
            {"id": "b", "text": "b", "right": False, "rationale": ""},
            {"id": "c", "text": "c", "right": False, "rationale": ""},
        ],
    }


@pytest.mark.parametrize(
    ("percent", "share"),
    [("100", "1"), ("50", "1/2"), ("33.33333", "1/3"), ("33.333", "1/3"), ("66.66667", "2/3"), ("83.33333", "5/6"),
     ("14.28571", "1/7"), ("11.11111", "1/9"), ("5", "1/20"), ("-16.66667", "-1/6"), ("37.41", "3741/10000")],
)  # fmt: skip
def test_shares_written_as_rounded_per_cent_are_the_fractions_that_they_stand_for(
    percent: str, share: str
) -> None:
    assert str(share_of(percent)) == share


def test_a_third_of_a_mark_can_be_asked() -> None:
    found = one("shortanswer", answer("100", "oak") + answer("33.33333", "ash"))
    assert found.item is not None
    assert KINDS["short"].problems(found.item) == []
    assert [one.get("share") for one in found.item["accepted"]] == [None, "1/3"]


def test_what_is_of_a_kind_that_is_not_installed_is_told() -> None:
    found = checked(one("essay", ""), {name: kind for name, kind in KINDS.items() if name != "essay"})
    assert (found.status, found.lost[-1]) == (
        "lossy",
        "No kind essay is installed, so it is kept and never drawn.",
    )


@pytest.mark.parametrize(
    ("sort", "inside", "part"),
    [
        ("category", "<category><text>$course$</text></category>", "Categories are not kept"),
        ("essay", "", "without a guide and a rubric"),
        ("shortanswer", "<usecase>1</usecase>" + answer("100", "a"), "Capital and small letters"),
        ("shortanswer", answer("100", "a*"), "fits any text"),
        ("shortanswer", answer("100", "a") + "<tags><tag/></tags>", "no place for it: tags"),
        ("shortanswer", answer("100", "a") + answer("0", "b"), "earns nothing is not kept"),
        ("shortanswer", answer("100", "a") + "<correctfeedback><text>x</text></correctfeedback>", "as a whole"),
        ("shortanswer", answer("100", "a") + '<hint><text>x</text></hint>', "no place for it: hint"),
    ],
)  # fmt: skip
def test_what_is_lost_is_said(sort: str, inside: str, part: str) -> None:
    found = one(sort, inside)
    assert found.status == "lossy"
    assert part in " ".join(found.lost)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            '<questiontext format="html"><text>&lt;b&gt;Why?&lt;/b&gt;</text></questiontext>',
            "HTML was made plain",
        ),
        ('<questiontext format="markdown"><text>*Why?*</text></questiontext>', "Markdown is kept as it was"),
        (
            '<questiontext><text>Why?</text><file name="a.png">AAAA</file></questiontext>',
            "files and pictures",
        ),
    ],
)
def test_what_a_text_loses_is_said(text: str, part: str) -> None:
    found = one("shortanswer", answer("100", "a"), text)
    assert found.status == "lossy"
    assert part in " ".join(found.lost)


@pytest.mark.parametrize(
    ("sort", "inside", "part"),
    [
        ("cloze", "", "type cloze can't be asked here"),
        ("description", "", "type description can't"),
        ("truefalse", answer("100", "true"), "the answers true and false"),
        ("numerical", answer("100", "1e999"), "is no number"),
        ("numerical", answer("100", "1", "<tolerance>wide</tolerance>"), "is no number"),
        ("shortanswer", answer("NaN", "a"), "no number of per cent"),
        ("shortanswer", "", "No answer earns anything"),
        ("shortanswer", answer("100", "a") * 30, "30 answers are given"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(sort: str, inside: str, part: str) -> None:
    found = one(sort, inside)
    assert found.status == "refused"
    assert part in " ".join(found.against)


def test_an_element_that_is_no_question_is_told() -> None:
    (found,) = read_moodle("<quiz>\n<extra/></quiz>")
    assert (found.line, found.title, found.status) == (2, "extra", "refused")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("no xml", "Line 1: this is no XML"),
        ("<quiz>\n<question></quiz>", "Line 2: this is no XML"),
        ("<questions/>", "must begin with <quiz>"),
        ("<quiz>" * 101 + "</quiz>" * 101, "too deep"),
        ('<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>', "never read"),
        ('<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>', "never read"),
        ('<!DOCTYPE q SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>', "never read"),
    ],
)
def test_what_is_no_sound_xml_is_refused(text: str, part: str) -> None:
    """T15, V1.5.1: bombs, entities and addresses outside are refused before anything is made of them."""
    with pytest.raises(BadFile, match=part):
        read_moodle(text)


@given(item=ITEMS)
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_as_it_was(item: dict[str, Any]) -> None:
    text, told = write_moodle([(1, {"id": "q1", **item})])
    assert [one.status for one in told] == ["ok"]
    (found,) = read_moodle(text)
    assert (found.title, found.status, found.item) == ("q1", "ok", item)


@pytest.mark.parametrize(
    ("item", "status", "part"),
    [
        ({"kind": "hotspot", "stem": "Where?"}, "refused", "no question of the kind hotspot"),
        ({"kind": "single", "stem": "Why?"}, "refused", "It isn't whole"),
        ({"kind": "essay", "stem": "Why?"}, "lossy", "Guide, rubric and bounds"),
        ({"kind": "truefalse", "stem": "Why?", "right": True, "rule": "r"}, "lossy", "no place for it: rule"),
        ({"kind": "short", "stem": "Why?", "accepted": [{"text": "a*"}]}, "lossy", "fits any text"),
        (
            {"kind": "numeric", "stem": "?", "unit": "cm", "answers": [{"value": "1", "tolerance": "0"}]},
            "lossy",
            "The unit is not written",
        ),
    ],
)
def test_what_moodle_has_no_place_for_is_said(item: dict[str, Any], status: str, part: str) -> None:
    _, (found,) = write_moodle([(3, item)])
    assert found.status == status
    assert part in " ".join([*found.against, *found.lost])
