"""The pages of the board: from an accusation to a decision, who may open what, and what a bad form gets."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.observations import services as observations
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.kinds import Sort
from ashilms.rooms import listen
from ashilms.web import state
from tests.conftest import Cast
from tests.observations.conftest import FAIL, Watch
from tests.practicum.conftest import Desk, Stage, build_stage
from tests.practicum.test_views import cast
from tests.review_board.conftest import LATER, REASON, SAID, VOID, WHY, Board, welcome
from tests.schooling import text_of
from tests.told import each_at_once

__all__ = ["cast"]

Sign = Callable[[str | None], FlaskClient]


@pytest.fixture
def board(host_db: Session, cast: Cast) -> Board:
    """The board, on the host site's database."""
    listen()
    stage: Stage = build_stage(host_db, cast)
    desk = Desk(host_db, cast, stage)
    return Board(host_db, cast, Watch(host_db, cast, stage, desk), desk, welcome(host_db, "eve"))


def mailed(app: Flask) -> dict[str, str]:
    """Return what was mailed, on one line each, by subject."""
    files = (state(app).settings.data_dir / "mail").glob("*.eml")
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return {mail["Subject"]: " ".join(mail.get_body(("plain",)).get_content().split()) for mail in mails}


def test_from_an_accusation_to_a_decision(
    client_of: Sign, board: Board, host_db: Session, app: Flask
) -> None:
    entry = board.session()
    ana, bea, dee, reg = (client_of(who) for who in ("ana", "bea", "dee", "reg"))
    page = f"/review-board/sessions/{entry.id}"
    assert page in text_of(bea.get(f"/practicum/entries/{entry.id}"))
    assert "Bring this session before the review board" in text_of(bea.get(page))
    assert "Say it in 10" in text_of(bea.post(page, data={"words": "why"}), 422)
    case = bea.post(page, data={"words": WHY}).location
    assert bea.post(page, data={"words": WHY}).status_code == 409
    host_db.rollback()
    each_at_once(host_db)
    run_due(app)
    told = mailed(app)["A case about you is before the review board."]
    assert ("You can answer in writing until" in told, WHY in told) == (True, False)

    own = text_of(ana.get(case))
    assert (WHY in own, "Your answer" in own, "has voted" in own) == (True, True, False)
    assert "Waits for an answer" in text_of(dee.get(case))
    assert dee.get(f"{case}/vote").status_code == 409
    assert text_of(ana.post(f"{case}/answer", data={"words": ""}), 422)
    assert ana.post(f"{case}/answer", data={"words": SAID}).location == case

    assert "Review board · A record that may be false" in text_of(dee.get("/inbox"))
    sent = {"finding": "shown", "measures": ["void"], "reason": REASON, "version": "2"}
    assert "Say what follows" in text_of(dee.post(f"{case}/vote", data={**sent, "measures": []}), 422)
    assert dee.post(f"{case}/vote", data={**sent, "measures": ["revoke"]}).status_code == 422
    assert dee.post(f"{case}/vote", data={**sent, "version": "1"}).status_code == 409
    assert dee.post(f"{case}/vote", data=sent).location == case
    assert REASON not in text_of(ana.get(case))  # nobody reads votes before it is decided
    assert REASON in text_of(reg.get(case))
    assert reg.post(f"{case}/vote", data={**sent, "version": "3"}).location == case
    told = text_of(ana.get(case))
    assert ("It is shown" in told, "declared void" in told, told.count(REASON) >= 2) == (True, True, True)
    assert "declared it void" in text_of(ana.get(f"/practicum/entries/{entry.id}"))
    host_db.rollback()
    run_due(app)
    assert REASON not in mailed(app)["The review board has decided your case"]


def test_a_rejection_is_disputed_from_its_own_page(client_of: Sign, board: Board) -> None:
    entry, ana = board.rejected(), client_of("ana")
    page = f"/review-board/dispute/entry/{entry.id}"
    assert page in text_of(ana.get(f"/practicum/entries/{entry.id}"))
    assert "Dispute the rejection of a session" in text_of(ana.get(page))
    case = ana.post(page, data={"words": WHY}).location
    assert "What is disputed, and why" in text_of(ana.get(case))
    assert "A disputed decision" in text_of(ana.get("/review-board"))
    dee, reg = client_of("dee"), client_of("reg")
    for version, member in enumerate((dee, reg), start=2):
        sent = {"finding": "set-aside", "reason": REASON, "version": str(version)}
        assert member.post(f"{case}/vote", data=sent).status_code == 302
    assert "for the review board" in text_of(ana.get(f"/practicum/entries/{entry.id}"))


def test_a_pause_is_lifted_on_its_page(client_of: Sign, board: Board) -> None:
    row = board.failed_twice()
    case, dee, reg = f"/review-board/{row.id}", client_of("dee"), client_of("reg")
    assert "More than one automatic fail" in text_of(reg.get("/review-board"))
    sent = {"finding": "shown", "measures": ["pause"], "reason": REASON}
    for version, member in enumerate((dee, reg), start=row.version):
        assert member.post(f"{case}/vote", data={**sent, "version": str(version)}).status_code == 302
    assert "Sessions are paused" in text_of(client_of("ana").get(case))
    codes = [client_of(who).get(f"{case}/lift").status_code for who in EVERYBODY]
    assert codes == [401, 403, 404, 403, 200, 200]  # of a pause that holds; Bea gave the fails
    assert "Lift the pause" in text_of(reg.get(f"{case}/lift"))
    assert dee.post(f"{case}/lift", data={"reason": "x"}).status_code == 422
    assert dee.post(f"{case}/lift", data={"reason": REASON}).location == case
    assert dee.post(f"{case}/lift", data={"reason": REASON}).status_code == 409
    assert "was lifted by Dee" in text_of(client_of("ana").get(case))


def test_votes_are_read_before_the_decision_by_who_may_vote_or_has(client_of: Sign, board: Board) -> None:
    """Who sees the case besides, since they brought it, reads how many there are."""
    row = board.vote(board.cast.dee, board.accused(), VOID)
    pages = {who: text_of(client_of(who).get(f"/review-board/{row.id}")) for who in ("bea", "dee", "reg")}
    assert {who: (REASON in page, "1 vote" in page) for who, page in pages.items()} == {
        "bea": (False, True), "dee": (True, True), "reg": (True, True),
    }  # fmt: skip
    voting = text_of(client_of("reg").get(f"/review-board/{row.id}/vote"))
    assert (REASON in voting, "It is shown" in voting, "void" in voting) == (True, True, True)
    board.vote(board.cast.reg, row, VOID)
    assert REASON in text_of(client_of("bea").get(f"/review-board/{row.id}"))


def test_what_is_dismissed_by_itself_says_why(client_of: Sign, board: Board, app: Flask) -> None:
    row = board.failed_twice()
    observations.set_aside_fail(
        board.db, board.cast.reg, row.ids(Sort.OBSERVATION)[0], reason="It was a drill.", now=LATER
    )
    board.db.commit()
    for who in ("ana", "dee", "reg"):
        page = text_of(client_of(who).get(f"/review-board/{row.id}"))
        assert ("Nothing is left to decide" in page, "Set aside" in page) == (True, True)
    board.db.rollback()
    each_at_once(board.db)
    run_due(app, LATER)
    assert "Your case before the review board is dismissed." in mailed(app)


def test_pages_without_a_case_say_what_comes_here(client_of: Sign, board: Board) -> None:
    assert "No case about you" in text_of(client_of("ana").get("/review-board"))
    assert "No case for you to see to" in text_of(client_of("dee").get("/review-board"))


EVERYBODY = (None, "ana", "bea", "caz", "dee", "reg")


def test_who_may_open_and_send_what(client_of: Sign, board: Board) -> None:
    """T03, T11: every address as everybody; of a case that Ana disputes, on what Bea has decided."""
    entry, signed = board.rejected(), board.watch.watch(board.cast.bea, FAIL, hour=13)
    id = board.dispute("entry", entry.id).id
    board.db.commit()
    opened = {
        "/review-board": (401, 200, 200, 200, 200, 200),
        f"/review-board/sessions/{entry.id}": (401, 403, 200, 403, 404, 200),
        f"/review-board/dispute/observation/{signed.id}": (401, 200, 404, 404, 404, 404),
        f"/review-board/{id}": (401, 200, 404, 404, 200, 200),
        f"/review-board/{id}/vote": (401, 403, 404, 403, 200, 200),
        f"/review-board/{id}/lift": (401, 403, 404, 403, 409, 409),
    }
    browsers = [client_of(who) for who in EVERYBODY]
    for path, codes in opened.items():
        assert (path, tuple(browser.get(path).status_code for browser in browsers)) == (path, codes)
    sent = {
        f"/review-board/{id}/answer": (401, 422, 404, 404, 403, 403),
        f"/review-board/{id}/evidence": (401, 403, 404, 403, 422, 422),
        f"/review-board/{id}/vote": (401, 403, 404, 403, 422, 422),
    }
    for path, codes in sent.items():
        assert (path, tuple(browser.post(path).status_code for browser in browsers)) == (path, codes)
    assert board.db.scalars(select(BoardCase)).one().version == 2


def test_staff_add_to_the_evidence(client_of: Sign, board: Board) -> None:
    row = board.accused()
    reg, page = client_of("reg"), f"/review-board/{row.id}"
    assert "Add to the evidence" in text_of(reg.get(page))
    assert "Choose one" in text_of(reg.post(f"{page}/evidence", data={"piece": "entry:0", "words": WHY}), 422)
    assert reg.post(f"{page}/evidence", data={"piece": "note", "words": REASON}).location == page
    assert REASON in text_of(client_of("ana").get(page))


def test_reminders_are_mailed_once_however_often_they_are_looked_for(board: Board, app: Flask) -> None:
    row = board.accused(heard=False)
    soon, late = (datetime.combine(day, time(9), LATER.tzinfo) for day in (row.answer_by, row.decide_by))
    each_at_once(board.db)
    for when in (soon, soon + timedelta(hours=7)):
        run_due(app, when)
    told = mailed(app)
    assert "until" in told["Your time to answer before the review board ends soon."]
    sent = len(list((state(app).settings.data_dir / "mail").glob("*.eml")))
    for when in (late, late + timedelta(hours=7)):
        run_due(app, when)
    votes = [subject for subject in mailed(app) if "waits for your vote" in subject]
    files = len(list((state(app).settings.data_dir / "mail").glob("*.eml")))
    assert (len(votes), files - sent) == (1, 2), "to Dee and Reg, and Eve has no address"


@pytest.mark.parametrize(("before", "mailed"), [(3, False), (1, True)])
def test_what_has_to_be_done_within_two_days_is_mailed_at_once(
    board: Board, app: Flask, before: int, mailed: bool
) -> None:
    row = board.accused(heard=False)
    noon = datetime.combine(row.answer_by - timedelta(days=before), time(12), LATER.tzinfo)
    (due,) = services.find_reminders(board.db, now=noon)
    board.db.commit()
    run_due(app, noon)
    assert bool(board.db.scalar(select(Mail.id).where(Mail.key == due.key))) is mailed
