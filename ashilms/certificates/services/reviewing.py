"""A certificate that was set aside: what its holder says to that, and a named person's looking into it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.reviewing import KEPT, LONGEST_REPLY, REPLIED
from ashilms.certificates.services.finding import get_certificate, own_certificate
from ashilms.certificates.services.living import SAY_WHY, announce, refuse_involved, remember
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable

PERSON = "person:"
DECIDED = (Status.SUSPENDED, KEPT, Status.REVOKED)
NOT_SET_ASIDE = "This certificate isn’t waiting for anybody to look into it. Load its page again."


def find_to_review(db: Session) -> Sequence[Certificate]:
    """Return the certificates that are set aside and that nobody has looked into yet, what is due first at the top."""
    query = select(Certificate).where(Certificate.review_by.is_not(None))
    return db.scalars(query.order_by(Certificate.review_by, Certificate.id)).all()


def find_reply(history: Sequence[CertificateEvent]) -> CertificateEvent | None:
    """Return what the holder said to the last setting aside in a history, or `None` as long as they said nothing."""
    since = max((n for n, event in enumerate(history) if event.status == Status.SUSPENDED), default=0)
    return next((event for event in history[since:] if event.status == REPLIED), None)


def reply(db: Session, actor: Actor, number: str, words: str, *, now: datetime) -> CertificateEvent:
    """Keep what a holder wants considered, once, while their certificate is set aside.

    Raises `Missing` for anybody else, `Unacceptable` for nothing said or too much, `Clash` afterwards.
    """
    own = own_certificate(db, actor, number)
    if own.person_id != actor.person_id:
        raise Missing("There is no certificate of yours with that number.")
    row = get_certificate(db, number, lock=True)
    if not 1 <= len(words.strip()) <= LONGEST_REPLY:
        raise Unacceptable(f"Say what should be considered, in at most {LONGEST_REPLY} characters.", "words")
    history = _history(db, row)
    if row.review_by is None or find_reply(history):
        raise Clash("You have answered, or somebody has looked into it already. Load the page again.")
    return remember(db, actor, row, "certificates.reply", now=now, reason=words.strip(), as_status=REPLIED)


def keep_suspended(db: Session, actor: Actor, number: str, *, reason: str, now: datetime) -> Certificate:
    """Let a certificate that was set aside stay suspended, as somebody named has looked into it.

    From now on whoever checks it reads so. Raises `NotAllowed` for a machine, for the holder and for whoever is close
    to them, `Unacceptable` without a reason, `Clash` where nothing waits for that.
    """
    row = get_certificate(db, number, lock=True)
    if actor.person_id is None:
        raise NotAllowed("A person looks into it and says so under their name.")
    refuse_involved(db, actor, row)
    if not reason.strip():
        raise Unacceptable(SAY_WHY, "reason")
    refuse_review(row)
    row.review_by, row.changed_at = None, now
    remember(db, actor, row, "certificates.keep_suspended", now=now, reason=reason.strip(), as_status=KEPT)
    announce(db, row, step=KEPT, now=now)
    return row


def refuse_review(row: Certificate) -> None:
    """Raise `Clash` when nobody has to look into a certificate."""
    if row.review_by is None:
        raise Clash(NOT_SET_ASIDE)


def find_reviewers(db: Session, history: Sequence[CertificateEvent]) -> Mapping[str, str]:
    """Return by their labels who decided what stands in a history as set aside, reviewed, reinstated or revoked."""
    named = {event.by for event in history if event.status in DECIDED and event.by.startswith(PERSON)}
    names = people.names_of(db, [int(label.removeprefix(PERSON)) for label in named])
    return {f"{PERSON}{id_}": name for id_, name in names.items()}


def _history(db: Session, row: Certificate) -> Sequence[CertificateEvent]:
    query = select(CertificateEvent).where(CertificateEvent.certificate_id == row.id)
    return db.scalars(query.order_by(CertificateEvent.id)).all()
