"""What is done when a mail is due."""

from typing import Any

from sqlalchemy.orm import Session

from ashilms.jobs.services import Handler, Work
from ashilms.notices import services


def _send(db: Session, work: Work) -> Any:
    services.deliver(db, work.payload["mail"], work.settings, now=work.now)


def _note(db: Session, work: Work) -> None:
    services.mark_sent(db, work.payload["mail"], now=work.now)


HANDLERS = (Handler(services.DELIVER, _note, prepare=_send, about="A mail is sent"),)
