"""Converting questions on a page: what becomes of each is shown, then the new file is given, to whoever asked alone."""

from collections.abc import Callable
from io import BytesIO
from re import search
from zipfile import ZipFile

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from ashilms.audit.models import AuditRecord
from ashilms.conversion import rules, services
from ashilms.errors import NotAllowed
from ashilms.quizzes.formats.found import BadFile
from tests.conftest import NOW, Cast
from tests.quizzes.conftest import KINDS
from tests.schooling import text_of

pytestmark = pytest.mark.any_database
ClientOf = Callable[[str | None], FlaskClient]
GIFT = b"Which wood? {=oak ~ash ~elm}\n\n::Why::Why bare feet? {}\n\nPut right. {=a =%50%b ~%-100%c}\n"
PACK = b"items:\n- {id: q1, kind: truefalse, stem: The bar bears it., right: true}\n- {id: q2, kind: placement}\n"


def send(client: FlaskClient, way: str, data: bytes, name: str = "bank.txt") -> TestResponse:
    """Send a file."""
    return client.post("/questions/convert", data={"way": way, "file": (BytesIO(data), name)})


def made(answer: TestResponse) -> str:
    """Return what the page of the dry run would send to have the new file."""
    found = search(r'name="made"[^>]*value="([^"]*)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def test_what_becomes_of_each_question_is_shown_and_then_given(client_of: ClientOf) -> None:
    bea = client_of("bea")
    shown = send(bea, "from-gift", GIFT)
    text = text_of(shown)
    assert "3 questions: 1 kept whole" in text
    assert all(
        part in text for part in ("Line 1", "Which wood?", "Kept in part", "without a guide and a rubric")
    )
    taken = bea.post("/questions/convert", data={"made": made(shown)})
    assert (taken.status_code, taken.headers["Content-Disposition"]) == (
        200,
        "attachment; filename=questions.yaml",
    )
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert yaml.safe_load(taken.data)["items"][0]["stem"] == "Which wood?"


def test_items_of_a_pack_become_a_package(client_of: ClientOf) -> None:
    reg = client_of("reg")
    shown = send(reg, "to-qti", PACK, "m01.yaml")
    assert "QTI has no question of the kind placement." in text_of(shown)
    taken = reg.post("/questions/convert", data={"made": made(shown)})
    assert ZipFile(BytesIO(taken.data)).namelist() == ["imsmanifest.xml", "items/q1.xml"]


@pytest.mark.parametrize(
    ("way", "data", "part"),
    [
        ("from-gift", b"", "Choose a file."),
        ("from-word", b"x", "Choose one from the list."),
        ("from-gift", b"\xff", "not UTF-8"),
        ("from-moodle-xml", b"<quiz>", "this is no XML"),
        ("from-qti", b"PK", "no zip that can be read"),
        ("to-gift", b"[]", "no list of items"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    client_of: ClientOf, way: str, data: bytes, part: str
) -> None:
    assert part in text_of(send(client_of("bea"), way, data, "x.txt" if data else ""), 422)


def test_the_page_is_found_below_the_courses_by_whoever_may(client_of: ClientOf) -> None:
    link = 'href="/questions/convert"'
    assert [link in client_of(name).get("/courses").text for name in ("bea", "reg", "ana")] == [
        True,
        True,
        False,
    ]


def test_nobody_else_may_and_nobody_takes_what_was_not_shown_to_them(client_of: ClientOf) -> None:
    """T01, T02: a trainee has no such page; a signed file is for whoever it was shown to, and no other is given."""
    bea, reg = client_of("bea"), client_of("reg")
    assert [client_of(name).get("/questions/convert").status_code for name in ("ana", "caz")] == [403, 403]
    sealed = made(send(bea, "from-gift", GIFT))
    for client, sent in ((reg, sealed), (bea, sealed[:-2] + "xx"), (bea, "nonsense")):
        assert "not the file that was shown" in text_of(
            client.post("/questions/convert", data={"made": sent}), 422
        )
    assert client_of("ana").post("/questions/convert", data={"made": sealed}).status_code == 403


def test_it_is_recorded_and_changes_nothing_else(db: Session, cast: Cast) -> None:
    done = services.convert(db, cast.bea, "from-gift", "x.gift", GIFT, KINDS, now=NOW)
    assert (done.name, done.kept) == ("questions.yaml", 3)
    record = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert record is not None
    assert (record.action, record.after["lossy"]) == ("conversion.convert", 2)
    assert not db.new
    with pytest.raises(NotAllowed):
        services.convert(db, cast.ana, "from-gift", "x.gift", GIFT, KINDS, now=NOW)


@pytest.mark.parametrize(
    ("data", "part"),
    [(b" " * (rules.LARGEST + 1), "larger than 1 MB"), (b"Q {T}\n\n" * (rules.MOST + 1), "a page takes 500")],
)
def test_a_file_too_large_for_a_page_is_told_so(db: Session, cast: Cast, data: bytes, part: str) -> None:
    with pytest.raises(BadFile, match=part):
        services.convert(db, cast.bea, "from-gift", "x.gift", data, KINDS, now=NOW)
