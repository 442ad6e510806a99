"""Opening a case: a session that may be false, or more than one automatic fail; and what every opening does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor, machine
from ashilms.audit import services as audit
from ashilms.certificates import services as certificates
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.observations import services as observations
from ashilms.observations.models import Remediation
from ashilms.observations.rules.remediation import BOARD
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.review_board.models import BoardCase, BoardPiece
from ashilms.review_board.rules.deciding import deadlines_from, problem_with_words
from ashilms.review_board.rules.kinds import Kind, Sort
from ashilms.review_board.services.finding import find_open_fails
from ashilms.supervision import services as supervision
from ashilms.supervision.rules.doubts import Dependent

BRING = "bring board cases"
BOARD_ITSELF = machine("review-board")
TWICE = "This is before the review board already, or was decided there."
PAUSED = "The review board looks at more than one automatic fail. Sessions go on once it has decided."


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, or an answer, before it is kept."""

    sort: Sort
    text: str
    ref_id: int | None = None


def find_accusable(db: Session, actor: Actor, entry_id: int) -> Entry:
    """Return a session that the actor may bring before the board: who supervised it, or a registrar.

    Raises `Missing`, `NotAllowed` for one's own or that of somebody close, and `Clash` for a draft.
    """
    if not allows(actor, BRING):
        raise Missing("There is no such entry.")
    entry = practicum.find_entry(db, actor, entry_id)
    if entry.person_id == actor.person_id:
        raise NotAllowed("Declare your own session void if it is not as it was.")
    supervision.refuse_close(db, actor, entry.person_id, "bring this before the review board")
    if entry.state == State.DRAFT:
        raise Clash("This is a draft, which says nothing to anybody yet.")
    return entry


def open_falsified(db: Session, actor: Actor, entry_id: int, words: str, *, now: datetime) -> BoardCase:
    """Bring a session before the board that may be false; certificates whose proof names it are put beside it.

    Raises as `find_accusable`, `Unacceptable` for words that say nothing, `Clash` the second time.
    """
    entry = find_accusable(db, actor, entry_id)
    if sentence := problem_with_words(words, now.date()):
        raise Unacceptable(sentence, "words")
    people.lock_people(
        db, [entry.person_id]
    )  # so that nothing is issued to them that would not be among the evidence
    resting = Dependent(
        entry.id, entry.person_id, entry.name, "ashilms.practicum.show_entry", {"id": entry.id}
    )
    found = [Evidence(Sort.ENTRY, "The session that may be false.", entry.id)]
    earned = certificates.find_earned(db, entries=[resting])
    found += [Evidence(Sort.CERTIFICATE, "Its proof names the session.", one.id) for one in earned]
    subject = f"{Kind.FALSIFIED}:entry:{entry.id}"
    return open_case(db, actor, Kind.FALSIFIED, entry.person_id, subject, words, found, now=now)


def open_fails(db: Session, actor: Actor, remediation_id: int, *, now: datetime) -> BoardCase | None:
    """Bring a trainee's automatic fails before the board once there are as many as it looks at, and pause them.

    One more is added to such a case while it takes evidence; from its first vote on, it opens another one, with all of
    them. Returns `None` while there are fewer.
    """
    last = db.get_one(Remediation, remediation_id)
    people.lock_people(db, [last.trainee_id])
    fails = observations.find_fails(db, last.trainee_id)
    if len(fails) < BOARD:
        return None
    found = [Evidence(Sort.OBSERVATION, "An automatic fail.", row.observation_id) for row in fails]
    row = next((row for row in find_open_fails(db, last.trainee_id) if row.takes_evidence()), None)
    if row is not None:
        add_pieces(db, actor, row, found[-1:], now=now)
        return row
    why, subject = f"{len(fails)} automatic fails are on record.", f"{Kind.FAILS}:remediation:{last.id}"
    row = open_case(db, actor, Kind.FAILS, last.trainee_id, subject, why, found, now=now)
    row.hold_id = courses.place_hold(db, actor, row.person_id, practicum.PAUSE, PAUSED, now=now).id
    db.flush()
    return row


def open_case(
    db: Session,
    actor: Actor,
    kind: Kind,
    person_id: int,
    subject: str,
    words: str,
    found: Sequence[Evidence],
    *,
    now: datetime,
) -> BoardCase:
    """Open a case about a person with its first evidence; they are told. Raises `Clash` for a `subject` that was."""
    person = people.get_person(db, person_id)
    people.lock_people(db, [person_id])
    times = deadlines_from(local(now, person.zone).date())
    row = BoardCase(
        kind=kind, person_id=person_id, subject=subject, reason=words.strip(), opened_by=actor.person_id,
        opened_at=now, zone=person.zone, answer_by=times.answer_by, decide_by=times.decide_by, measures=[],
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash(TWICE)
    audit.record(
        db, actor, "review_board.open", f"board-case:{row.id}", now=now, about=person_id,
        after={"kind": kind, "subject": subject, "text": row.reason},
    )  # fmt: skip
    keep_pieces(db, actor, row, found, now=now)
    signals.board_case_changed.send(db, case_id=row.id, step="open", now=now)
    return row


def add_pieces(
    db: Session, actor: Actor, row: BoardCase, found: Sequence[Evidence], *, now: datetime
) -> None:
    """Add evidence to a case that is open: whom it is about is told, and has days left to answer it."""
    keep_pieces(db, actor, row, found, now=now)
    row.set_deadlines(row.deadlines.extended(row.day(now)))
    db.flush()
    signals.board_case_changed.send(db, case_id=row.id, step="evidence", now=now)


def keep_pieces(
    db: Session, actor: Actor, row: BoardCase, found: Sequence[Evidence], *, now: datetime
) -> None:
    """Keep evidence or an answer, in this order; raises `Clash` for a piece that is there already."""
    for one in found:
        piece = BoardPiece(
            case_id=row.id, number=len(row.pieces) + 1, sort=one.sort, ref_id=one.ref_id, text=one.text.strip(),
            by_id=actor.person_id, at=now,
        )  # fmt: skip
        if not add_once(db, piece):
            raise Clash("This is among the evidence already, or somebody added something at the same moment.")
        db.refresh(row, ["pieces"])
        audit.record(
            db, actor, f"review_board.{'answer' if one.sort is Sort.ANSWER else 'add'}", f"board-case:{row.id}",
            now=now, about=row.person_id,
            after={"number": piece.number, "sort": one.sort, "of": one.ref_id, "text": piece.text},
        )  # fmt: skip
