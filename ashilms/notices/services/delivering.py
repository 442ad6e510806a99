"""Handing mail to the mail server, or laying it into a folder where there is none."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from ashilms.config import Settings
from ashilms.notices.models import Mail
from ashilms.notices.rules import Server, mail_address, one_line, read_server
from ashilms.tls import tls

TIMEOUT = 20
"""Seconds that a mail server may take over each answer."""
LONGEST_LINE = 998
"""Octets of a line that mail servers take (RFC 5322, 2.1.1)."""


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
    plain = mail.text.isascii() and max(map(len, mail.text.splitlines()), default=0) <= LONGEST_LINE
    message.set_content(mail.text, cte="7bit" if plain else "quoted-printable")
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
    context = tls(server.authority)
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
