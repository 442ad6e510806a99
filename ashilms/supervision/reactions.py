"""What supervision does later: mails links that were asked for, and sweeps up what serves no more."""

from datetime import timedelta

from sqlalchemy.orm import Session

from ashilms.jobs.services import Handler, Work
from ashilms.supervision.services import guests


def _send_link(db: Session, work: Work) -> None:
    guests.send_link(
        db, person_id=work.payload["person"], email=work.payload["email"], door=work.payload["door"],
        school=work.settings.provider_name, render=work.render, now=work.now,
    )  # fmt: skip


def _sweep(db: Session, work: Work) -> dict[str, int]:
    return {"links": guests.drop_old(db, now=work.now)}


HANDLERS = (
    Handler(guests.LINK_JOB, _send_link),
    Handler("supervision.sweep", _sweep, every=timedelta(hours=6)),
)
