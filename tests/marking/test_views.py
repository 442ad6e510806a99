"""The pages of marking: from the queue to the mark, a second marker, the trainee's result and mail."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.comments import services as comments
from ashilms.jobs.runner import run_due
from ashilms.marking.models import MarkingPiece
from ashilms.notices.models import Mail
from tests.conftest import CAST, NOW, Cast
from tests.marking.conftest import WHY, Desk, set_up
from tests.quizzes.conftest import CANARY
from tests.schooling import counted, text_of
from tests.told import each_at_once

__all__ = ["counted"]

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]
GOOD = {"turn": "mark", "level_safe": "2", "level_clear": "1", "text": WHY, "do": "give"}


@pytest.fixture
def desk(host_db: Session) -> Desk:
    """The school, on the host site's database."""
    return set_up(
        host_db, Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    )


@pytest.fixture
def piece(desk: Desk) -> MarkingPiece:
    """Ana's essay, handed in."""
    return desk.hand_in()


def test_an_answer_is_marked_from_the_queue_and_its_trainee_has_mail_and_a_result(
    app: Flask, client_of: SignIn, desk: Desk, piece: MarkingPiece, host_db: Session
) -> None:
    bea, ana, page = client_of("bea"), client_of("ana"), f"/marking/{piece.id}"
    for queue in ("/inbox", "/marking"):
        assert f'href="{page}"' in bea.get(queue).text
    shown = bea.get(page).text
    assert "I stop and ask her." in shown
    assert CANARY in shown, "the guide and the rubric are there"
    assert "checked" not in shown, "nothing is chosen beforehand"
    preview = text_of(bea.post(page, data={**GOOD, "do": "show"}))
    assert "(1 + 1/2) ÷ 2 criteria: 3/4 of 1." in preview
    assert bea.post(page, data=GOOD).location == "/marking"
    assert "Nothing waits for you" in bea.get("/marking").text
    result = ana.get(f"/attempts/{piece.attempt_id}/result").text
    assert "3.75 of 4 is 93.7 %" in result
    assert WHY in result
    assert "Marked. The trainee sees it" not in result
    host_db.rollback()
    each_at_once(host_db)
    run_due(app, now=NOW)
    assert [mail.subject for mail in host_db.query(Mail)] == ["Your quiz has been marked"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"level_safe": "3"}, 422), ({"level_safe": "x"}, 422), ({"level_safe": "-1"}, 422), ({"level_safe": ""}, 422),
        ({"text": ""}, 422), ({"text": "x" * 4_001}, 422), ({"turn": "settle"}, 409), ({"turn": "odd"}, 409),
    ],
)  # fmt: skip
def test_a_bad_form_gives_no_mark(
    client_of: SignIn, piece: MarkingPiece, changed: dict[str, str], status: int
) -> None:
    """T39."""
    bea = client_of("bea")
    answer = bea.post(f"/marking/{piece.id}", data=GOOD | changed)
    assert answer.status_code == status
    assert status == 409 or "al-wrong" in answer.text
    assert f"/marking/{piece.id}" in bea.get("/marking").text


def test_saved_comments_are_inserted_and_levels_stay(
    client_of: SignIn, desk: Desk, piece: MarkingPiece, host_db: Session
) -> None:
    saved = comments.save_comment(host_db, desk.cast.bea, "Ask before each change of side.", now=NOW)
    host_db.commit()
    sent = {**GOOD, "text": "Good.", "saved": saved.id, "do": "insert"}
    page = client_of("bea").post(f"/marking/{piece.id}", data=sent).text
    assert "Good.\nAsk before each change of side.</textarea>" in page
    assert page.count(" checked") == 2


def test_a_second_marker_is_asked_marks_unseen_and_the_two_settle_it(
    client_of: SignIn, desk: Desk, piece: MarkingPiece
) -> None:
    """T20."""
    bea, dee, page = client_of("bea"), client_of("dee"), f"/marking/{piece.id}"
    assert dee.get(page).status_code == 404
    assert bea.post(f"{page}/ask", data={"marker": desk.cast.reg.id}).status_code == 422
    assert bea.post(f"{page}/ask", data={"marker": desk.cast.dee.id}).status_code == 302
    bea.post(page, data={**GOOD, "text": "A secret of hers."})
    unseen = text_of(dee.get(page))
    assert "Somebody has marked it" in unseen
    assert "A secret of hers" not in unseen
    dee.post(page, data={**GOOD, "level_clear": "0", "text": "It is not clear at all."})
    both = text_of(bea.get(page))
    assert "1 of 2 criteria alike" in both
    assert "It is not clear at all." in both
    bea.post(page, data={**GOOD, "turn": "settle", "text": "We agree on this."})
    result = text_of(client_of("ana").get(f"/attempts/{piece.attempt_id}/result"))
    assert "We agree on this." in result
    assert "A secret of hers" not in result
    assert "2 people marked it" in result
    assert "3 marks so far" in text_of(bea.get(page))


def test_a_registrar_sees_what_waits_and_asks_somebody(
    client_of: SignIn, desk: Desk, piece: MarkingPiece
) -> None:
    reg, page = client_of("reg"), f"/marking/{piece.id}"
    assert "All that waits" in reg.get("/marking").text
    assert "Give this mark" not in reg.get(page).text
    assert reg.post(page, data=GOOD).status_code == 404
    assert reg.post(f"{page}/ask", data={"marker": desk.cast.dee.id}).status_code == 302
    assert f'href="{page}"' in client_of("dee").get("/marking").text


def test_the_queue_asks_as_often_for_many_as_for_one(
    client_of: SignIn, desk: Desk, piece: MarkingPiece, counted: object, host_db: Session
) -> None:
    reg = client_of("reg")
    reg.get("/marking")
    with counted() as one:  # type: ignore[operator]
        reg.get("/marking")
    for number in range(50, 80):
        more = {
            name: getattr(piece, name) for name in ("attempt_id", "person_id", "course_id", "since", "state")
        }
        host_db.add(MarkingPiece(number=number, needed=1, **more))
    host_db.commit()
    with counted() as many:  # type: ignore[operator]
        page = reg.get("/marking").text
    assert len(many) == len(one)
    assert "Page 1 of 2" in page
