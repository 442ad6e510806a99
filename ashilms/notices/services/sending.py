"""Deciding that somebody is told something: at once, or with their next digest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.jobs.services import enqueue
from ashilms.notices.models import DigestLine, Mail
from ashilms.notices.rules import mail_address, one_line
from ashilms.notices.rules.letters import FRAME, Block, Letter, as_text, draw, fill_subject
from ashilms.notices.services.letters import get_letter, wordings_of
from ashilms.notices.services.naming import note_names
from ashilms.notices.services.noticing import notify

Render = Callable[[str, Mapping[str, Any]], str]
DELIVER = "notices.deliver"


def send_mail(
    db: Session, to: Person | str, kind: str, values: Mapping[str, str], *,
    render: Render, key: str, now: datetime, about: str = "", urgent: bool = False,
    naming: Iterable[Person] = (),
) -> None:  # fmt: skip
    """Tell somebody what a letter says: by mail after the commit, or with their next digest where it can wait.

    `kind` names the letter, `values` what its places are filled with (how the person is addressed need not be
    said), `about` what the caller knows it by, to be asked whether it is still so before a digest goes, `naming` whom
    the values name, so that who is erased is named no more. A letter is urgent or not; `urgent` makes this one so. A
    person is told on their own pages, too, at once. The same `key` a second time does nothing. Raises `ValueError`
    for an address that is none, or a value that is missing.
    """
    address = to if isinstance(to, str) else to.email
    if is_written(db, key):
        return
    letter, values = get_letter(kind), _said(to, values)
    if missing := sorted(letter.samples.keys() - values.keys()):
        raise ValueError(f"The letter {kind!r} needs {', '.join(missing)}.")
    note_names(db, key, naming, reader=None if isinstance(to, str) else to.id)
    if isinstance(to, Person) and people.has_account(to) and not letter.lets_in:
        _notify(db, to, letter, values, key, now)
    if not address:
        return
    if isinstance(to, str) or urgent or letter.urgent or to.mail_at_once:
        write_mail(db, to, letter, values, render=render, key=key, now=now)
    else:
        row = DigestLine(key=key, person_id=to.id, kind=kind, about=about, said=dict(values), created_at=now)
        db.add(row)
        db.flush()


def _said(to: Person | str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values on one line each, with how the reader is addressed."""
    whose = {} if isinstance(to, str) else {"name": to.name}
    return {name: one_line(said) for name, said in {**whose, **values}.items()}


def _notify(
    db: Session, to: Person, letter: Letter, values: Mapping[str, str], key: str, now: datetime
) -> None:
    subject = fill_subject(letter, wordings_of(db, [letter.kind])[letter.kind], values)
    path = urlsplit(values["link"]).path or "/"
    notify(db, to.id, subject, key=key, now=now, path=path)


def write_mail(
    db: Session, to: Person | str, letter: Letter, values: Mapping[str, str], *,
    render: Render, key: str, now: datetime, inner: Sequence[Block] = (), subject: str = "",
) -> Mail:  # fmt: skip
    """Put a mail into the outbox, drawn as text and as HTML, and ask for its delivery; `inner` is what it holds."""
    words = wordings_of(db, [letter.kind, FRAME])
    subject = subject or fill_subject(letter, words[letter.kind], values)
    blocks = draw(words[FRAME], values, draw(words[letter.kind], values, inner))
    html = render("ashilms/notices/_mail.html", {**values, "subject": subject, "blocks": blocks})
    mail = Mail(
        key=key, person_id=None if isinstance(to, str) else to.id,
        address=mail_address(to if isinstance(to, str) else to.email or ""),
        subject=subject, text=as_text(blocks), html=html, created_at=now,
    )  # fmt: skip
    db.add(mail)
    db.flush()
    enqueue(db, DELIVER, {"mail": mail.id}, key=f"mail:{mail.id}", now=now)
    return mail


def is_written(db: Session, key: str) -> bool:
    """Return whether somebody was told this already, or will be with a digest."""
    return bool(_written(db, [key]))


class Keyed(Protocol):
    """What a mail is to be written of."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found."""
        ...


_Due = TypeVar("_Due", bound=Keyed)


def not_written(db: Session, due: Iterable[_Due]) -> list[_Due]:
    """Return those of which nobody was told and nothing waits, each once, in their order: two queries, however many."""
    by_key = {one.key: one for one in due}
    written = _written(db, by_key)
    return [one for key, one in by_key.items() if key not in written]


def _written(db: Session, keys: Iterable[str]) -> frozenset[str]:
    wanted = list(keys)
    tables = (Mail.key, DigestLine.key)
    return frozenset(key for column in tables for key in db.scalars(select(column).where(column.in_(wanted))))
