"""The holder's page: how it stands, what renewing takes, where to begin, and nothing to whom it is not."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from ashilms import signals
from ashilms.certificates.rules import Status
from ashilms.plugins import Fact
from ashilms.practicum.models import Entry
from ashilms.programs.models import Program
from ashilms.programs.rules import BOARD_CASE
from ashilms.quizzes.models import Attempt, AttemptGrade
from tests.certified import Certified
from tests.conftest import NOW
from tests.renewing import LATER, UNTIL, let_renew, practise_again, renew
from tests.schooling import text_of

Sign = Callable[[str | None], FlaskClient]
NOON = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 12, tzinfo=UTC)


@pytest.fixture
def look(app: Flask, client_of: Sign, certified_here: Certified) -> Callable[..., str]:
    """Return a function that opens the page as it is so many days after Ana's certificate ends."""

    def open_page(days: int, who: str = "ana") -> str:
        app.extensions["ashilms"].clock = lambda: NOON + timedelta(days=days)
        return text_of(client_of(who).get("/renewal"))

    return open_page


@pytest.mark.parametrize(
    ("days", "tag", "says"),
    [
        (-61, "Valid", "It is valid until 19 November 2028, that day included."),
        (-60, "Expiring", "60 days from now"),
        (0, "Expiring", "that day included: today."),
        (1, "Expired, in grace", "Until 18 January 2029 you can still simply renew it."),
        (60, "Expired, in grace", "you can still simply renew it."),
        (61, "Lapsed", "Until 19 November 2029 more is asked."),
    ],
)
def test_how_it_stands_is_said_with_its_days(
    look: Callable[..., str], days: int, tag: str, says: str
) -> None:
    page = look(days)
    assert f"{tag}</span>" in page
    assert says in page
    assert "What renewing it takes" in page
    assert ("One observed session passed after the end" in page) is (days > 60)
    assert "Counted is what you did after 20 November 2026" in page


def test_when_no_tree_is_left_it_says_whom_to_ask(look: Callable[..., str]) -> None:
    page = look(366)
    assert "It can’t be renewed any more" in page
    assert "What renewing it takes" not in page


def case_of(person_id: int) -> Callable[..., dict[int, list[Fact]]]:
    """Return what a room says that has a case about somebody before the review board."""
    fact = Fact("board-case:1", BOARD_CASE, NOW.date(), {"closed": None})
    return lambda _db, **_asked: {person_id: [fact]}


ENDING = {"counted_from": "fixed_dates", "dates": ["12-05"]}
"""By these rules what was done on 4 December holds for a day."""


@pytest.mark.parametrize(
    ("case", "closed", "validity", "why"),
    [
        (True, False, {}, "The review board looks at a case"),
        (False, True, {}, "This programme is closed, so nothing is issued in it now."),
        (False, False, ENDING, "completed on 4 December 2026, so it would have ended on 5 December 2026."),
    ],
)
def test_what_cannot_be_approved_says_why_and_waits_in_nobody_s_queue(
    app: Flask,
    client_of: Sign,
    certified_here: Certified,
    case: bool,
    closed: bool,
    validity: dict[str, object],
    why: str,
) -> None:
    school, ana = certified_here.school, certified_here.school.cast.ana.id
    let_renew(school.db, school.program_id, validity=validity)
    practise_again(school.db, school.cast)
    school.db.execute(update(Program).values(open=not closed))
    school.db.commit()
    app.extensions["ashilms"].clock = lambda: LATER
    with signals.evidence_asked.connected_to(case_of(ana)) if case else nullcontext():
        page = text_of(client_of("ana").get("/renewal"))
        assert "It waits for approval" not in page
        assert "Held up" in page
        assert why in page
        dee, address = client_of("dee"), f"/approvals/{ana}/{school.program_id}"
        assert address not in text_of(dee.get("/approvals"))
        assert why in text_of(dee.get(address))
        assert dee.post(address).status_code in (409, 422)


def test_until_when_it_would_hold_is_said_by_what_is_done(
    app: Flask, client_of: Sign, certified_here: Certified
) -> None:
    school = certified_here.school
    let_renew(school.db, school.program_id, validity={"window_days": 90})
    app.extensions["ashilms"].clock = lambda: LATER
    page = text_of(client_of("ana").get("/renewal"))
    assert "You may begin now." in page
    assert "done later, it holds longer" in page
    assert "would hold until" not in page
    practise_again(school.db, school.cast)
    page = text_of(client_of("ana").get("/renewal"))
    assert "Everything is met. It can be approved from 21 August 2028 on." in page
    assert (
        "would hold until 3 December 2028: 24 months from 4 December 2026, the day it was completed." in page
    )
    assert "You may begin now." not in page


@pytest.mark.parametrize(("days", "early"), [(-91, True), (-90, False)])
def test_whoever_is_early_is_told_from_when_it_is_approved(
    look: Callable[..., str], days: int, early: bool
) -> None:
    assert ("It can be approved from 21 August 2028 on." in look(days)) is early


def test_what_is_met_waits_for_approval_and_is_issued_from_the_queue(
    app: Flask, client_of: Sign, certified_here: Certified
) -> None:
    school = certified_here.school
    let_renew(school.db, school.program_id)
    practise_again(school.db, school.cast)
    app.extensions["ashilms"].clock = lambda: LATER
    assert "It waits for approval" in text_of(client_of("ana").get("/renewal"))
    dee = client_of("dee")
    queue = text_of(dee.get("/approvals"))
    assert "renewal of the one that ends on 19 November 2028" in queue
    page = text_of(dee.get(f"/approvals/{school.cast.ana.id}/{school.program_id}"))
    assert f'It renews <a href="/certificates/{certified_here.row.number}"' in page
    renew(school)
    assert "Nobody waits for approval" in text_of(dee.get("/approvals"))
    old = text_of(client_of("ana").get(f"/certificates/{certified_here.row.number}"))
    assert "It was followed by" in old
    assert "Valid until 3 December 2028" in text_of(client_of("ana").get("/renewal")).replace(
        "It is valid", "Valid"
    )


def test_the_path_names_what_was_wrong_and_what_is_idle_with_why_and_where(
    look: Callable[..., str], certified_here: Certified
) -> None:
    db = certified_here.school.db
    page = look(-30)
    assert "Peer practice, supervisor in the room (P3)" in page
    assert "last on 20 November 2026" in page
    assert 'href="/practicum/log"' in page
    attempt = db.scalars(
        select(Attempt).where(Attempt.person_id == certified_here.school.cast.ana.id)
    ).first()
    assert attempt is not None
    grade = db.scalars(select(AttemptGrade).where(AttemptGrade.attempt_id == attempt.id)).one()
    critical = next(at for at, item in enumerate(attempt.items) if item.question.critical)
    marks = [["0", "1"] if at == critical else mark for at, mark in enumerate(grade.content["marks"])]
    grade.content = {**grade.content, "marks": marks}
    db.commit()
    page = look(-30)
    assert "1 question not right" in page
    assert "1 of these had to be right." in page
    assert f'href="/attempts/{attempt.id}' in page
    assert f"1 of {len(marks)} in" in page


def test_where_nothing_is_weak_or_idle_it_says_so(
    look: Callable[..., str], certified_here: Certified
) -> None:
    db = certified_here.school.db
    db.execute(
        update(Entry).values(starts=NOON - timedelta(days=40), ends=NOON - timedelta(days=40, hours=-1))
    )
    db.commit()
    assert "Nothing stands out" in look(-30)


def test_what_is_set_aside_is_not_renewed_meanwhile(
    look: Callable[..., str], certified_here: Certified
) -> None:
    certified_here.bring_to(Status.SUSPENDED)
    page = look(-30)
    assert "Not while it is set aside" in page
    assert "What renewing it takes" not in page


def test_a_programme_that_renews_nothing_says_so(look: Callable[..., str], certified_here: Certified) -> None:
    let_renew(certified_here.school.db, certified_here.school.program_id, renewal={})
    assert "Its programme has no renewal of its own" in look(-30)


def test_who_holds_nothing_is_led_to_their_checklist(look: Callable[..., str]) -> None:
    page = look(-30, "caz")
    assert "You hold no certificate" in page
    assert 'href="/standing"' in page


@pytest.mark.parametrize(
    ("who", "code"), [(None, 401), ("caz", 200), ("bea", 403), ("dee", 403), ("reg", 403)]
)
def test_it_is_the_holder_s_own(
    client_of: Sign, certified_here: Certified, who: str | None, code: int
) -> None:
    answer = client_of(who).get("/renewal")
    assert answer.status_code == code
    assert certified_here.row.number not in answer.get_data(as_text=True)
