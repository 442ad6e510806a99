"""Texts that mean something to a database, a template, a browser or a mail server: here they are texts."""

import json
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from ashilms.accounts.models import Person
from ashilms.certificates.models import Certificate
from ashilms.jobs.runner import run_due
from tests.campus import WHO, Campus
from tests.conftest import NOW
from tests.house.deeds import DEEDS
from tests.house.filling import Deed
from tests.house.hostile import ENCODED, MARKUP, SQL, STATEMENT, SUM, TEMPLATES, TOLD
from tests.house.pages import Page
from tests.house.test_input import TYPED
from tests.house.walk import Walk

HOST = "http://localhost"
FREE = {
    "ashilms.accounts.show_profile": ("name", "ashilms_person"),
    "ashilms.cohorts.add_cohort": ("name", "ashilms_cohort"),
    "ashilms.cohorts.add_session": ("title", "ashilms_live_session"),
    "ashilms.cohorts.correct_attendance": ("reason", "ashilms_live_attendance"),
    "ashilms.cohorts.remove_trainee": ("reason", "ashilms_cohort_place"),
    "ashilms.sites.check_room": ("note", "ashilms_sites_check"),
    "ashilms.sites.unlock_room": ("reason", "ashilms_sites_opening"),
    "ashilms.sites.add_room": ("name", "ashilms_practicum_room"),
    "ashilms.sites.edit_room": ("site", "ashilms_practicum_room"),
    "ashilms.sites.inspect_room": ("note", "ashilms_practicum_inspection"),
    "ashilms.practicum.void_entry": ("reason", "ashilms_practicum_event"),
    "ashilms.practicum.log_entry": ("reflection", "ashilms_practicum_entry"),
    "ashilms.practicum.review_entry": ("text", "ashilms_practicum_review"),
    "ashilms.certificates.change_status": ("reason", "ashilms_certificate_event"),
    "identity.register": ("name", "ashilms_job"),
}
"""Forms in which anything may be written, the field, and where it is kept."""
WRITTEN = [deed for deed in DEEDS if deed.view in FREE and "revoke" not in deed.page]


@pytest.mark.any_database
@pytest.mark.parametrize("deed", TYPED, ids=str)
def test_whatever_is_typed_is_a_text(campus: Campus, deed: Deed) -> None:
    """T16, T40, T41, V1.2.1, V1.2.4, V1.3.7: in every field, it fails nothing, runs nowhere, is not worked out."""
    ready, wrong = deed.ready(campus), []
    names = [c.name for c in ready.form.controls if c.kind in ("text", "textarea", "email", "search")]
    joined = [" ".join(texts) for texts in (TEMPLATES, TEMPLATES[::-1], MARKUP, MARKUP[::-1])]
    alone = SQL[TYPED.index(deed) % 14 :: 14]
    for text in (*STATEMENT, *alone, *joined) if names else ():
        answer = ready.send(ready.but(**dict.fromkeys(names, text)))
        page = Page(answer.text)
        wrong += (
            [text]
            if answer.status_code >= 500 or marks(page) or any(told in page.text for told in TOLD)
            else []
        )
        if answer.status_code < 400:
            campus.reset()
            ready = deed.ready(campus)
    assert wrong == []


def test_what_is_looked_for_is_a_text(campus: Campus) -> None:
    """T40, V1.2.4: people, the record, a certificate, an account: it finds what is called so, that is nothing."""
    irene, visitor = campus.browser("irene"), campus.browser()
    before = campus.digest()
    for text in SQL:
        campus.forget_limits()
        assert "Nobody like that" in irene.post("/people", data={"q": text}).text
        assert "<tbody" not in irene.get("/audit", query_string={"subject": text}).text
        assert visitor.post("/verify", data={"number": text, "surname": text}).status_code in (404, 422)
        assert visitor.post("/sign-in", data={"email": text, "password": text}).status_code == 422
        assert visitor.get("/c/x", query_string={"token": text}).status_code == 404
    assert campus.digest() == before


@pytest.mark.parametrize("deed", WRITTEN, ids=str)
def test_a_text_is_kept_as_it_was_written(campus: Campus, deed: Deed) -> None:
    """V1.1.1: taken from its one encoding once, and never again, whatever it looks like."""
    (field, table), changed = FREE[deed.view], []
    for text in portions((*ENCODED, *SQL[::4], *TEMPLATES[::4], *MARKUP[::4]), longest(field)):
        ready = deed.ready(campus)
        assert ready.send(ready.but(**{field: text})).status_code == 302
        values = [value for row in campus.rows(table) for value in row.values()]
        kept = " ".join(v if isinstance(v, str) else json.dumps(v, default=str) for v in values)
        changed += [] if text in kept or json.dumps(text)[1:-1] in kept else [text]
        campus.reset()
    assert changed == []


def longest(field: str) -> int:
    """Return how much of a text a free field takes at least."""
    return 60 if field in ("name", "site", "title") else 900


def portions(texts: Iterable[str], most: int) -> Iterator[str]:
    """Yield the texts, as many of them as one field takes at a time."""
    joined = ""
    for text in texts:
        if joined and len(joined) + len(text) >= most:
            yield joined
            joined = ""
        joined = f"{joined} {text}" if joined else text
    yield joined


def pages(campus: Campus) -> list[tuple[str, Page]]:
    """Return every page that anybody sees."""
    return [(str(seen), seen.page) for who in WHO for seen in Walk(campus, who, HOST) if seen.is_page]


def marks(page: Page) -> list[object]:
    """Return what on a page would not be there if every text were one."""
    held = [(name, value) for _, about in page.tags for name, value in about.items()]
    odd = [(name, value) for name, value in held if "canary" in value and name not in ("value", "content")]
    return [*odd, *(name for name, _ in held if name.startswith("on") or name == "autofocus"), *page.inline]


@pytest.mark.any_database
@pytest.mark.parametrize("texts", [MARKUP, TEMPLATES], ids=["markup", "templates"])
def test_what_is_kept_is_shown_as_a_text_on_every_page(campus: Campus, texts: tuple[str, ...]) -> None:
    """T16, T41, V1.2.1, V1.3.7: all of them in every free text at once, and every page as everybody."""
    for number, deed in enumerate(WRITTEN):
        field, _ = FREE[deed.view]
        ready = deed.ready(campus)
        text = " ".join((*texts[number:], *texts[:number]))[: longest(field)]
        ready.send(ready.but(**{field: text}))
    found = pages(campus)
    shown = " ".join(page.text for _, page in found)
    assert texts[0][:20] in shown
    assert [where for where, page in found if marks(page)] == []
    assert [where for where, page in found if any(told in page.text for told in TOLD)] == []


def mails(campus: Campus) -> list[EmailMessage]:
    """Do what is due and return every mail that has left."""
    run_due(campus.app, NOW)
    return [
        message_from_bytes(p.read_bytes(), policy=policy.default)
        for p in sorted((campus.folder / "mail").glob("*.eml"))
    ]


NAMES = (
    "Ana\r\nBcc: all@example.org", "Ana\nSubject: won", "Ana\r\n\r\n<html>", "=?utf-8?q?x=0aBcc:_a@b.c?=", "a,b@c.d",
    "{{ 1337 * 7331 }}", "<script>canary()</script>", '"Ana" <a@b.c>', "Ana\u2028Bcc: a@b.c", "%0d%0aBcc: a@b.c",
)  # fmt: skip
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}


@pytest.mark.any_database
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_text_in_a_mail(campus: Campus, name: str) -> None:
    """T16, T41, V1.3.7, V1.3.11: one mail to one mailbox, no header more, nothing evaluated, nothing that runs."""
    campus.browser().post("/register", data={"email": "new@example.org", "name": name})
    (mail,) = [mail for mail in mails(campus) if "new@example.org" in mail["To"]]
    assert mail["To"] == "new@example.org"
    assert set(mail.keys()) == HEADERS
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert SUM not in text + html
    assert marks(Page(html.partition("</style>")[2])) == []


@pytest.mark.any_database
@pytest.mark.parametrize("name", ["{{ 1337 * 7331 }}", "{% print(1337*7331) %}", "Ana ${1337*7331} <b>B</b>"])
def test_a_name_on_a_certificate_is_a_text(campus: Campus, name: str) -> None:
    """T41, V1.3.7: what is drawn and signed holds it letter by letter, or it is refused before a number is taken."""
    with campus.db() as db:
        ben = db.scalars(select(Person).where(Person.email == "ben@demo.example")).one()
        ben.printed_name = name
        db.commit()
    deed = next(deed for deed in DEEDS if deed.view == "ashilms.desk.approve")
    answer = deed.ready(campus).send()
    with campus.db() as db:
        holders = [row.as_payload().holder for row in db.scalars(select(Certificate))]
    assert (name in holders) is (answer.status_code == 302)
    assert SUM not in " ".join(holders)
