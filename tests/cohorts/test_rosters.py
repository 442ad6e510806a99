"""OneRoster exports: the students of one class become a list, everything else is named, and a zip has bounds."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from zipfile import ZIP_BZIP2, ZipFile

import pytest
from flask.testing import FlaskClient

from ashilms.cohorts import services
from ashilms.cohorts.rules.rosters import Roster, read_roster
from ashilms.cohorts.rules.sheets import Line, SheetRefused, has_unseen, read_sheet
from ashilms.cohorts.rules.zips import MAX_FILES, MAX_UNFOLDED, MAX_ZIP
from tests.cohorts.conftest import Group
from tests.cohorts.exports import (
    ENROLLMENTS,
    USERS_11,
    Sheet,
    bulk_11,
    delta_12,
    enrolled,
    person,
    rows,
    zipped,
)
from tests.cohorts.test_lists import counts, invite, verdicts
from tests.conftest import NOW
from tests.schooling import text_of

Sign = Callable[[str | None], FlaskClient]
TODAY = date(2026, 11, 24)


def read(files: dict[str, Any], *, wanted: str = "", cohort: str = "Spring", **how: bool) -> Roster:
    return read_roster(zipped(files, **how), wanted=wanted, cohort=cohort, today=TODAY)


def test_an_export_of_1_1_becomes_the_lines_of_its_class_that_is_called_as_the_cohort() -> None:
    roster = read(bulk_11())
    assert roster.title == "Spring"
    assert [(one.number, one.email, one.name, one.fault) for one in roster.lines] == [
        (2, "caz@example.org", "Caz Cole", ""),
        (4, "new@example.org", "Noé O’Neill, Jr.", ""),
        (5, "", "Ida Long", "The e-mail address is missing in users.csv."),
        (6, "", "", "users.csv has nobody with the number “u9”."),
    ]


def test_an_export_of_1_2_is_read_with_preferred_names_to_address_and_full_ones_to_print() -> None:
    roster = read(delta_12(), quoted=False)
    first, gone, past, twice = roster.lines
    assert (first.number, first.name, first.printed_name) == (2, "Caz Cole", "Cassandra Cole")
    assert gone.fault == "The export says that this person is switched off, or to be deleted."
    assert past.fault == "The export says that this enrollment ended on 2026-06-30."
    assert twice.fault == "The same address is in line 2 already."


def test_what_is_not_taken_over_is_named() -> None:
    said = " ".join(read(bulk_11()).left_out)
    for part in (
        "OneRoster 1.1",
        "1 × teacher",
        "1 other class left out",
        "phone",
        "password",
        "Files left out: courses.csv",
    ):
        assert part in said
    assert "email" not in said
    said = " ".join(read(delta_12()).left_out)
    for part in ("OneRoster 1.2", "1 enrollment marked “tobedeleted”", "pronouns", "roles.csv"):
        assert part in said
    assert "other class" not in said


@pytest.mark.parametrize("wanted", ["c2", "bm-2", "Autumn class"])
def test_a_class_is_named_by_its_title_code_or_number(wanted: str) -> None:
    assert [line.email for line in read(bulk_11(), wanted=wanted).lines] == ["caz@example.org"]


@pytest.mark.parametrize(("wanted", "cohort"), [("", "No such"), ("No such", "Spring"), ("", "")])
def test_where_no_class_fits_those_that_there_are_are_named(wanted: str, cohort: str) -> None:
    with pytest.raises(SheetRefused, match=r"2 classes: Autumn class \(BM-2, Riverside, c2\); Spring"):
        read(bulk_11(), wanted=wanted, cohort=cohort)


def test_several_classes_of_one_name_are_told_apart_by_their_numbers() -> None:
    files = bulk_11("Autumn class")
    with pytest.raises(SheetRefused, match="Several classes fit"):
        read(files, wanted="Autumn class")
    assert len(read(files, wanted="c1").lines) == 4


def without(name: str) -> dict[str, Sheet]:
    return {key: sheet for key, sheet in bulk_11().items() if key != name}


def altered(name: str, sheet: Any) -> dict[str, Any]:
    return {**bulk_11(), name: sheet}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (without("manifest.csv"), "no manifest.csv"),
        (without("users.csv"), "lacks users.csv"),
        (without("enrollments.csv"), "lacks enrollments.csv"),
        (altered("manifest.csv", [["propertyName", "value"], ["oneroster.version", "2.0"]]), "OneRoster 2.0"),
        (altered("manifest.csv", [["propertyName", "value"]]), "of no version"),
        (altered("manifest.csv", [["a", "b"]]), "lacks the column propertyName"),
        (altered("users.csv", [["sourcedId"], ["u1"]]), "users.csv lacks the column enabledUser"),
        (altered("users.csv", b'sourcedId,"open\n'), "users.csv, line 1, can’t be read"),
        (altered("users.csv", b"\xff\xfe\x00"), "users.csv is no text in UTF-8"),
        (altered("users.csv", b""), "users.csv lacks the column"),
        (altered("users.csv", [[*USERS_11.split(","), "email"]]), "users.csv has the column email twice"),
        (altered("users.csv", USERS_11.encode() + b"\nu1\0"), "users.csv holds bytes that no text has"),
        (
            altered("classes.csv", [*bulk_11()["classes.csv"], bulk_11()["classes.csv"][1]]),
            "classes.csv has the number “c[12]” twice",
        ),
        (altered("enrollments.csv", bulk_11()["enrollments.csv"][:1]), "has no students"),
        (bulk_11("Spring", *(enrolled(n, f"u{n}") for n in range(500))), "more than 500 students"),
        ({**bulk_11(), "copy/users.csv": b"x"}, "users.csv is in the zip twice"),
        ({f"{n}.csv": b"x" for n in range(MAX_FILES + 1)}, "more than 64 files"),
        (altered("users.csv", b"a" * (MAX_UNFOLDED + 1)), "unfolds to more"),
        (altered("orgs.csv", b"0" * 1024 * 1024), "orgs.csv unfolds to more"),
    ],
)  # fmt: skip
def test_an_export_that_cannot_be_taken_is_refused_in_a_sentence(
    files: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SheetRefused, match=sentence):
        read(files)


def faults(files: dict[str, Any]) -> list[str]:
    return [line.fault for line in read(files).lines]


def test_of_two_people_with_one_number_neither_is_taken() -> None:
    """Else the last would be invited in silence, whoever that is."""
    both = [person(1, "caz@example.org", "Caz", "Cole"), person(1, "mallory@example.org", "Mal", "Lory")]
    assert faults(altered("users.csv", rows(USERS_11, *both)))[0] == (
        "users.csv has several people with the number “u1”."
    )
    both[1]["status"] = "tobedeleted"
    (first, *_) = read(altered("users.csv", rows(USERS_11, *both))).lines
    assert (first.email, first.fault) == ("caz@example.org", "")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x7f"])
def test_a_name_with_signs_that_nobody_sees_is_a_fault_of_its_line(sign: str) -> None:
    named = rows(USERS_11, person(1, "caz@example.org", f"Caz{sign}x", "Cole"))
    assert "can’t be seen" in faults(altered("users.csv", named))[0]
    (line,) = read_sheet(f'e-mail,name\nzz@example.org,"Caz{sign}x"')
    assert "can’t be seen" in line.fault
    assert not has_unseen(Line(1, "a@b.example", "علی\u200cرضا", "Zoë"))


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ({"beginDate": "2026-11-24", "endDate": "2026-11-24"}, ""),
        ({"endDate": "2026-11-23"}, "The export says that this enrollment ended on 2026-11-23."),
        ({"beginDate": "2027-01-10"}, "this enrollment begins on 2027-01-10. Send it again then."),
        ({"endDate": "12/31/2026"}, "The endDate “12/31/2026” is no day as OneRoster writes it"),
    ],
)
def test_an_enrollment_counts_between_its_days(days: dict[str, str], fault: str) -> None:
    sheet = rows(ENROLLMENTS, enrolled(1, "u1", **days))
    (said,) = faults(altered("enrollments.csv", sheet))
    assert said.endswith(fault) if fault.startswith("this") else said.startswith(fault)
    assert bool(said) == bool(fault)


def test_a_zip_made_on_windows_is_read() -> None:
    files = {f"export\\{name.replace('users', 'Users')}": sheet for name, sheet in bulk_11().items()}
    assert len(read(files).lines) == 4


def locked() -> bytes:
    data = bytearray(zipped(bulk_11()))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    return bytes(data)


def packed_otherwise() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as packed:
        packed.writestr("users.csv", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, zipped(bulk_11())[:-40], locked(), packed_otherwise()],
)
def test_what_is_no_zip_or_locked_is_refused(data: bytes) -> None:
    with pytest.raises(SheetRefused, match="no zip that can be read"):
        read_roster(data, wanted="", cohort="", today=TODAY)


def test_a_zip_that_is_too_large_is_not_opened() -> None:
    with pytest.raises(SheetRefused, match="larger than 4 MB"):
        read_roster(b"PK\x03\x04" + b"\0" * MAX_ZIP, wanted="", cohort="", today=TODAY)


def test_it_is_a_dry_run_with_a_problem_per_line_and_then_done_as_shown(group: Group) -> None:
    """As a list is, for whom an address is new, too: T21, nobody gets the role that the export says."""
    group.row.capacity = 9
    before = counts(group.db)
    row = services.read_list(
        group.db, group.cast.reg, zipped(bulk_11()), cohort_id=group.id, wanted="c1", invite=invite, now=NOW
    )
    assert counts(group.db) == before
    assert verdicts(row) == [(2, "enrol"), (4, "invite"), (5, "problem"), (6, "problem")]
    assert row.left_out
    done, changed = services.enrol_listed(group.db, group.cast.reg, row.id, invite=invite, now=NOW)
    assert (done, changed) == (2, [])
    people_, roles, enrolments, places = (
        after - was for after, was in zip(counts(group.db), before, strict=True)
    )
    assert (people_, roles, enrolments, places) == (1, 1, 2, 2)


def test_a_registrar_sends_the_zip_and_is_shown_what_is_left_out(client_of: Sign, host_group: Group) -> None:
    registrar, where = client_of("reg"), f"/cohorts/{host_group.id}/list"
    sent = {"file": (io.BytesIO(zipped(bulk_11())), "oneroster.zip"), "wanted": "BM-1"}
    answer = registrar.post(where, data=sent)
    assert answer.status_code == 302
    shown = text_of(registrar.get(answer.location), 200)
    assert "What was read, and what was left out" in shown
    assert "1 × teacher" in shown
    assert "never read" not in shown
    problems = registrar.get(f"{answer.location}/problems.csv").text
    assert "users.csv has nobody with the number" in problems
    refused = registrar.post(where, data={"file": (io.BytesIO(zipped(without("users.csv"))), "x.zip")})
    assert refused.status_code == 422
    assert "The zip lacks users.csv" in refused.text
