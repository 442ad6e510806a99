"""What is said to a case while it is open: more evidence by staff, and answers by whom it is about."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.certificates import services as certificates
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import clock
from ashilms.observations.models import Observation
from ashilms.practicum import services as practicum
from ashilms.practicum.rules.states import State
from ashilms.quizzes.models import GRADED, Attempt
from ashilms.review_board.models import BoardCase, BoardPiece
from ashilms.review_board.rules.deciding import MOST_PIECES, problem_with_words
from ashilms.review_board.rules.kinds import Sort
from ashilms.review_board.services.finding import NONE, get_case, lock_case
from ashilms.review_board.services.opening import BRING, Evidence, add_pieces, keep_pieces

NOTE = "note"
"""What is chosen where nothing but words is added."""
OFFERED = 60
"""Sessions, observations and attempts that are offered as evidence, the latest of each."""


def offer_evidence(db: Session, row: BoardCase) -> Mapping[str, str]:
    """Return what may be added to a case: label by key, such as `entry:12`; a note first."""
    known = {f"{piece.sort}:{piece.ref_id}" for piece in row.pieces}
    found = {f"{sort}:{id}": label for sort, id, label in _offered(db, row.person_id, row.zone)}
    return {NOTE: "Words alone", **{key: label for key, label in found.items() if key not in known}}


def _offered(db: Session, person_id: int, zone: str) -> Iterator[tuple[Sort, int, str]]:
    for entry in practicum.find_own(db, person_id, limit=OFFERED):
        if entry.state != State.DRAFT:
            yield Sort.ENTRY, entry.id, f"Session: {entry.name}"
    seen = select(Observation).where(Observation.trainee_id == person_id).order_by(Observation.id.desc())
    for row in db.scalars(seen.limit(OFFERED)):
        yield Sort.OBSERVATION, row.id, f"Observation: {clock(row.starts, zone)}"
    tried = select(Attempt).where(Attempt.person_id == person_id, Attempt.state == GRADED)
    for attempt in db.scalars(tried.order_by(Attempt.id.desc()).limit(OFFERED)):
        yield Sort.ATTEMPT, attempt.id, f"Attempt: {attempt.version.title}, {clock(attempt.started_at, zone)}"
    for certificate in certificates.certificates_of(db, person_id):
        yield Sort.CERTIFICATE, certificate.id, f"Certificate: {certificate.number}"


def add_evidence(
    db: Session, actor: Actor, case_id: int, key: str, words: str, *, now: datetime
) -> BoardPiece:
    """Add a piece of evidence; whoever adds one does not decide. `key` is one of those that are offered.

    Raises `Missing`, `NotAllowed` for whom the case is about, `Clash` once somebody has voted, and `Unacceptable`.
    """
    row = get_case(db, actor, case_id)
    if not allows(actor, BRING):
        raise Missing(NONE)
    if row.person_id == actor.person_id:
        raise NotAllowed("Say in your answer what you have to say.")
    lock_case(db, row)
    if not row.takes_evidence():
        raise Clash("Somebody has voted, so nothing is added any more: everybody votes on the same.")
    _refuse_more(row)
    if key not in offer_evidence(db, row):
        raise Unacceptable("Choose one from the list.", "piece")
    if sentence := problem_with_words(words, now.date()):
        raise Unacceptable(sentence, "words")
    sort, _, id = key.partition(":")
    add_pieces(db, actor, row, [Evidence(Sort(sort), words, int(id) if id else None)], now=now)
    return row.pieces[-1]


def answer(db: Session, actor: Actor, case_id: int, words: str, *, now: datetime) -> BoardPiece:
    """Let whom a case is about say something to it, as often as they like until the last day for it.

    Raises `Missing`, `NotAllowed` for anybody else, `Clash` after that day or once somebody has voted, and
    `Unacceptable` for words that say nothing.
    """
    row = get_case(db, actor, case_id)
    if row.person_id != actor.person_id:
        raise NotAllowed("Whom the case is about answers.")
    lock_case(db, row)
    if not row.takes_answer(now):
        raise Clash("The time for an answer is over. Talk with your registrar if something was missed.")
    _refuse_more(row)
    if sentence := problem_with_words(words, now.date()):
        raise Unacceptable(sentence, "words")
    keep_pieces(db, actor, row, [Evidence(Sort.ANSWER, words)], now=now)
    return row.pieces[-1]


def _refuse_more(row: BoardCase) -> None:
    if len(row.pieces) >= MOST_PIECES:
        raise Clash(f"There are {MOST_PIECES} pieces in this case, and no more are kept.")
