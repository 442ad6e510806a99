"""Voting on a case, deciding it once enough members of the board agree, and lifting a pause that was decided."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.observations import services as observations
from ashilms.observations.models import Remediation
from ashilms.observations.rules.remediation import BOARD
from ashilms.review_board.models import BoardCase, BoardVote
from ashilms.review_board.rules.deciding import (
    Opinion,
    agreed,
    problem_with_opinion,
    problem_with_words,
)
from ashilms.review_board.rules.kinds import FINDINGS, Finding, Kind, Sort
from ashilms.review_board.services.finding import find_open_fails, get_case, lock_case
from ashilms.review_board.services.following import as_board, carry_out, find_possible
from ashilms.review_board.services.involving import why_barred
from ashilms.screenings.rules.coding import digest_of

EARLY = "Whom it is about has not answered everything yet, and has time to. Wait for the answer, or for its last day."
STALE = "Something was added meanwhile, or somebody has voted. Look at the case again before you vote."


def find_ballot(db: Session, actor: Actor, case_id: int, *, now: datetime) -> BoardCase:
    """Return a case that the actor may vote on now; raises `Missing`, `NotAllowed` with why not, and `Clash`."""
    row = get_case(db, actor, case_id)
    if not row.is_open:
        raise Clash("This was decided meanwhile, and stays so.")
    if barred := why_barred(db, actor, row):
        raise NotAllowed(barred)
    if not row.heard(now):
        raise Clash(EARLY)
    return row


def vote(
    db: Session, actor: Actor, case_id: int, opinion: Opinion, reason: str, *, seen: int, now: datetime
) -> BoardCase:
    """Vote on a case; if enough agree by it, it is decided, and what follows is done at once or not at all.

    `seen` is the case's version as the actor saw it. Raises as `find_ballot`, `Unacceptable` with its field, `Clash`
    when something was added since, and what the rooms raise that can't do what would follow.
    """
    lock_case(db, get_case(db, actor, case_id))
    row = find_ballot(db, actor, case_id, now=now)
    if row.version != seen:
        raise Clash(STALE)
    if opinion.finding not in FINDINGS[Kind(row.kind)]:
        raise Unacceptable("Choose one from the list.", "finding")
    if problem := problem_with_opinion(Kind(row.kind), opinion, find_possible(db, row)):
        raise Unacceptable(problem[1], problem[0])
    if sentence := problem_with_words(reason, now.date()):
        raise Unacceptable(sentence, "reason")
    _keep(db, actor, row, opinion, reason.strip(), now)
    if (decision := agreed(one.as_opinion() for one in row.votes)) is not None:
        _decide(db, actor, row, decision, now)
    return row


def _keep(db: Session, actor: Actor, row: BoardCase, opinion: Opinion, reason: str, now: datetime) -> None:
    """Keep a vote; the record holds its digest alone, as whom it is about learns of no vote before all is decided."""
    one = BoardVote(
        case_id=row.id, number=len(row.votes) + 1, person_id=row.person_id, by_id=actor.id,
        finding=opinion.finding, measures=sorted(opinion.measures), reason=reason, at=now,
    )  # fmt: skip
    if not add_once(db, one):
        raise Clash(STALE)
    db.refresh(row, ["votes"])
    audit.record(
        db, actor, "review_board.vote", f"board-case:{row.id}", now=now, about=row.person_id,
        after={"number": one.number, "digest": digest_of(one.as_content())},
    )  # fmt: skip


def dismiss_fails(db: Session, actor: Actor, remediation_id: int, *, now: datetime) -> None:
    """Dismiss what too few automatic fails are left of, since one was set aside; members who have voted go on."""
    person_id = db.get_one(Remediation, remediation_id).trainee_id
    people.lock_people(db, [person_id])
    standing = {row.observation_id for row in observations.find_fails(db, person_id)}
    for row in find_open_fails(db, person_id):
        if not row.votes and len(standing.intersection(row.ids(Sort.OBSERVATION))) < BOARD:
            _decide(db, actor, row, Opinion(Finding.DISMISSED), now, step="dismiss")


def _decide(
    db: Session, actor: Actor, row: BoardCase, decision: Opinion, now: datetime, *, step: str = "decide"
) -> None:
    said = "\n".join(one.reason for one in row.votes if one.as_opinion() == decision)
    row.finding, row.measures, row.decided_at = decision.finding, sorted(decision.measures), now
    carry_out(db, actor, row, decision, said, now=now)
    db.flush()
    audit.record(
        db, actor, "review_board.decide", f"board-case:{row.id}", now=now, about=row.person_id,
        after={"finding": row.finding, "measures": row.measures, "votes": len(row.votes)},
    )  # fmt: skip
    signals.board_case_changed.send(db, case_id=row.id, step=step, now=now)


def why_not_lifting(db: Session, actor: Actor, row: BoardCase) -> str:
    """Return why the actor may not lift a pause, in a sentence; who voted for it may."""
    voted = {one.by_id for one in row.votes}
    return "" if actor.id in voted else why_barred(db, actor, row)


def find_paused(db: Session, actor: Actor, case_id: int) -> BoardCase:
    """Return a case whose pause the actor may lift; raises `Missing`, `NotAllowed`, and `Clash` where none holds."""
    row = get_case(db, actor, case_id)
    if barred := why_not_lifting(db, actor, row):
        raise NotAllowed(barred)
    if not row.is_paused:
        raise Clash("No pause of this case holds any more.")
    return row


def lift_pause(db: Session, actor: Actor, case_id: int, reason: str, *, now: datetime) -> BoardCase:
    """Lift the pause that was decided, since what the board's reasons asked for is met; raises as `find_paused`."""
    row = find_paused(db, actor, case_id)
    lock_case(db, row)
    if not row.is_paused or row.hold_id is None:
        raise Clash("Somebody lifted it meanwhile.")
    if sentence := problem_with_words(reason, now.date()):
        raise Unacceptable(sentence, "reason")
    row.lifted_at, row.lifted_by, row.lifted_reason = now, actor.id, reason.strip()
    db.flush()
    courses.clear_hold(db, as_board(actor), row.hold_id, now=now)
    audit.record(
        db, actor, "review_board.lift", f"board-case:{row.id}", now=now, about=row.person_id,
        after={"reason": row.lifted_reason},
    )  # fmt: skip
    signals.board_case_changed.send(db, case_id=row.id, step="lift", now=now)
    return row
