"""The pages of the board: from an accusation to a decision, who may open what, and what a bad form gets."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.review_board.models import BoardCase
from ashilms.rooms import listen
from ashilms.web import state
from tests.conftest import Cast
from tests.observations.conftest import FAIL, Watch
from tests.practicum.conftest import Desk, Stage, build_stage
from tests.practicum.test_views import cast
from tests.review_board.conftest import REASON, SAID, WHY, Board, welcome
from tests.schooling import text_of

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
    assert REASON not in mailed(app)["The review board has decided your case."]


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
    assert "Lift the pause" in text_of(reg.get(f"{case}/lift"))
    assert dee.post(f"{case}/lift", data={"reason": "x"}).status_code == 422
    assert dee.post(f"{case}/lift", data={"reason": REASON}).location == case
    assert dee.post(f"{case}/lift", data={"reason": REASON}).status_code == 409
    assert "was lifted by Dee" in text_of(client_of("ana").get(case))


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
        f"/review-board/dispute/observation/{signed.id}": (401, 200, 403, 404, 403, 403),
        f"/review-board/{id}": (401, 200, 404, 404, 200, 200),
        f"/review-board/{id}/vote": (401, 403, 404, 403, 200, 200),
        f"/review-board/{id}/lift": (401, 403, 404, 403, 409, 409),
    }
    browsers = [client_of(who) for who in EVERYBODY]
    for path, codes in opened.items():
        assert (path, tuple(browser.get(path).status_code for browser in browsers)) == (path, codes)
    sent = {
        f"/review-board/{id}/answer": (401, 422, 403, 404, 403, 403),
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
