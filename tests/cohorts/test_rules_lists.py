"""A list of people: what is read of it, what is refused, what is decided, and what of it leaves as CSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.cohorts.rules.lists import Decision, Known, Target, Verdict, compare, decide, name_button
from ashilms.cohorts.rules.sheets import (
    MAX_BYTES,
    MAX_ROWS,
    Line,
    SheetRefused,
    decode,
    read_sheet,
)
from ashilms.spreadsheet import BOM, TRIGGERS, guard_cell, write_sheet

ANA = Line(2, "ana@example.org", "Ana Duarte", "Ana Beatriz Duarte")


@pytest.mark.parametrize(
    "text",
    [
        "e-mail,name,printed name\nana@example.org,Ana Duarte,Ana Beatriz Duarte\n",
        "\ufeffE-Mail;Name;Printed Name\r\nana@example.org;Ana Duarte;Ana Beatriz Duarte\r\n",
        "EMAIL\tNAME\tPRINTED_NAME\nana@example.org\tAna Duarte\tAna Beatriz Duarte",
        'name, "Printed-name" ,E mail\nAna  Duarte,Ana Beatriz Duarte, ana@example.org ,,\n,,\n\n',
    ],
)
def test_a_list_is_read_however_a_spreadsheet_wrote_it(text: str) -> None:
    text = text.replace(' "Printed-name" ', '"Printed-name"')
    assert read_sheet(text) == (ANA,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert (
        read_sheet(decode("e-mail;name\nm@example.org;Maë Łukasz\n".encode(encoding)))[0].name == "Maë Łukasz"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The list is empty"),
        (" \n\n", "The list is empty"),
        ("e-mail,name\n\n", "nobody below"),
        ("name,printed name\nAna,Ana\n", "has to name a column “e-mail”"),
        ("ana@example.org\nben@example.org\n", "“ana@example.org” is no column of ours"),
        ("e-mail,,name\na@example.org,,A\n", "A column has no name"),
        ("e-mail,Email\na@example.org,b@example.org\n", "“e-mail” is there twice"),
        ('e-mail,name\na@example.org,"Ana\n', "Line 2 can’t be read: a quotation mark is left open"),
        ("e-mail\n" + "a@example.org\n" * (MAX_ROWS + 1), f"more than {MAX_ROWS} people"),
        ("e-mail\n" + "a" * MAX_BYTES, "larger than 128 KB"),
    ],
)
def test_a_list_that_can_t_be_taken_says_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(SheetRefused, match=said):
        read_sheet(text)


@pytest.mark.parametrize(
    "column", ["role", "Roles", "ROLE", "person_id", "active", "is_admin", "password", "host_key"]
)
def test_a_column_that_would_change_more_than_a_name_is_refused_by_its_name(column: str) -> None:
    """T21: a role above all; nothing of the list is taken then."""
    with pytest.raises(SheetRefused, match=f"“{column}”"):
        read_sheet(f"e-mail,{column}\nana@example.org,registrar\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"e-mail\n\xff\xfa", "no text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "no list"),
        (b"\xff\xfeA", "no text in UTF-8"),
        (b"x" * (MAX_BYTES + 1), "larger than 128 KB"),
    ],
)
def test_a_file_that_is_no_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SheetRefused, match=said):
        decode(data)


def test_what_is_wrong_with_a_line_is_said_with_its_number_in_the_file() -> None:
    """Lines are counted as an editor does, also below an empty one and below one that is broken within quotes."""
    text = (
        'e-mail,name\n\n"a@example.org","A\nA"\n,Nobody\nA@Example.org,Again\nb@example.org,B,registrar\n'
        f"c@example.org,{'C' * 201}\n"
    )
    told = [(line.number, line.fault) for line in read_sheet(text)]
    assert told == [
        (3, ""),
        (5, "The e-mail address is missing."),
        (6, "The same address is in line 3 already."),
        (7, "There are more cells than the 2 columns that the first line names."),
        (8, "The name is longer than 200 characters."),
    ]


CELLS = (
    "=1+1",
    "+49 30",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "=cmd|' /C calc'!A0",
    " =1",
    "＝1",
    "\n=1",
    "+",
    "@",
)


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_that_looks_like_a_formula_is_text_on_its_way_in_and_guarded_on_its_way_out(cell: str) -> None:
    """T20: twelve strings in each column; parsed back, none begins with what a spreadsheet computes."""
    (line,) = read_sheet(f'e-mail,name\na@example.org,"{cell}"\n')
    assert line.name == " ".join(cell.split())
    assert line.fault == ""
    for place in range(4):
        row = ["a"] * 4
        row[place] = cell
        (back,) = csv.reader(io.StringIO(write_sheet([row]).removeprefix(BOM), newline=""))
        assert not any(found.lstrip().startswith(TRIGGERS) or found.startswith(TRIGGERS) for found in back)
        assert back[place] == f"'{cell}"


@given(st.text(max_size=30))
def test_no_text_leaves_as_a_formula_and_all_of_it_leaves(cell: str) -> None:
    """T20."""
    guarded = guard_cell(cell)
    assert guarded.removeprefix("'") == cell.removeprefix("'")
    assert not guarded.lstrip().startswith(tuple("=+-@"))


@given(st.text(alphabet='abe-m@il,;\t"\n\r =', max_size=60))
def test_no_list_breaks_the_reader(text: str) -> None:
    try:
        lines = read_sheet("e-mail,name\n" + text)
    except SheetRefused:
        return
    assert all(line.number > 1 for line in lines)


COURSE, COHORT = Target(invites=True), Target("Autumn", 2, instructor_id=9, invites=True)
HERE = Known(1, "Ana")


@pytest.mark.parametrize(
    ("known", "target", "verdict", "said"),
    [
        ([HERE], COURSE, Verdict.ENROL, "Will be enrolled."),
        ([Known(1, "Ana", enrolled=True)], COURSE, Verdict.ALREADY, "nothing changes"),
        ([HERE], COHORT, Verdict.ENROL, "Will be enrolled and get a place"),
        ([Known(1, "Ana", enrolled=True)], COHORT, Verdict.ENROL, "will get a place in the cohort"),
        ([Known(1, "Ana", enrolled=True, place="Autumn")], COHORT, Verdict.ALREADY, "nothing changes"),
        ([Known(1, "Ana", place="Spring")], COHORT, Verdict.PROBLEM, "Has a place in “Spring”"),
        ([Known(1, "Ana", active=False)], COURSE, Verdict.PROBLEM, "account is closed"),
        ([Known(1, "Ana", trainee=False)], COURSE, Verdict.PROBLEM, "no trainee"),
        ([Known(9, "Bea")], COHORT, Verdict.PROBLEM, "They teach this cohort"),
        ([HERE, Known(2, "Ana")], COURSE, Verdict.PROBLEM, "Several people here have this address"),
        ([], COURSE, Verdict.INVITE, "an invitation mailed"),
        ([], Target(), Verdict.PROBLEM, "No such person here; they need an account first."),
    ],
)
def test_each_line_is_decided_and_says_why(
    known: list[Known], target: Target, verdict: Verdict, said: str
) -> None:
    (one,) = decide([ANA], {"ana@example.org": known}, target)
    assert one.verdict is verdict
    assert said in one.sentence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(2, "ana at example", "Ana"), "no e-mail address"),
        (Line(2, "ana@example.org\u2028", "Ana"), "no e-mail address"),
        (Line(2, "ana@example.org"), "Add a name"),
        (Line(2, "ana@example.org", "Ana", fault="Wrong."), "Wrong."),
    ],
)
def test_an_account_is_made_only_for_an_address_and_a_name(line: Line, said: str) -> None:
    (one,) = decide([line], {}, COURSE)
    assert one.verdict is Verdict.PROBLEM
    assert said in one.sentence


def test_places_are_given_in_the_order_of_the_list_as_long_as_there_are_any() -> None:
    lines = [Line(number, f"p{number}@example.org", "P") for number in range(2, 6)]
    known = {"p2@example.org": [Known(1, "P", place="Autumn")]}
    told = [(one.number, one.verdict.value) for one in decide(lines, known, COHORT)]
    assert told == [(2, "already"), (3, "invite"), (4, "invite"), (5, "problem")]


def decision(number: int, verdict: Verdict, person_id: int | None = 1) -> Decision:
    return Decision(number, "a@example.org", "A", "", verdict, "", person_id)


def test_what_has_changed_since_it_was_shown_is_not_done() -> None:
    """T21: nor what was no good when it was shown and has become good, since nobody agreed to it."""
    enrol, problem, already, invite = Verdict.ENROL, Verdict.PROBLEM, Verdict.ALREADY, Verdict.INVITE
    shown = [
        decision(2, enrol), decision(3, enrol), decision(4, problem), decision(5, invite, None), decision(6, enrol),
        decision(7, already),
    ]  # fmt: skip
    fresh = [
        decision(2, enrol), decision(3, already), decision(4, enrol), decision(5, enrol), decision(6, enrol, 8),
        decision(7, enrol),
    ]  # fmt: skip
    same, changed = compare(shown, fresh)
    assert [one.number for one in same] == [2]
    assert [(one.number, one.verdict) for one in changed] == [(3, already), (5, enrol), (6, enrol)]


def test_a_decision_is_kept_as_it_was_shown() -> None:
    one = decision(2, Verdict.INVITE, None)
    assert Decision.from_json(one.as_json()) == one


def test_the_button_names_what_it_does() -> None:
    assert [name_button(count) for count in (1, 41)] == ["Enrol the one good line", "Enrol the 41 good lines"]
