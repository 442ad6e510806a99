"""A registrar words a mail: only named places, looked at first, kept as versions, taken back; nobody else may."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.audit.models import AuditRecord
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.notices import services
from ashilms.notices.models import LetterVersion, Mail
from ashilms.notices.rules.letters import Wording
from ashilms.web import state
from tests.conftest import NOW, Cast
from tests.schooling import text_of

Sign = Callable[[str | None], FlaskClient]
PAGE = "/mail/letters/marked"

GOOD = {"subject": "¡{name}, ya está!", "text": "Mira:\r\n\r\n{link}\r\n\r\n<b>{school}</b>", "act": "Ver"}


def save(browser: FlaskClient, version: int = 0, **said: str) -> tuple[int, str]:
    answer = browser.post(PAGE, data=GOOD | {"version": version, "do": "save"} | said)
    return answer.status_code, answer.text


def versions(db: Session) -> list[tuple[int, str]]:
    db.expire_all()
    query = select(LetterVersion).order_by(LetterVersion.number)
    return [(row.number, row.subject) for row in db.scalars(query)]


def test_every_mail_is_listed_with_when_it_is_sent(client_of: Sign) -> None:
    shown = text_of(client_of("reg").get("/mail/letters"), 200)
    for letter in services.all_letters().values():
        assert letter.about in shown
    assert "Yours" not in shown


def test_what_was_typed_is_shown_first_as_text_and_with_its_look_and_is_not_saved(
    client_of: Sign, host_db: Session
) -> None:
    answer = client_of("reg").post(PAGE, data=GOOD | {"version": 0, "do": "preview"})
    assert answer.status_code == 200
    assert "As you have written it, not saved yet" in answer.text
    assert "¡Ana, ya está!" in answer.text
    look, text = answer.text.split('aria-label="As text alone"')
    for part in (look, text):
        assert "&lt;b&gt;" in part
        assert "https://school.example/where-it-leads" in part
    assert "<b>School" not in answer.text
    assert versions(host_db) == []


def test_a_saved_wording_is_what_is_mailed_escaped_like_any_other_text(
    app: Flask, client_of: Sign, host_db: Session, cast: Cast
) -> None:
    assert save(client_of("reg"))[0] == 302
    values = {"school": "Escuela", "link": "http://localhost/x"}
    ana = host_db.get_one(Person, cast.ana.id)
    with app.app_context():
        services.send_mail(
            host_db, ana, "marked", values, render=state(app).render, key="k", now=NOW, urgent=True
        )
    mail = host_db.scalars(select(Mail)).one()
    assert mail.subject == f"¡{ana.name}, ya está!"
    assert "Ver:\nhttp://localhost/x" in mail.text
    assert "&lt;b&gt;Escuela&lt;/b&gt;" in mail.html
    assert '<a class="act" href="http://localhost/x">Ver</a>' in mail.html
    host_db.rollback()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"text": "{nmae} {link}"},
            "{nmae} is nothing that this mail knows. It may have: {name}, {school}, {link}.",
        ),
        ({"text": "{{ 7 * 7 }} {link}"}, "{ 7 * 7 } is nothing that this mail knows."),
        ({"text": "No way on."}, "{link} can’t be left out of this mail."),
        ({"subject": "{link}"}, "{link} stands in the text alone."),
        ({"subject": ""}, "Write something here, or go back to the default."),
        ({"subject": "x" * 151}, "150 characters"),
    ],
)
@pytest.mark.parametrize("do", ["save", "preview"])
def test_what_cannot_be_taken_is_refused_in_a_sentence_and_stays_typed(
    client_of: Sign, host_db: Session, said: dict[str, str], sentence: str, do: str
) -> None:
    status, page = save(client_of("reg"), do=do, **said)
    assert status == 422
    assert sentence in page
    assert "ya está" in page or "subject" in said
    assert versions(host_db) == []


def test_versions_are_kept_and_an_earlier_one_and_the_default_are_taken_back(
    client_of: Sign, host_db: Session
) -> None:
    registrar = client_of("reg")
    save(registrar)
    save(registrar, 1, subject="Second")
    assert registrar.post(f"{PAGE}/earlier", data={"number": 1, "version": 2}).status_code == 302
    assert registrar.post(f"{PAGE}/earlier", data={"number": 0, "version": 3}).status_code == 302
    assert versions(host_db) == [(1, GOOD["subject"]), (2, "Second"), (3, GOOD["subject"]), (4, "")]
    page = registrar.get(PAGE).text
    assert "Your quiz has been marked" in page
    assert "Version 4" in page
    assert "Back to the default" not in page
    assert registrar.post(f"{PAGE}/earlier", data={"number": 9, "version": 4}).status_code == 404
    assert len(versions(host_db)) == 4


def test_two_registrars_at_once_lose_nothing(client_of: Sign, host_db: Session) -> None:
    registrar = client_of("reg")
    save(registrar)
    status, page = save(registrar, 0, subject="Other")
    assert status == 409
    assert "Somebody else has worded this mail meanwhile" in page
    assert registrar.post(f"{PAGE}/earlier", data={"number": 0, "version": 0}).status_code == 409
    assert versions(host_db) == [(1, GOOD["subject"])]


def test_each_change_is_in_the_record_with_before_and_after(client_of: Sign, host_db: Session) -> None:
    save(client_of("reg"))
    row = host_db.scalars(select(AuditRecord).where(AuditRecord.action == "notices.word")).one()
    kept = str(vars(row))
    assert "letter:marked" in kept
    assert "Your quiz has been marked" in kept
    assert "ya está" in kept


@pytest.mark.parametrize("who", ["ana", "bea", None])
def test_nobody_else_words_a_mail(client_of: Sign, host_db: Session, who: str | None) -> None:
    assert save(client_of(who))[0] in (302, 401, 403)
    assert versions(host_db) == []


def test_the_service_refuses_on_its_own(db: Session, cast: Cast) -> None:
    with pytest.raises(Missing):
        services.word_letter(db, cast.ana, "marked", Wording("x", "{link}", "x"), seen=0, now=NOW)
    with pytest.raises(Missing):
        services.word_letter(db, cast.reg, "no such mail", Wording("x", "{link}", "x"), seen=0, now=NOW)
    with pytest.raises(Unacceptable, match="nmae"):
        services.word_letter(db, cast.reg, "marked", Wording("{nmae}", "{link}", "x"), seen=0, now=NOW)
    services.word_letter(db, cast.reg, "marked", Wording("x", "{link}", "x"), seen=0, now=NOW)
    with pytest.raises(Clash):
        services.word_letter(db, cast.reg, "marked", Wording("y", "{link}", "x"), seen=0, now=NOW)


def test_notices_are_opened_one_by_one_or_all_at_once_and_are_ones_own(
    client_of: Sign, host_db: Session, cast: Cast
) -> None:
    ana, caz = client_of("ana"), client_of("caz")
    for number in range(3):
        services.notify(host_db, cast.ana.id, f"Thing {number}", key=str(number), path="/profile", now=NOW)
    host_db.commit()
    page = text_of(ana.get("/notices"), 200)
    assert [page.index(f"Thing {number}") for number in (2, 1, 0)] == sorted(
        page.index(f"Thing {number}") for number in (2, 1, 0)
    )
    assert "3 new notices" in text_of(ana.get("/"), 200)
    path = re.findall(r'action="(/notices/\d+)"', ana.get("/notices").text)[0]
    assert caz.post(path).status_code == 404
    assert ana.post(path).location.endswith("/profile")
    assert "2 new notices" in text_of(ana.get("/"), 200)
    assert "Thing" not in text_of(caz.get("/notices"), 200)
    ana.post("/notices", data=sent_by(ana.get("/notices").text))
    assert "Nothing new" in text_of(ana.get("/notices"), 200)
    assert "new notice" not in text_of(ana.get("/"), 200)


def test_a_person_chooses_in_their_profile_when_mail_comes(
    client_of: Sign, host_db: Session, cast: Cast
) -> None:
    form = {"name": "Ana", "zone": "UTC", "mail": "at-once", "digest_hour": "20"}
    assert client_of("ana").post("/profile", data=form).status_code == 302
    host_db.expire_all()
    ana = host_db.get_one(Person, cast.ana.id)
    assert (ana.mail_at_once, ana.digest_hour) == (True, 20)
    for wrong in ({"digest_hour": "24"}, {"digest_hour": "x"}, {"mail": "never"}):
        assert client_of("ana").post("/profile", data=form | wrong).status_code == 422


def sent_by(page: str) -> dict[str, str]:
    """Return what the button for all that a page shows sends."""
    return {"shown": re.findall(r'name="shown"[^>]*value="([^"]*)"', page)[0]}


def test_the_button_reads_what_was_shown_and_nothing_that_came_since(
    client_of: Sign, host_db: Session, cast: Cast
) -> None:
    ana = client_of("ana")
    services.notify(host_db, cast.ana.id, "Shown before", key="1", now=NOW)
    host_db.commit()
    page = ana.get("/notices").text
    services.notify(host_db, cast.ana.id, "Came meanwhile", key="2", now=NOW)
    host_db.commit()
    ana.post("/notices", data=sent_by(page))
    host_db.expire_all()
    assert [one.text for one in services.notices_of(host_db, cast.ana.id)] == ["Came meanwhile"]


def test_however_many_are_new_each_can_be_seen_and_read(
    client_of: Sign, host_db: Session, cast: Cast
) -> None:
    for number in range(120):
        services.notify(host_db, cast.ana.id, f"Thing {number:03}", key=str(number), now=NOW)
    host_db.commit()
    ana = client_of("ana")
    page = ana.get("/notices").text
    assert "Mark these as read" in page
    assert "Thing 019" not in page
    older = re.findall(r'href="(/notices\?before=\d+)"', page)[0]
    assert "Thing 000" in ana.get(older).text
    ana.post("/notices", data=sent_by(page))
    page = ana.get("/notices").text
    assert "Thing 019" in page
    assert "Mark all as read" in page
    ana.post("/notices", data=sent_by(page))
    assert "Nothing new" in ana.get("/notices").text
    host_db.expire_all()
    assert services.count_unread(host_db, cast.ana.id) == 0


def test_what_was_typed_stays_where_somebody_else_saved_meanwhile(client_of: Sign, host_db: Session) -> None:
    reg, mine = client_of("reg"), {"subject": "A", "act": "Go", "version": "0", "do": "save"}
    assert reg.post("/mail/letters/marked", data=mine | {"text": "Theirs\n\n{link}"}).status_code == 302
    answer = reg.post("/mail/letters/marked", data=mine | {"text": "PRECIOUS\n\n{link}"})
    assert answer.status_code == 409
    assert "PRECIOUS" in answer.text
    assert "Somebody else has worded this mail meanwhile" in answer.text
    assert "Theirs" in answer.text or "Version 1" in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text
