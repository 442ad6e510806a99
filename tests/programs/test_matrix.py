"""The matrix: what a cell says, who is asked for, in which order, and the same as a file."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit.models import AuditRecord
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.plugins import Blocking
from ashilms.programs.rules import Standing
from ashilms.programs.rules.matrix import DONE, NAME, SINCE, Row, as_sheet, cell_of, in_order, lacking
from ashilms.programs.rules.proof import Proof
from tests.conftest import NOW
from tests.programs.test_views import Sign
from tests.schooling import KINDS, SLUG, Founded, text_of

DAY = date(2026, 11, 24)
BLOCKING = {name for name, kind in KINDS.items() if isinstance(kind, Blocking)}


def part(name: str, met: bool, **more: object) -> Proof:
    return Proof(name, name.title(), met, "what there is", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [(-1, "care", "what there is, to 23 Nov"), (30, "care", "what there is, to 24 Dec"), (31, "met", "what there is")],
)  # fmt: skip
def test_what_ends_within_thirty_days_is_told_apart(days: int, state: str, said: str) -> None:
    cell = cell_of(part("paper", True, until=DAY + timedelta(days)), DAY)
    assert (cell.heading, cell.state, cell.said) == ("Paper", state, said)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("no_open_incident", "stop"), ("no_open_remediation", "stop"), ("quiz_passed", "open")],
)
def test_what_blocks_issue_is_told_apart_from_what_is_still_open(kind: str, state: str) -> None:
    assert cell_of(part("it", False, kind=kind), DAY, BLOCKING).state == state
    group = part(
        "all", False, members=(part("one", True, kind="quiz_passed"), part("it", False, kind=kind)), least=2
    )
    assert cell_of(group, DAY, BLOCKING).state == state
    assert cell_of(group, DAY).said == "1 of 2"


def row(number: int, name: str, since: date, **parts: bool) -> Row:
    members = tuple(part(key, met) for key, met in parts.items())
    top = Proof("all", "All", all(parts.values()), "", members=members, least=len(members))
    return Row(number, name, since, Standing("level-1", 1, DAY, top))


ROWS = [
    row(1, "caz", DAY, hours=False, exam=False),
    row(2, "Bea", DAY - timedelta(3), hours=True, exam=False),
    row(3, "Ana", DAY - timedelta(1), hours=True, exam=False),
    row(4, "Dee", DAY - timedelta(2), hours=True, exam=True),
]


def test_rows_stand_in_the_order_that_is_asked_for() -> None:
    assert [r.name for r in in_order(ROWS, DONE)] == ["Dee", "Ana", "Bea", "caz"]
    assert [r.name for r in in_order(ROWS, NAME)] == ["Ana", "Bea", "caz", "Dee"]
    assert [r.name for r in in_order(ROWS, SINCE)] == ["Bea", "Dee", "Ana", "caz"]


def test_who_lacks_a_part_is_found_by_its_id() -> None:
    assert [r.name for r in lacking(ROWS, "hours")] == ["caz"]
    assert [r.name for r in lacking(ROWS, "exam")] == ["caz", "Bea", "Ana"]
    assert lacking(ROWS, "else") == []


def test_a_sheet_says_of_each_part_whether_and_what() -> None:
    head, first, *rest = as_sheet(in_order(ROWS, DONE))
    assert head == ["Trainee", "Since", "Met", "Of", "Hours", "Hours: what", "Exam", "Exam: what"]
    assert first == ["Dee", "2026-11-22", 2, 2, "met", "what there is", "met", "what there is"]
    assert len(rest) == 3
    assert as_sheet([]) == [["Trainee", "Since", "Met", "Of"]]


def names_on(page: str) -> list[str]:
    return [
        cell.split("<")[0] for cell in page.split('<th scope="row">')[1:] for cell in [cell.split(">", 1)[1]]
    ]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Ana", "Caz"]),
        ("q=AN", ["Ana"]),
        ("q=%25", []),
        ("missing=tested", ["Caz"]),
        ("missing=approved", ["Ana", "Caz"]),
        ("order=since", ["Ana", "Caz"]),
        ("q=a&missing=tested&order=name", ["Caz"]),
        ("on=2026-01-01", ["Ana", "Caz"]),
    ],
)
def test_the_matrix_shows_who_is_asked_for(client_of: Sign, asked: str, names: list[str]) -> None:
    page = text_of(client_of("reg").get(f"/standings?{asked}"))
    assert names_on(page) == names
    assert ("Nobody like that" in page) is (names == [])


def test_a_day_in_the_past_shows_what_stood_then(client_of: Sign) -> None:
    page = text_of(client_of("reg").get("/standings?on=2026-01-01"))
    assert "as of 1 January 2026" in page
    assert page.count("<b>0</b> of 9") == 2
    assert "ready to approve" not in page


@pytest.mark.parametrize(
    "asked",
    ["missing=else", "order=size", "on=never", "on=1999-12-31", "on=2101-01-01", "version=77", "cohort=77",
     f"q={'x' * 121}"],
)  # fmt: skip
def test_what_is_no_choice_is_refused_with_the_form_still_there(client_of: Sign, asked: str) -> None:
    reg = client_of("reg")
    page = text_of(reg.get(f"/standings?{asked}"), 422)
    assert 'class="al-filter' in page
    assert 'aria-invalid="true"' in page
    assert names_on(page) == []
    assert reg.get(f"/standings.csv?{asked}").status_code == 422


def test_a_page_that_is_not_there_is_missing(client_of: Sign) -> None:
    assert client_of("reg").get("/standings?page=2").status_code == 404


def test_a_cohort_shows_its_own_to_its_instructor_and_the_registrar_alone(
    client_of: Sign, site_school: Founded
) -> None:
    db, cast = site_school.db, site_school.cast
    cohort = cohorts.add_cohort(
        db, cast.reg, SLUG, Plan("Autumn", cast.dee.id, DAY, DAY, capacity=1), now=NOW
    )
    cohorts.add_trainee(db, cast.reg, cohort.id, cast.caz.id, now=NOW)
    db.commit()
    address = f"/standings?cohort={cohort.id}"
    assert names_on(text_of(client_of("reg").get(address))) == ["Caz"]
    assert names_on(text_of(client_of("dee").get(address))) == ["Caz"]
    assert client_of("bea").get(address).status_code == 422


def test_the_file_has_all_that_the_pages_have(client_of: Sign, host_db: Session) -> None:
    reg = client_of("reg")
    assert "/standings.csv?order=name" in text_of(reg.get("/standings?order=name"))
    answer = reg.get("/standings.csv?order=name")
    assert answer.headers["Content-Disposition"] == "attachment; filename=standings-2026-11-24.csv"
    head, ana, caz = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert head[:6] == ["Trainee", "Since", "Met", "Of", "Modules", "Modules: what"]
    assert (ana[0], ana[2:4], caz[0], caz[2:4]) == ("Ana", ["8", "9"], "Caz", ["0", "9"])
    assert set(caz[4::2]) == {"open"}
    record = host_db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert record is not None
    assert (record.action, record.after) == ("programs.export-standings", {"people": 2})


@pytest.mark.parametrize(
    ("who", "code"), [(None, 401), ("ana", 403), ("bea", 200), ("dee", 200), ("reg", 200)]
)
def test_the_file_is_for_whom_the_page_is_for(client_of: Sign, who: str | None, code: int) -> None:
    answer = client_of(who).get("/standings.csv")
    assert (answer.status_code, '"Ana"' in answer.text) == (code, code == 200)
