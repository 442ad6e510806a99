"""Questions as CSV: what is wrong is told by line, nothing is computed, and what is written reads as it was."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings

from ashilms.quizzes.formats.found import BadFile, Found
from ashilms.quizzes.formats.sheet import COLUMNS, read_sheet, write_questions
from ashilms.spreadsheet import TRIGGERS
from tests.quizzes.foreign import ITEMS

pytestmark = pytest.mark.any_database
HEADING = ",".join(COLUMNS)


def row(**cells: str) -> str:
    """Return a line with these cells."""
    return ",".join(cells.get(name, "") for name in COLUMNS)


def one(kind: str, *answers: str, **head: str) -> Found:
    """Return the only question of a table."""
    (found,) = read_sheet("\n".join([HEADING, row(kind=kind, **{"stem": "Why?", **head}), *answers]))
    return found


def test_lines_are_counted_past_cells_of_several_lines() -> None:
    text = f'{HEADING}\n,short,"Why\nso?",,,,,,,\n{row(answer="a")}\n\n{row(kind="short", stem="And?")}\n'
    assert [(found.line, found.title) for found in read_sheet(text)] == [(2, "Why\nso?"), (6, "And?")]


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (one("hotspot"), "no question of the kind hotspot"),
        (one("short", row(answer="a"), stem=" "), "asks nothing"),
        (one("short"), "Each answer must earn something"),
        (one("short", row(answer="a", share="1/0")), "share is '1/0'"),
        (one("single", row(answer="a", right="perhaps")), "right is 'perhaps'"),
        (one("single", row(answer="a")), "right is empty at 'a'"),
        (one("truefalse", row(answer="true", right="yes")), "the answers true and false"),
        (one("numeric", row(answer="1e9")), "is no number"),
        (one("numeric", row(answer="1", tolerance="NaN")), "is no number"),
        (one("matching", *[row(answer="a", match="b")] * 27), "27 answers are given"),
    ],
)
def test_what_cannot_be_kept_is_refused(found: Found, part: str) -> None:
    assert found.status == "refused"
    assert part in " ".join(found.against)


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (one("single", row(answer="a", right="yes", share="1/2")), "Shares of options"),
        (one("single", row(answer="a", right="yes"), rationale="All."), "as a whole is not kept"),
        (one("short", row(answer="a", rationale="b")), "A rationale of one answer"),
        (one("matching", row(answer="a", match="b", rationale="c")), "A rationale of one pair"),
    ],
)
def test_what_is_lost_is_said(found: Found, part: str) -> None:
    assert found.status == "lossy"
    assert part in " ".join(found.lost)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "Line 1: the heading must be id,kind,stem"),
        (f"{HEADING}\na,b\n", "Line 2: there are 2 cells"),
        (f"{HEADING}\n{row(answer='a')}\n", "Line 2: an answer stands before"),
        (f'{HEADING}\n"a', "Line 2: this is no CSV"),
    ],
)
def test_what_is_no_such_table_is_refused(text: str, part: str) -> None:
    with pytest.raises(BadFile, match=part):
        read_sheet(text)


@given(item=ITEMS)
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_as_it_was_and_computes_nothing(item: dict[str, Any]) -> None:
    text, told = write_questions([(1, {"id": "q1", **item})])
    assert not any(cell.startswith(TRIGGERS) for line in csv.reader(io.StringIO(text[1:])) for cell in line)
    (found,) = read_sheet(text)
    if told[0].status == "ok":
        assert (found.title, found.status, found.item) == ("q1", "ok", item)
    assert found.item is not None


@pytest.mark.parametrize(
    ("item", "part"),
    [
        ({"kind": "vignette", "stem": "Why?"}, "no question of the kind vignette"),
        ({"kind": "short", "stem": "Why?"}, "It isn't whole"),
        ({"kind": "short", "stem": "'=1+1", "accepted": [{"text": "a"}]}, "An apostrophe before a sign"),
    ],
)
def test_what_a_table_has_no_place_for_is_said(item: dict[str, Any], part: str) -> None:
    _, (found,) = write_questions([(3, item)])
    assert part in " ".join([*found.against, *found.lost])
