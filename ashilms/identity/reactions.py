"""What sign-in does later: answering wishes by mail, and sweeping up what has expired."""

from datetime import timedelta

from sqlalchemy.orm import Session

from ashilms.identity.services import links, sessions, users
from ashilms.jobs.services import Handler, Work


def _register(db: Session, work: Work) -> None:
    users.answer_register(
        db, email=work.payload["email"], name=work.payload["name"], printed_name=work.payload["printed_name"],
        settings=work.settings, render=work.render, now=work.now,
    )  # fmt: skip


def _reset(db: Session, work: Work) -> None:
    users.answer_reset(
        db, email=work.payload["email"], settings=work.settings, render=work.render, now=work.now
    )


def _sweep(db: Session, work: Work) -> dict[str, int]:
    return {
        "links": links.drop_expired_links(db, now=work.now),
        "sessions": sessions.drop_old_sessions(db, now=work.now),
    }


HANDLERS = (
    Handler(users.REGISTER, _register, about="A link to confirm an address is mailed"),
    Handler(users.RESET, _reset, about="A link to a new password is mailed"),
    Handler(
        "identity.sweep",
        _sweep,
        every=timedelta(hours=6),
        about="Sessions and links that are over are forgotten",
    ),
)
