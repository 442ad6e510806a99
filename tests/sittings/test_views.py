"""The pages of dates and releases, and the way of an examination through them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.sittings.models import Release
from tests.conftest import CAST, NOW, Cast
from tests.sittings.conftest import KEY, Hall, open_hall

Sign = Callable[[str | None], FlaskClient]
DATES = {"opens_on": "2026-11-25", "opens_at": "09:00", "closes_on": "2026-11-26", "closes_at": "17:00"}
RELEASE = {"whom": "c1", "day": f"{NOW:%Y-%m-%d}", "opens": "00:00", "closes": "23:59", "how": "click"}


class Kept:
    """Keeps passwords so that a test can read them: hashing them has tests of its own."""

    def make_hash(self, password: str) -> str:
        return f"kept {password}"

    def matches(self, stored: str, password: str) -> bool:
        return stored == f"kept {password}"


@pytest.fixture
def hall(app: Flask, host_db: Session) -> Hall:
    """The school with an examination, on the host's database."""
    app.extensions["ashilms"].clock = lambda: NOW
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    return open_hall(host_db, cast, proctored=True)


@pytest.fixture
def passwords(app: Flask) -> None:
    """Let the site keep passwords, as a bare one does."""
    app.extensions["ashilms"].passwords = Kept()


def test_dates_are_set_and_stand_on_the_quiz_s_page(hall: Hall, client_of: Sign) -> None:
    bea, ana = client_of("bea"), client_of("ana")
    address = f"/sittings/{KEY}/dates?cohort={hall.cohort}"
    assert bea.post(address, data=DATES).status_code == 302
    listed = bea.get(f"/sittings?cohort={hall.cohort}").text
    assert "25 Nov 2026, 09:00" in listed
    assert 'value="2026-11-25"' in bea.get(address).text
    page = ana.get(f"/quizzes/{KEY}").text
    assert "It opens on <b>25 Nov 2026, 09:00 UTC</b>" in page
    assert "an attempt ends then, too" in page
    assert "Start the clock" not in page
    assert ana.post(f"/quizzes/{KEY}/start").status_code == 409


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opens_at": ""}, "Put in both the day and the time"),
        ({"closes_on": "2026-11-24"}, "It would close before it opens"),
        ({"closes_on": "soon"}, "Put in the day as in"),
    ],
)
def test_dates_that_cannot_be_come_back_with_a_sentence(
    hall: Hall, client_of: Sign, changed: dict[str, str], said: str
) -> None:
    answer = client_of("bea").post(f"/sittings/{KEY}/dates?cohort={hall.cohort}", data=DATES | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="17:00"' in answer.text


def test_a_cohort_that_is_somebody_else_s_or_none_has_no_dates(hall: Hall, client_of: Sign) -> None:
    """T11."""
    for who, cohort in (("dee", hall.cohort), ("bea", 99), ("bea", "x"), ("reg", 99)):
        assert client_of(who).get(f"/sittings?cohort={cohort}").status_code == 404
    assert client_of("bea").post(f"/sittings/{KEY}/dates", data=DATES).status_code == 404


def test_an_examination_goes_from_the_release_to_the_click_to_the_proctor_s_name(
    hall: Hall, client_of: Sign
) -> None:
    """T06: the whole way of a click."""
    bea, ana = client_of("bea"), client_of("ana")
    assert "A proctor lets you begin" in ana.get(f"/quizzes/{KEY}").text
    assert "Put in the password" not in ana.get(f"/quizzes/{KEY}").text
    page = bea.post(f"/sittings/{KEY}/release", data=RELEASE).location
    assert "Not let begin" in bea.get(page).text
    assert bea.post(f"{page}/admit/{hall.cast.ana.id}").status_code == 302
    assert "May begin" in bea.get(page).text
    begun = ana.post(f"/quizzes/{KEY}/start")
    assert "Sitting it until" in bea.get(page).text
    attempt = begun.location.split("/")[2]
    ana.post(f"/attempts/{attempt}/hand-in")
    assert "proctored by Bea" in ana.get(f"/attempts/{attempt}/result").text
    assert "Proctored by Bea" in ana.get(f"/quizzes/{KEY}").text
    assert "Handed in" in bea.get(page).text


def test_a_password_lets_begin_and_wrong_ones_run_out(
    hall: Hall, client_of: Sign, passwords: None, host_db: Session
) -> None:
    """T06, V6.3.1: ten wrong ones in five minutes, then the right one is not even looked at."""
    bea, ana, address = client_of("bea"), client_of("ana"), f"/quizzes/{KEY}/admission"
    bea.post(f"/sittings/{KEY}/release", data=RELEASE | {"how": "password", "password": "brass bob"})
    assert host_db.get_one(Release, 1).password_hash == "kept brass bob"
    assert "brass bob" not in bea.get("/releases/1").text
    assert ana.post(address, data={"password": "brass bob"}).status_code == 302
    assert "Start the clock" in ana.get(f"/quizzes/{KEY}").text
    for _ in range(10):
        wrong = ana.post(address, data={"password": "brass rob"})
        assert wrong.status_code == 422
    assert "Ask your proctor" in wrong.text
    refused = ana.post(address, data={"password": "brass bob"})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)


def test_where_the_host_keeps_accounts_a_click_alone_lets_begin(hall: Hall, client_of: Sign) -> None:
    form = client_of("bea").get(f"/sittings/{KEY}/release").text
    assert 'value="click"' in form
    assert 'value="password"' not in form
    answer = client_of("bea").post(f"/sittings/{KEY}/release", data=RELEASE | {"how": "password"})
    assert answer.status_code == 422
    assert client_of("ana").get(f"/quizzes/{KEY}/admission").status_code == 409


def test_a_release_is_taken_back_after_asking(hall: Hall, client_of: Sign) -> None:
    bea = client_of("bea")
    page = bea.post(f"/sittings/{KEY}/release", data=RELEASE).location
    assert "Take the release back?" in bea.get(f"{page}/end").text
    bea.post(f"{page}/end")
    assert "Taken back" in bea.get(page).text
    assert bea.post(f"{page}/admit/{hall.cast.ana.id}").status_code == 409


@pytest.mark.parametrize(
    "changed", [{"whom": "c9"}, {"whom": "p3"}, {"day": ""}, {"closes": "00:00"}, {"how": "x"}]
)
def test_a_release_that_cannot_be_comes_back(hall: Hall, client_of: Sign, changed: dict[str, str]) -> None:
    answer = client_of("bea").post(f"/sittings/{KEY}/release", data=RELEASE | changed)
    assert answer.status_code == 422
    assert "al-wrong" in answer.text
