"""The pages of observations: from the rubric to a signature, from a fail to its end, and what a bad form gets."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.comments import services as comments
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.observations import services
from tests.conftest import NOW, Cast
from tests.observations.conftest import FAIL, GOOD, LOW, RESULT, TERMS, Watch, entry, sheet
from tests.practicum.conftest import Desk, Stage, build_stage
from tests.practicum.test_views import RATED, cast
from tests.schooling import counted, text_of
from tests.told import each_at_once

__all__ = ["cast", "counted", "entry", "sheet"]

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]
CONTRACT = {
    "number": "0", "issue": TERMS.issue, "text": TERMS.steps, "success": TERMS.success, "due_on": "2026-12-08",
    "do": "write",
}  # fmt: skip


@pytest.fixture
def stage(host_db: Session, cast: Cast) -> Stage:
    """The practicum's stage, on the host site's database."""
    return build_stage(host_db, cast)


@pytest.fixture
def desk(host_db: Session, cast: Cast, stage: Stage) -> Desk:
    """Shorthands, on the host site's database."""
    return Desk(host_db, cast, stage)


@pytest.fixture
def watch(host_db: Session, cast: Cast, stage: Stage, desk: Desk) -> Watch:
    """Shorthands, on the host site's database."""
    return Watch(host_db, cast, stage, desk)


def test_a_second_assessor_rates_a_session_and_both_ratings_stand_side_by_side(
    client_of: SignIn, watch: Watch, entry: Any
) -> None:
    bea, dee, page = client_of("bea"), client_of("dee"), f"/observations/entries/{entry.id}"
    assert "Ask another assessor" in text_of(bea.get(f"/practicum/entries/{entry.id}"))
    assert bea.post(f"{page}/ask", data={"assessor": watch.cast.dee.id}).status_code == 302
    assert "as well" in text_of(dee.get("/inbox"))
    rubric = text_of(dee.get(f"{page}/observe"))
    assert "Observe Ana" in rubric
    assert "Sign:" not in rubric, "nothing is rated yet"
    shown = text_of(dee.post(f"{page}/observe", data={**RATED, "do": "show"}))
    assert "Sign: passed" in shown
    done = dee.post(f"{page}/observe", data={**RATED, "text": "Calm.", "outcome": "passed", "do": "sign"})
    told = text_of(client_of("ana").get(done.location))
    assert "Ana, observed by Dee" in told
    assert "Calm." in told


def test_what_the_ratings_break_is_said_before_anything_is_signed(
    client_of: SignIn, watch: Watch, entry: Any
) -> None:
    watch.ask(entry)
    dee, page = client_of("dee"), f"/observations/entries/{entry.id}/observe"
    low = {**RATED, "rate_foot-placement": "2"}
    shown = text_of(dee.post(page, data={**low, "do": "show"}))
    assert "Below 4 on a critical criterion: the observation does not pass." in shown
    refused = text_of(dee.post(page, data={**low, "outcome": "not_passed", "do": "sign"}), 422)
    assert "Say what you saw" in refused
    assert services.find_observations(watch.db, watch.cast.dee) == []


def test_a_saved_comment_is_inserted_without_signing_anything(
    client_of: SignIn, watch: Watch, entry: Any
) -> None:
    """By a list and a button, which need no script."""
    row = comments.save_comment(watch.db, watch.cast.bea, "Ask before each change of side.", now=NOW)
    watch.db.commit()
    said = {**RATED, "text": "Calm.", "saved": row.id, "do": "insert"}
    page = text_of(client_of("bea").post(f"/countersign/{entry.id}", data=said))
    assert "Calm. Ask before each change of side.</textarea>" in page
    assert page.count('<input checked id="rate_') == len(RATED), "what was rated stays rated"
    assert entry.reviews == []


def test_from_an_automatic_fail_to_the_end_of_its_remediation(
    app: Flask, client_of: SignIn, watch: Watch, host_db: Session
) -> None:
    people.get_person(host_db, watch.cast.ana.id).email = "ana@example.org"
    row = watch.failed()
    ana, bea, page = client_of("ana"), client_of("bea"), f"/remediations/{row.id}"
    assert "Your sessions are paused" in text_of(ana.get("/"))
    assert "Automatic fail: talk today" in text_of(bea.get("/inbox"))
    assert bea.post(f"{page}/contract", data=CONTRACT).status_code == 302
    told = text_of(ana.get(page))
    assert "Practise the stop word with a peer, ten times" in told
    assert ana.post(f"{page}/acknowledge", data={"number": "1"}).status_code == 302
    assert "Book an observation" in text_of(ana.get(page))
    assert "No observation passes yet" in text_of(bea.get(f"{page}/close"))
    proof = watch.watch(watch.cast.dee)
    assert "Close it" in text_of(bea.get(page))
    assert bea.post(f"{page}/close", data={"observation": proof.id, "result": RESULT}).status_code == 302
    assert RESULT in text_of(ana.get(page))
    assert "paused" not in text_of(ana.get("/"))
    host_db.rollback()
    each_at_once(host_db)
    run_due(app)
    told = [mail.subject for mail in host_db.query(Mail) if mail.address == "ana@example.org"]
    assert told.count("Your sessions are paused") == 1
    assert told.count("About an observation of yours") == 2, "the contract, the end"


REFUSED = [
    ("contract", CONTRACT | {"number": "1", "issue": "?", "due_on": "2026-11-01"}, "a day from today on"),
    ("contract", CONTRACT | {"number": "1", "text": "Ask maria@example.org"}, "e-mail address"),
    ("close", {"observation": "1", "result": RESULT}, "list"),
]


def test_what_breaks_a_rule_comes_back_with_a_sentence(client_of: SignIn, watch: Watch) -> None:
    row, bea = watch.agreed(), client_of("bea")
    for path, data, says in REFUSED:
        assert says in text_of(bea.post(f"/remediations/{row.id}/{path}", data=data), 422)


def test_agreement_is_a_page_and_a_sheet(client_of: SignIn, watch: Watch, entry: Any) -> None:
    watch.ask(entry)
    watch.sign(entry)
    services.observe_entry(watch.db, watch.cast.dee, entry.id, LOW, now=NOW)
    watch.db.commit()
    reg = client_of("reg")
    page = text_of(reg.get("/observations/agreement"))
    assert "Bea and Dee" in page
    assert "too few to say" in page
    sheet = csv.reader(io.StringIO(reg.get("/observations/agreement.csv").text.removeprefix("\ufeff")))
    rows = [row for row in sheet if row[1] == "All criteria"]
    assert rows == [["Bars", "All criteria", "", "1", "12", "11", "", "too few to say"]]


def test_the_list_asks_as_often_for_six_as_for_one(
    client_of: SignIn, watch: Watch, counted: Callable[[], Any]
) -> None:
    asked = []
    reg, bea = client_of("reg"), client_of("bea")
    for days in ((0,), (1,), (2, 3)):  # the second fail opens a case before the review board
        for day in days:
            watch.watch(watch.cast.bea, FAIL if day != 2 else GOOD, day=day)
        with counted() as said:
            for browser, path in ((reg, "/observations"), (reg, "/remediations"), (bea, "/inbox")):
                text_of(browser.get(path))
        asked.append(len(said))
    assert (asked[1] - asked[0], asked[2] - asked[1]) == (2, 0)  # what is in a case, and who has voted
