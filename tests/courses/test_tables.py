"""The screening table in a lesson: the rows of screening.yaml in words, and what an author may get wrong."""

from typing import Any

import pytest

from ashilms.courses.parts import Rendered, render_lesson
from ashilms.courses.tables import screening_tables

ROW = {"id": "a", "section": "s", "condition": "A <b>", "action": "Do.", "reason": "Why.", "class": "MODIFY"}
SCREENING: dict[str, Any] = {
    "sections": [
        {"id": "s", "title": "First"},
        {"id": "t", "title": "Second"},
        {"id": "u", "title": "Empty"},
    ],
    "rules": [ROW, {**ROW, "id": "b", "section": "t", "class": "STOP_REFER"}],
}


def render(text: str, screening: dict[str, Any] | None = None) -> Rendered:
    return render_lesson(text, 1, terms=(), figures=(), screening=screening)


def test_a_lesson_prints_the_rows_of_the_section_that_it_names() -> None:
    rendered = render("One.\n\n::: screening t\n:::\n", SCREENING)
    assert rendered.wrong == []
    assert rendered.parts[1] == {
        "kind": "screening", "title": "Second",
        "rows": [{
            "tone": "never", "condition": "A <b>", "decision": "Refer", "limits": "", "action": "Do.",
            "reason": "Why.",
        }],
    }  # fmt: skip


def test_without_a_name_it_prints_every_section_that_has_rows_and_its_words_count() -> None:
    rendered = render("::: screening\n:::\n", SCREENING)
    assert [part["title"] for part in rendered.parts] == ["First", "Second"]
    assert rendered.words == 2 + 4 + 4, "titles, and condition, decision, action, reason of each row"


@pytest.mark.parametrize(
    ("changes", "decision", "limits"),
    [
        ({"class": "STOP_EMERGENCY"}, "Emergency", ""),
        ({"class": "STOP_ON_THIS_TABLE"}, "Not on this table", ""),
        ({"max_feet": 1, "max_depth": 2, "max_score": 4}, "Modify", "One foot, depth 2 at most, score 4 at most."),
        ({"max_feet": 2}, "Modify", ""),
        ({"max_depth": 2, "max_score": 4, "action": "Score 4 at most."}, "Modify", "Depth 2 at most."),
        ({"class": "DEFER_UNTIL", "until": {"from": "today", "days": 1}}, "Defer: 1 day", ""),
        ({"class": "DEFER_UNTIL", "until": {"from": "d", "days": 84}}, "Defer: 12 weeks", ""),
        (
            {"class": "DEFER_UNTIL", "until": {"from": "d", "months": 9, "needs_clearance": True}},
            "Defer: 9 months, then clearance", "",
        ),
        ({"class": "DEFER_UNTIL", "until": {"event": "well again"}}, "Defer: until well again", ""),
    ],
)  # fmt: skip
def test_a_rows_decision_is_said_in_words(changes: dict[str, Any], decision: str, limits: str) -> None:
    (table,) = screening_tables({"rules": [{**ROW, "section": "", **changes}]}, "")
    assert (table["rows"][0]["decision"], table["rows"][0]["limits"]) == (decision, limits)


@pytest.mark.parametrize(
    ("text", "screening"),
    [
        ("::: screening moon\n:::\n", SCREENING),
        ("::: screening u\n:::\n", SCREENING),
        ("::: screening s\nA row of my own.\n:::\n", SCREENING),
        ("::: screening\n:::\n", None),
    ],
)
def test_what_prints_nothing_or_adds_to_the_table_is_told(
    text: str, screening: dict[str, Any] | None
) -> None:
    wrong = render(text, screening).wrong[0]
    assert wrong[0] == 1
    assert "of screening.yaml that has rows" in wrong[1]
