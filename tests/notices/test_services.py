"""Mail is written with what it is about, sent after the commit, once, and kept while the server is down."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select

from ashilms.accounts.models import Person
from ashilms.jobs.models import Job
from ashilms.jobs.rules import DONE, QUEUED
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.notices.services import deliver, mark_read, notices_of, notify, send_mail, waiting_mail
from ashilms.web import state
from tests.identity.conftest import Site

VALUES = {"name": "Ana", "school": "School of tests", "link": "http://localhost/reset/abc" + "d" * 90}


class Postbox(Message):
    """Keeps what arrives; refuses the next few when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []
        self.refuse = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            self.refuse -= 1
            return "451 not now"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def handle_message(self, message: Any) -> None:
        """Not reached: `handle_DATA` keeps the mail."""


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A real mail server on loopback, and its port."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def send(site: Site, key: str = "k", to: str = "ana@example.org", **values: str) -> None:
    with site.db() as db:
        send_mail(db, to, "reset", VALUES | values, render=state(site.app).render, key=key, now=site.now)
        db.commit()


def row(site: Site, key: str = "k") -> Mail:
    with site.db() as db:
        found = db.scalars(select(Mail).where(Mail.key == key)).one()
        db.expunge_all()
        return found


def test_without_a_mail_server_a_mail_is_laid_into_the_data_folder(site: Site) -> None:
    with site.app.app_context():
        send(site)
    (mail,) = site.mails()
    assert mail["To"] == "ana@example.org"
    assert mail["From"] == "School of tests <ashilms@localhost>"
    assert mail["Subject"] == "Set a new password at School of tests"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        assert "http://localhost/reset/abc" in body
        assert "Hello Ana," in body
    (path,) = (site.folder / "mail").iterdir()
    assert b"\n" + VALUES["link"].encode() + b"\n" in path.read_bytes()


def test_a_mail_is_handed_to_the_server_once_and_then_forgets_what_it_said(
    make_site: Callable[..., Site], postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    site = make_site(ASHILMS_SMTP_URL=f"smtp://127.0.0.1:{port}", ASHILMS_MAIL_FROM="school@example.org")
    with site.app.app_context():
        send(site)
        send(site)
    for _ in range(3):
        run_due(site.app, site.now)
    assert len(box.mails) == 1
    assert box.mails[0]["From"] == "School of tests <school@example.org>"
    kept = row(site)
    assert (kept.sent_at, kept.text, kept.html) == (site.now, "", "")
    with site.db() as db:
        assert waiting_mail(db) == []
        deliver(db, kept.id, state(site.app).settings, now=site.now)
        deliver(db, 0, state(site.app).settings, now=site.now)
    assert len(box.mails) == 1


def test_a_server_that_is_down_or_says_not_now_loses_nothing_and_is_asked_again_later(
    make_site: Callable[..., Site], postbox: tuple[Postbox, int]
) -> None:
    """V16.5.2: the mail stays, and each wait is longer."""
    box, port = postbox
    site = make_site(ASHILMS_SMTP_URL=f"smtp://127.0.0.1:{port}")
    box.refuse = 2
    with site.app.app_context():
        send(site)
    for wait in (31, 61, 1):
        run_due(site.app, site.now)
        site.later(seconds=wait)
    assert len(box.mails) == 1
    with site.db() as db:
        done = db.scalars(select(Job).where(Job.kind == "notices.deliver")).one()
        assert (done.state, done.attempts) == (DONE, 3)


def test_while_nobody_listens_the_request_still_works_and_the_mail_waits(
    make_site: Callable[..., Site],
) -> None:
    """V16.5.2: no mail server at all."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = make_site(ASHILMS_SMTP_URL=f"smtp://127.0.0.1:{port}")
    site.add("ana")
    assert site.browser().post("/reset", data={"email": "ana@example.org"}).status_code == 302
    run_due(site.app, site.now)
    with site.db() as db:
        (waiting,) = waiting_mail(db)
        assert "/reset/" in waiting.text
        job = db.scalars(select(Job).where(Job.kind == "notices.deliver")).one()
        assert (job.state, job.last_error) == (QUEUED, "ConnectionRefusedError")


def test_a_server_that_offers_no_encryption_gets_nothing_over_the_network(
    make_site: Callable[..., Site], postbox: tuple[Postbox, int]
) -> None:
    """The server of this test offers none, and is named as a far one; links let people in, so they wait."""
    box, port = postbox
    site = make_site(ASHILMS_SMTP_URL=f"smtp://127.1:{port}")
    with site.app.app_context():
        send(site)
    run_due(site.app, site.now)
    assert box.mails == []
    assert row(site).sent_at is None


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: eve@example.org", "Ana\nSubject: other", "Ana\x00\x1b[2J", "Ana\u2028Bcc: x"]
)
def test_nothing_that_a_person_wrote_reaches_the_head_of_a_mail(site: Site, name: str) -> None:
    """T48: header injection by a name, in subject and text."""
    with site.app.app_context():
        send(site, name=name, school=name)
    (mail,) = site.mails()
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1
    assert {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    } >= set(mail)


def test_an_address_with_a_line_end_is_refused_before_anything_is_written(site: Site) -> None:
    with site.app.app_context(), pytest.raises(ValueError, match="not an e-mail address"):
        send(site, to="ana@example.org\nBcc: eve@example.org")
    assert site.mails() == []


def test_markup_in_a_name_is_text_in_the_mail(site: Site) -> None:
    """T16: the HTML part is escaped."""
    with site.app.app_context():
        send(site, name="<img src=//evil.example/x>")
    html = site.mails()[0].get_body(("html",)).get_content()
    assert "<img" not in html
    assert "&lt;img src=//evil.example/x&gt;" in html


def test_a_person_without_an_address_is_sent_nothing(site: Site) -> None:
    user_id = site.add("ana")
    with site.app.app_context(), site.db() as db:
        person = db.get_one(Person, site.get(user_id).person_id)
        person.email = None
        assert (
            send_mail(db, person, "reset", VALUES, render=state(site.app).render, key="k", now=site.now)
            is None
        )


def test_notices_are_a_persons_own_and_told_once(site: Site) -> None:
    first, second = (site.get(site.add(name)).person_id for name in ("ana", "caz"))
    with site.db() as db:
        for _ in range(2):
            notify(
                db,
                first,
                "Bea countersigned\nyour entry.",
                key="entry:1",
                path="/practicum/entries/1",
                now=site.now,
            )
        mine = notices_of(db, first)
        assert [(n.text, n.path) for n in mine] == [("Bea countersigned your entry.", "/practicum/entries/1")]
        mark_read(db, second, [mine[0].id], now=site.now)
        assert notices_of(db, first) != []
        mark_read(db, first, [mine[0].id], now=site.now)
        assert notices_of(db, first) == []
        assert len(notices_of(db, first, read=True)) == 1
