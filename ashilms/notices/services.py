"""Deciding that somebody is told something, and sending what was decided."""

import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.config import Settings
from ashilms.jobs.models import Job
from ashilms.jobs.services import enqueue
from ashilms.notices.models import Mail, Notice
from ashilms.notices.rules import Server, mail_address, one_line, plain, read_server, split_subject

Render = Callable[[str, Mapping[str, Any]], str]
DELIVER = "notices.deliver"
TIMEOUT = 20
"""Seconds that a mail server may take over each answer."""


def send_mail(
    db: Session, to: Person | str, template: str, values: Mapping[str, Any], *,
    render: Render, key: str, now: datetime,
) -> Mail | None:  # fmt: skip
    """Put a mail into the outbox, to be sent after the commit; return `None` if there is nowhere to send it.

    `template` names `ashilms/notices/<template>.txt` (first line `Subject: …`) and `.html`. The same `key`
    a second time sends nothing and returns the first mail. Raises `ValueError` for an address that is none.
    """
    known = db.scalar(select(Mail).where(Mail.key == key))
    address = to if isinstance(to, str) else to.email
    if known is not None or not address:
        return known
    values = {name: plain(value) for name, value in values.items()}
    subject, text = split_subject(render(f"ashilms/notices/{template}.txt", values))
    html = render(f"ashilms/notices/{template}.html", {**values, "subject": subject})
    mail = Mail(
        key=key, person_id=None if isinstance(to, str) else to.id, address=mail_address(address),
        subject=subject, text=text, html=html, created_at=now,
    )  # fmt: skip
    db.add(mail)
    db.flush()
    enqueue(db, DELIVER, {"mail": mail.id}, key=f"mail:{mail.id}", now=now)
    return mail


class Keyed(Protocol):
    """What a mail is to be written of."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found."""
        ...


_Due = TypeVar("_Due", bound=Keyed)


def not_written(db: Session, due: Iterable[_Due]) -> list[_Due]:
    """Return those for which no mail stands yet, each once, in their order: one query, however many."""
    by_key = {one.key: one for one in due}
    written = frozenset(db.scalars(select(Mail.key).where(Mail.key.in_(by_key))))
    return [one for key, one in by_key.items() if key not in written]


def deliver(db: Session, mail_id: int, settings: Settings, *, now: datetime) -> None:
    """Hand a mail to the mail server, or to the folder `mail` when there is none.

    Raises whatever the server or the disk raises; the mail then stays in the outbox. A mail that was sent
    is not sent again.
    """
    mail = db.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return
    message = compose(mail, settings, now=now)
    if settings.smtp_url:
        _hand_over(message, read_server(settings.smtp_url))
    else:
        _lay_down(message, settings.data_dir / "mail", f"{now:%Y%m%dT%H%M%SZ}-{mail.id}.eml")


def mark_sent(db: Session, mail_id: int, *, now: datetime) -> None:
    """Note that a mail is on its way, and forget what it said."""
    query = update(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None))
    db.execute(query.values(sent_at=now, text="", html=""))


def compose(mail: Mail, settings: Settings, *, now: datetime) -> EmailMessage:
    """Return a mail as it travels: plain text and HTML; its id is the same however often it is sent."""
    message = EmailMessage()
    message["From"] = _sender(settings)
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    domain = settings.mail_from.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<ashilms-{mail.id}-{int(mail.created_at.timestamp())}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # as it is where it can be: a link in a file that somebody opens is then whole
    message.set_content(mail.text, cte="7bit" if mail.text.isascii() else "quoted-printable")
    message.add_alternative(mail.html, subtype="html")
    return message


def _sender(settings: Settings) -> str:
    name = one_line(settings.provider_name).replace('"', "'")
    return f'"{name}" <{mail_address(settings.mail_from)}>'


def try_server(url: str) -> None:
    """Reach the mail server and sign in, without sending anything; raises what sending a mail would."""
    with _connected(read_server(url)) as client:
        client.noop()


def _hand_over(message: EmailMessage, server: Server) -> None:
    with _connected(server) as client:
        client.send_message(message)


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Yield a connection on which mail may be sent: encrypted where it must be, and signed in."""
    context = ssl.create_default_context(cafile=server.authority)
    if server.tls == "whole":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with client:
        client.ehlo()
        if server.tls == "start":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password or "")
        yield client


def _lay_down(message: EmailMessage, folder: Path, name: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    part.write_bytes(message.as_bytes())
    part.replace(folder / name)


def notify(
    db: Session, person_id: int, text: str, *, key: str, now: datetime, path: str | None = None
) -> Notice:
    """Put a line on a person's own pages, leading to `path` on this site; one line per `key`."""
    known = db.scalar(select(Notice).where(Notice.key == key))
    if known is not None:
        return known
    notice = Notice(key=key, person_id=person_id, text=one_line(text)[:500], path=path, created_at=now)
    db.add(notice)
    db.flush()
    return notice


def notices_of(db: Session, person_id: int, *, unread: bool = True, limit: int = 20) -> list[Notice]:
    """Return a person's notices, newest first; only those not read yet unless `unread` is false."""
    query = select(Notice).where(Notice.person_id == person_id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return list(db.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def mark_read(db: Session, person_id: int, notice_ids: list[int], *, now: datetime) -> None:
    """Note that a person has seen these of their own notices; another's are left alone."""
    mine = update(Notice).where(Notice.person_id == person_id, Notice.id.in_(notice_ids))
    db.execute(mine.where(Notice.read_at.is_(None)).values(read_at=now))


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in the log: the job that sends it says how often that was tried and what stopped it."""

    mail: Mail
    job: Job | None


def find_mail(db: Session, *, waits: bool, before: int, most: int) -> list[Line]:
    """Return mails older than the one of that id, newest first and at most so many; `waits`: the unsent alone."""
    query = (
        select(Mail, Job).outerjoin(Job, Job.key == "mail:" + cast(Mail.id, String)).where(Mail.id < before)
    )
    if waits:
        query = query.where(Mail.sent_at.is_(None))
    return [Line(mail, job) for mail, job in db.execute(query.order_by(Mail.id.desc()).limit(most))]


def count_waiting(db: Session) -> int:
    """Return how many mails are in the outbox."""
    return db.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) or 0


def waiting_mail(db: Session) -> list[Mail]:
    """Return what is in the outbox and not sent yet, oldest first."""
    return list(db.scalars(select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.id)))
