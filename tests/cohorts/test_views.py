"""The pages of cohorts: what they say, what a bad form gets, and what leaves as a file."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.cohorts import services
from ashilms.cohorts.models import Attendance, Cohort, CohortPlace, EnrolmentList, LiveSession
from ashilms.cohorts.services import Mark
from ashilms.spreadsheet import TRIGGERS
from tests.cohorts.conftest import CLASS, LATE, WHOLE, Group, newcomer, plan_of
from tests.conftest import NOW
from tests.packs.small import NAME
from tests.schooling import Counted, counted, text_of

__all__ = ["counted"]
Sign = Callable[[str | None], FlaskClient]
PLAN = {
    "course": NAME, "name": "Winter", "starts_on": "2026-12-01", "ends_on": "2027-02-01", "capacity": "6",
}  # fmt: skip
TYPED = {"title": "Necks", "day": "2026-12-04", "start": "09:00", "end": "12:00"}


def test_a_registrar_adds_a_cohort_and_sees_it_listed(host_group: Group, client_of: Sign) -> None:
    client, bea = client_of("reg"), host_group.cast.bea.id
    answer = client.post("/cohorts/add", data={**PLAN, "instructor": bea}, follow_redirects=True)
    assert "The cohort is added" in text_of(answer)
    page = text_of(client.get("/cohorts"))
    assert "Winter" in page
    assert "0 of 6" in page
    assert "Bea" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Give the cohort a name."),
        ({"name": "Autumn"}, "has a cohort called Autumn already"),
        ({"ends_on": "2026-11-01"}, "The last day lies before the first."),
        ({"starts_on": "tomorrow"}, "Put in the day as in 2026-11-24."),
        ({"capacity": "many"}, "Put in a whole number."),
        ({"instructor": "1"}, "Choose one from the list."),
        ({"course": "nothing"}, "Choose one from the list."),
    ],
)
def test_a_bad_cohort_comes_back_with_a_sentence(
    host_group: Group, client_of: Sign, change: dict[str, str], said: str
) -> None:
    data = {**PLAN, "instructor": str(host_group.cast.bea.id), **change}
    answer = client_of("reg").post("/cohorts/add", data=data)
    assert said in text_of(answer, 422)
    assert len(host_group.db.scalars(select(Cohort)).all()) == 1


def test_an_instructor_sees_their_roster_and_no_address_of_anybody(
    host_group: Group, client_of: Sign
) -> None:
    """T11: and another instructor nothing at all."""
    path = f"/cohorts/{host_group.id}"
    page = text_of(client_of("bea").get(path))
    assert "0 of " in page
    assert "Ana" in page
    assert "@example.org" not in page
    assert "Remove" not in page
    assert client_of("dee").get(path).status_code == 404
    assert "You teach no cohort" in text_of(client_of("dee").get("/cohorts"))
    assert client_of("ana").get(path).status_code == 403


def test_a_roster_takes_as_many_queries_for_four_as_for_one(
    host_group: Group, client_of: Sign, counted: Counted
) -> None:
    client, path = client_of("bea"), f"/cohorts/{host_group.id}"
    client.get(path)
    with counted() as for_one:
        client.get(path)
    services.change_cohort(
        host_group.db, host_group.cast.reg, host_group.id, plan_of(host_group.cast, capacity=9), now=NOW
    )
    host_group.add(*(newcomer(host_group.db, key) for key in ("dan", "eli", "fay")))
    host_group.db.commit()
    with counted() as for_four:
        assert "Fay" in text_of(client.get(path))
    assert len(for_four) == len(for_one)


def test_a_trainee_is_found_by_name_or_address_and_given_a_place(host_group: Group, client_of: Sign) -> None:
    client, path = client_of("reg"), f"/cohorts/{host_group.id}/trainees/add"
    page = text_of(client.post(path, data={"q": "CAZ@", "do": "find"}))
    assert "caz@example.org" in page
    assert "No trainee like that is free" in text_of(client.post(path, data={"q": "zzz", "do": "find"}))
    assert "Choose who gets the place." in text_of(client.post(path, data={"q": "caz"}), 422)
    who = host_group.cast.caz.id
    assert "Caz has a place now." in text_of(
        client.post(path, data={"q": "", "person": who}, follow_redirects=True)
    )
    assert client.post(path, data={"person": who}).status_code == 422  # no longer among those who are offered
    assert host_group.row.taken == 2


def test_who_was_removed_is_asked_about_and_kept(host_group: Group, client_of: Sign) -> None:
    client, path = client_of("reg"), f"/cohorts/{host_group.id}/trainees/{host_group.cast.ana.id}/remove"
    assert "Say why, in a sentence." in text_of(client.post(path, data={"reason": "no"}), 422)
    answer = client.post(path, data={"reason": "Moved to Porto for good."}, follow_redirects=True)
    assert "Nobody has a place yet" in text_of(answer)
    assert host_group.db.scalars(select(CohortPlace.reason)).one() == "Moved to Porto for good."
    assert client.get(path).status_code == 404


def test_a_cohort_is_ended_on_a_page_that_says_what_stays(host_group: Group, client_of: Sign) -> None:
    client, path = client_of("reg"), f"/cohorts/{host_group.id}"
    assert "This can’t be undone" in text_of(client.get(f"{path}/end"))
    assert "The cohort has ended." in text_of(client.post(f"{path}/end", follow_redirects=True))
    page = text_of(client.get(path))
    assert "ended on 24 November 2026" in page
    assert "Add a trainee" not in page
    assert client.get(f"{path}/edit").status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Say what the session is about."),
        ({"day": "2027-05-01"}, "That day lies outside the cohort’s"),
        ({"end": "08:00"}, "The end lies before the start."),
        ({"end": "25:00"}, "Put in the time as in 14:05."),
        ({"breaks-0-begins": "10:00"}, "Put in both times of the break, or neither."),
        ({"breaks-0-begins": "12:00", "breaks-0-ends": "12:30"}, "has to lie within the session"),
    ],
)
def test_a_bad_session_comes_back_with_a_sentence(
    host_group: Group, client_of: Sign, change: dict[str, str], said: str
) -> None:
    answer = client_of("bea").post(f"/cohorts/{host_group.id}/sessions/add", data={**TYPED, **change})
    assert said in text_of(answer, 422)
    assert host_group.db.scalars(select(LiveSession)).all() == []


def test_a_session_is_set_down_with_its_breaks_and_changed(host_group: Group, client_of: Sign) -> None:
    client = client_of("bea")
    pauses = {"breaks-0-begins": "10:00", "breaks-0-ends": "10:30", "breaks-0-meal": "y"}
    client.post(f"/cohorts/{host_group.id}/sessions/add", data={**TYPED, **pauses})
    page = text_of(client.get("/live/1"))
    assert "4 Dec 2026, 09:00 to 12:00 UTC" in page
    assert "10:00 to 10:30, a meal" in page
    assert "125 contact minutes: 2½ contact hours" in page
    assert 'value="10:30"' in text_of(client.get("/live/1/edit"))
    changed = client.post("/live/1/edit", data={**TYPED, "title": "Backs", "version": "1"})
    assert changed.status_code == 302
    assert client.post("/live/1/edit", data={**TYPED, "version": "1"}).status_code == 409
    assert client.post("/live/1/edit", data={**TYPED, "version": "x"}).status_code == 409


def marks(group: Group, live: LiveSession, arrived: str = "", left: str = "", **more: str) -> dict[str, str]:
    who = group.cast.ana.id
    return {"version": str(live.version), f"arrived_{who}": arrived, f"left_{who}": left, **more}


def meet(group: Group) -> LiveSession:
    live = group.meet()
    group.db.commit()
    return live


def test_a_register_shows_nobody_as_there_and_keeps_what_is_typed(host_group: Group, client_of: Sign) -> None:
    client, live = client_of("bea"), meet(host_group)
    page = text_of(client.get("/live/1"))
    assert "Nothing recorded yet." in page
    assert " checked" not in page
    client.post("/live/1", data=marks(host_group, live, "09:07"))
    assert "so nothing counts yet" in text_of(client.get("/live/1"))
    client.post("/live/1", data=marks(host_group, host_group.db.get_one(LiveSession, 1), "09:07", "12:00"))
    assert "Nothing. Came at 09:07, 7 min after the beginning." in text_of(client.get("/live/1"))


def test_a_tick_fills_in_the_times_that_are_not_typed(host_group: Group, client_of: Sign) -> None:
    live, who = meet(host_group), host_group.cast.ana.id
    client_of("bea").post("/live/1", data=marks(host_group, live, "08:50", **{f"whole_{who}": "y"}))
    kept = host_group.db.scalars(select(Attendance)).one()
    assert (kept.arrived.hour, kept.arrived.minute, kept.departed) == (8, 50, live.ends)


@pytest.mark.parametrize(
    ("arrived", "left", "said"),
    [
        ("", "12:00", "Put in when they arrived, too."),
        ("12:00", "09:00", "They can’t have left before they arrived."),
        ("nine", "", "Put in the time as in 14:05."),
    ],
)
def test_a_bad_line_comes_back_at_its_field_and_nothing_is_kept(
    host_group: Group, client_of: Sign, arrived: str, left: str, said: str
) -> None:
    live = meet(host_group)
    answer = client_of("bea").post("/live/1", data=marks(host_group, live, arrived, left))
    assert text_of(answer, 422).count(said) == 2  # in the summary, and at its field
    assert host_group.db.scalars(select(Attendance)).all() == []


def test_a_register_is_closed_on_a_page_that_says_what_it_means(host_group: Group, client_of: Sign) -> None:
    client = client_of("bea")
    host_group.keep(host_group.meet(), {host_group.cast.ana: WHOLE})
    host_group.db.commit()
    page = text_of(client.get("/live/1/close"))
    assert "1 of 1 trainee earn 3 contact hours" in page
    page = text_of(client.post("/live/1/close", data={"version": "2"}, follow_redirects=True))
    assert "Closed by Bea on 24 Nov 2026, 12:00 UTC" in page
    assert client.post("/live/1", data={"version": "3"}).status_code == 409
    assert client.get("/live/1/edit").status_code == 409


def test_a_correction_says_why_and_what_was_said_before_stays(host_group: Group, client_of: Sign) -> None:
    client, who = client_of("bea"), host_group.cast.ana.id
    host_group.held({host_group.cast.ana: LATE})
    host_group.db.commit()
    path = f"/live/1/correct/{who}"
    assert 'value="09:05"' in text_of(client.get(path))
    data = {"number": "1", "arrived": "09:00", "left": "12:00"}
    assert "Say why, in a sentence." in text_of(client.post(path, data=data), 422)
    page = text_of(
        client.post(path, data={**data, "reason": "I had read the clock wrong."}, follow_redirects=True)
    )
    assert "Bea corrected <del>09:05 to 12:00</del>. I had read the clock wrong." in page
    assert client.post(path, data={**data, "reason": "Once more, the same."}).status_code == 422
    page = text_of(client_of("ana").get("/attendance"))
    assert "3 contact hours earned" in page
    assert "Corrected on 24 November 2026: I had read the clock wrong." in page


def test_a_trainee_sees_what_they_earned_and_why_not_and_what_is_to_come(
    host_group: Group, client_of: Sign
) -> None:
    host_group.held({host_group.cast.ana: LATE})
    ahead = replace(CLASS, title="Glides", day=date(2026, 11, 25))
    host_group.meet(ahead)
    host_group.db.commit()
    page = text_of(client_of("ana").get("/attendance"))
    assert "0 contact hours earned" in page
    assert "Nothing. Came at 09:05, 5 min after the beginning. A session counts whole or not at all." in page
    assert "25 Nov 2026, 09:00 to 12:00 UTC" in page
    course = text_of(client_of("ana").get(f"/courses/{NAME}"))
    assert "Your cohort: Autumn" in course
    assert "1 November 2026 to 31 January 2027, taught by Bea. Next live session: Glides" in course
    assert "No live session yet" in text_of(client_of("caz").get("/attendance"))
    assert "cohort" not in text_of(client_of("caz").get(f"/courses/{NAME}"))


LIST = "e-mail;name\nana@example.org;\ncaz@example.org;\nnew@example.org;=1+1\n=2+2;@SUM(A1)\n"


def test_a_pasted_list_is_shown_then_done(host_group: Group, client_of: Sign) -> None:
    """T21: in a host, where no account can be made."""
    client = client_of("reg")
    answer = client.post(f"/cohorts/{host_group.id}/list", data={"text": LIST}, follow_redirects=True)
    page = text_of(answer)
    assert "2 problems · 1 good line · 1 already enrolled" in page
    assert "Line 4" in page
    assert "No such person here; they need an account first." in page
    assert host_group.row.taken == 1
    done = text_of(client.post("/lists/1", follow_redirects=True))
    assert "1 line enrolled, as shown." in done
    assert "Enrol the" not in done
    assert client.post("/lists/1").status_code == 409
    host_group.db.expire_all()
    assert host_group.row.taken == 2


def test_what_changed_meanwhile_is_said_on_the_page(host_group: Group, client_of: Sign) -> None:
    client = client_of("reg")
    client.post(f"/cohorts/{host_group.id}/list", data={"text": "e-mail\ncaz@example.org\n"})
    host_group.add(host_group.cast.caz)
    host_group.db.commit()
    page = text_of(client.post("/lists/1", follow_redirects=True))
    assert "1 line was not done: something had changed meanwhile." in page
    assert "Has a place in the cohort already; nothing changes." in page


def test_the_problems_leave_as_a_file_in_which_nothing_is_a_formula(
    host_group: Group, client_of: Sign
) -> None:
    """T20: parsed back, no cell begins with what a spreadsheet computes; line numbers are those of the file."""
    client = client_of("reg")
    client.post(f"/courses/{NAME}/list", data={"text": LIST})
    answer = client.get("/lists/1/problems.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=problems-1.csv"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert [row[:3] for row in rows] == [
        ["line", "e-mail", "name"],
        ["4", "new@example.org", "'=1+1"],
        ["5", "'=2+2", "'@SUM(A1)"],
    ]
    assert not any(cell.startswith(TRIGGERS) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "The list is empty."),
        ({"text": "e-mail,role\ncaz@example.org,registrar\n"}, "the column “role” is not taken"),
        ({"text": "e-mail,salary\ncaz@example.org,1\n"}, "“salary” is no column of ours"),
        ({"file": (BytesIO(b"\xff\xd8\xff\xe0"), "people.csv")}, "no text in UTF-8"),
        ({"file": (BytesIO(b"e-mail\n" + b"x" * 140_000), "people.csv")}, "larger than 128 KB"),
    ],
)
def test_a_list_that_can_t_be_taken_comes_back_with_what_would_be_right(
    host_group: Group, client_of: Sign, sent: dict[str, Any], said: str
) -> None:
    """T21: a role above all."""
    answer = client_of("reg").post(
        f"/cohorts/{host_group.id}/list", data=sent, content_type="multipart/form-data"
    )
    assert said in text_of(answer, 422)
    assert host_group.db.scalars(select(EnrolmentList)).all() == []


def test_a_file_is_read_whatever_it_is_called(host_group: Group, client_of: Sign) -> None:
    sent = {
        "file": (BytesIO("\ufeffE-Mail\tName\ncaz@example.org\tCaz\n".encode()), "people.exe", "image/png")
    }
    answer = client_of("reg").post(
        f"/cohorts/{host_group.id}/list", data=sent, content_type="multipart/form-data", follow_redirects=True
    )
    assert "Enrol the one good line" in text_of(answer)


@pytest.mark.parametrize("who", ["ana", "bea"])
def test_lists_are_a_registrar_s_alone(host_group: Group, client_of: Sign, who: str) -> None:
    """T21."""
    client_of("reg").post(f"/courses/{NAME}/list", data={"text": LIST})
    for path in (
        f"/cohorts/{host_group.id}/list",
        f"/courses/{NAME}/list",
        "/lists/1",
        "/lists/1/problems.csv",
    ):
        assert client_of(who).get(path).status_code == 403


def test_an_unfinished_register_stays_as_it_was_when_a_page_is_old(
    host_group: Group, client_of: Sign
) -> None:
    live = meet(host_group)
    host_group.keep(live, {host_group.cast.ana: Mark(WHOLE.arrived)})
    host_group.db.commit()
    answer = client_of("bea").post("/live/1", data=marks(host_group, live) | {"version": "1"})
    assert "Open it again to see how it stands." in text_of(answer, 409)
