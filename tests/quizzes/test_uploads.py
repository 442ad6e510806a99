"""Answers that are files: told by their content, kept before a row names them, seen by whose they are and who marks."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.files.services import all_kept, store_of
from ashilms.marking.models import MarkingPiece
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerFile, AnswerStep, Attempt
from ashilms.quizzes.services.uploads import MOST
from ashilms.web import state
from tests.conftest import CAST, NOW, Cast
from tests.marking.conftest import set_up
from tests.quizzes.conftest import CANARY, DRAFTS, KINDS
from tests.quizzes.samples import MARKED
from tests.quizzes.test_views import key_in

pytestmark = pytest.mark.any_database

PDF = b"%PDF-1.4 what I wrote %%EOF"


def photo(shade: int = 255) -> bytes:
    """Return a small picture of one shade."""
    made = BytesIO()
    Image.new("L", (8, 8), shade).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def cast(host_db: Session) -> Cast:
    """The people, in a school whose papers hold one question that asks for a file."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    desk = set_up(host_db, cast)
    asked, key = KINDS["upload"].split(MARKED["upload"].item)
    pool = [replace(DRAFTS[11], kind="upload", asked=asked, key=key)]
    services.keep_questions(host_db, machine("tests"), desk.school.course.id, pool, now=NOW)
    terms = {"draw": 1, "critical": 0, "pass_percent": 50, "minutes": 10, "attempts": 3, "waits_hours": []}
    quiz = services.QuizDraft("quiz-m02", "Show it", "m02", [{"module": "m02"}], terms)
    services.keep_quizzes(host_db, machine("tests"), desk.school.course.id, [quiz], now=NOW)
    host_db.commit()
    return cast


@pytest.fixture
def ana(client_of: Callable[[str | None], FlaskClient], cast: Cast) -> FlaskClient:
    """Ana, who has started the clock."""
    ana = client_of("ana")
    ana.post("/quizzes/quiz-m02/start")
    return ana


def send(who: FlaskClient, content: bytes, **more: Any) -> Any:
    """Send a file as the answer."""
    key = key_in(who.get("/attempts/1/1").text)
    data = {"key": key, "answer": (BytesIO(content), "x.png"), "go": "stay", **more}
    return who.post("/attempts/1/1/file", data=data)


def kept(app: Flask) -> list[str]:
    """Return the hashes of all kept files."""
    return list(all_kept(store_of(state(app).settings)))


def test_a_photo_is_sent_kept_marked_and_seen_by_two_alone(
    app: Flask, client_of: Callable[[str | None], FlaskClient], ana: FlaskClient, host_db: Session
) -> None:
    """T13, T20."""
    page = ana.get("/attempts/1/1").text
    assert 'enctype="multipart/form-data"' in page
    assert CANARY not in page
    assert send(ana, photo()).status_code == 302
    assert send(ana, b"").status_code == 302, "nothing sent leaves what was sent"
    answer = host_db.scalars(select(AnswerStep)).one().answer
    assert kept(app) == [answer["file"]]
    address = f"/answers/{answer['file']}"
    assert f'src="{address}"' in ana.get("/attempts/1/1").text
    bea, others = client_of("bea"), [client_of(who) for who in ("caz", "dee")]
    assert ana.get(address).content_type == "image/jpeg"
    assert bea.get(address).status_code == 404, "nobody sees it before it is handed in"
    ana.post("/attempts/1/hand-in")
    given = bea.get(address)
    assert (given.status_code, given.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert [other.get(address).status_code for other in others] == [404, 404]
    piece = host_db.scalars(select(MarkingPiece)).one()
    assert address in bea.get(f"/marking/{piece.id}").text
    assert ana.get("/answers/" + "0" * 64).status_code == 404


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"<svg onload=alert(1)>", b"PK\x03\x04", b"%PDF-1.4 cut"], ids=repr
)
def test_what_is_no_such_file_is_refused_and_nothing_is_kept(
    app: Flask, ana: FlaskClient, host_db: Session, content: bytes
) -> None:
    """T13, T39."""
    refused = send(ana, content)
    assert (refused.status_code, "can be read" in refused.text) == (422, True)
    told = ana.post(
        "/attempts/1/1/file",
        data={"key": "k", "answer": (BytesIO(content), "x")},
        headers={"Accept": "application/json"},
    )
    assert (told.status_code, "can be read" in told.json["refused"]) == (422, True)
    assert host_db.scalars(select(AnswerStep)).all() == []
    assert kept(app) == []


def test_a_file_is_told_by_its_content_and_a_pdf_is_saved_not_shown(
    ana: FlaskClient, host_db: Session
) -> None:
    """T13."""
    send(ana, PDF)
    row = host_db.scalars(select(AnswerFile)).one()
    assert row.sort == "pdf"
    assert ana.get(f"/answers/{row.file}").headers["Content-Disposition"].startswith("attachment")
    assert "Save the PDF" in ana.get("/attempts/1/1").text


def test_another_file_takes_the_place_of_the_one_before_and_both_stay_named(
    ana: FlaskClient, host_db: Session
) -> None:
    for shade in (0, 255, 0):
        assert send(ana, photo(shade)).status_code == 302
    files = [row.file for row in host_db.scalars(select(AnswerFile).order_by(AnswerFile.id))]
    steps = [step.answer["file"] for step in host_db.scalars(select(AnswerStep).order_by(AnswerStep.id))]
    assert (len(files), steps) == (2, [files[0], files[1], files[0]])
    assert sorted(file for _, file in services.files_of(host_db)) == sorted(files)


def test_so_many_files_and_no_more_are_taken(ana: FlaskClient, host_db: Session) -> None:
    host_db.add_all(
        AnswerFile(attempt_id=1, number=1, file=f"{n:064}", sort="pdf", size=1, at=NOW) for n in range(MOST)
    )
    host_db.commit()
    assert f"{MOST} files were sent" in send(ana, photo()).text


def test_a_text_in_the_place_of_a_file_is_refused(ana: FlaskClient) -> None:
    """T39."""
    assert ana.post("/attempts/1/1", data={"key": "k", "answer": "a" * 64}).status_code == 422


def test_somebody_else_s_attempt_and_a_closed_one_take_no_file(
    app: Flask, client_of: Callable[[str | None], FlaskClient], ana: FlaskClient, host_db: Session
) -> None:
    """T11."""
    data = {"key": "k", "go": "stay"}
    file = {"answer": (BytesIO(photo()), "x.png")}
    assert client_of("caz").post("/attempts/1/1/file", data=data | file).status_code == 404
    host_db.scalars(select(Attempt)).one()
    ana.post("/attempts/1/hand-in")
    late = {"answer": (BytesIO(photo()), "x.png")}
    assert ana.post("/attempts/1/1/file", data=data | late).status_code == 409
    assert kept(app) == []


@pytest.mark.parametrize(
    "given",
    [
        "a" * 64, {"file": "a" * 64}, {"file": "../etc", "sort": "photo", "size": 1},
        {"file": "a" * 64, "sort": "exe", "size": 1}, {"file": "a" * 64, "sort": "photo", "size": "1"},
        {"file": ["a"], "sort": "photo", "size": 1},
    ],
    ids=repr,
)  # fmt: skip
def test_an_answer_that_names_no_kept_file_is_refused(given: object) -> None:
    """T39."""
    asked, _ = KINDS["upload"].split(MARKED["upload"].item)
    with pytest.raises(ValueError, match=r"\.$"):
        KINDS["upload"].read(asked, [], given)


@pytest.mark.parametrize("accept", [[], ["exe"], ["photo", "photo"]], ids=repr)
def test_what_may_be_sent_is_checked(accept: list[str]) -> None:
    assert "list photo, video or pdf" in " ".join(
        KINDS["upload"].problems({**MARKED["upload"].item, "accept": accept})
    )
