"""The supervisor's side: what waits, and countersigning, returning or rejecting it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import day, hours, local
from ashilms.practicum.models import Entry, EntryEvent, Review
from ashilms.practicum.rules.states import SENTENCES, State, Step, take_step
from ashilms.practicum.services.entries import STALE, check_reason, lock_entry
from ashilms.practicum.services.sending import SIGNERS
from ashilms.rubrics.rules import Outcome, Result, judge_ratings
from ashilms.screenings.rules.coding import digest_of
from ashilms.supervision import services as supervision
from ashilms.supervision.rules.credentials import Entitlement
from ashilms.texts import find_identity

SOON = timedelta(days=7)
"""How long before it lapses an entry is put in front."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a supervisor, as the inbox shows it."""

    kind: str
    id: int
    person_id: int
    who: str
    since: datetime
    why: str
    flagged: bool
    endpoint: str
    values: Mapping[str, Any]


def waiting_for(db: Session, actor: Actor, *, now: datetime) -> list[Waiting]:
    """Return the entries that wait for the actor: flagged ones and those that lapse soon first, then by age."""
    stands_in = supervision.find_stand_ins(db, actor.id, now.date())
    mine = Entry.supervisor_id.in_({actor.id, *stands_in.supervisors}) | Entry.id.in_(stands_in.entries)
    query = select(Entry).where(mine, Entry.person_id != actor.id, Entry.state == State.SUBMITTED)
    entries = [e for e in db.scalars(query) if e.standing(now) is State.SUBMITTED and actor.has(*SIGNERS)]
    names = people.names_of(db, [entry.person_id for entry in entries])
    items = [_waiting(entry, names[entry.person_id], now) for entry in entries]
    return sorted(items, key=lambda item: (not item.flagged, item.since, item.id))


def _waiting(entry: Entry, who: str, now: datetime) -> Waiting:
    since = entry.sent_at or entry.created_at
    why, flagged = _why(entry, now)
    endpoint = "ashilms.practicum.review_entry"
    return Waiting("entry", entry.id, entry.person_id, who, since, why, flagged, endpoint, {"id": entry.id})


def _why(entry: Entry, now: datetime) -> tuple[str, bool]:
    if entry.flags:
        return entry.flags[0], True
    if entry.lapses_at is not None and entry.lapses_at - now < SOON:
        return f"Lapses on {day(entry.lapses_at, entry.zone)} if unsigned", True
    kind = "Amendment" if entry.amends_id else "Sent again" if entry.round > 1 else "Session"
    minutes = entry.span.minutes if entry.span else 0
    outcome = (entry.decision or {}).get("outcome", "").lower()
    return f"{kind} · {entry.category}, {hours(minutes)}, {outcome}", False


def get_waiting(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Return the entry that the actor may decide on now.

    Raises `Missing` for one that is another supervisor's, `Clash` for one that waits no longer.
    """
    entry = db.get(Entry, entry_id)
    _refuse_stranger(db, actor, entry, now)
    assert entry is not None  # noqa: S101
    if entry.standing(now) is not State.SUBMITTED:
        raise Clash(SENTENCES[entry.standing(now)])
    return entry


def _refuse_stranger(db: Session, actor: Actor, entry: Entry | None, now: datetime) -> None:
    if entry is None or not (entry.person_id == actor.person_id or is_signer(db, actor, entry, now=now)):
        raise Missing("There is no such entry.")
    if entry.person_id == actor.person_id:
        raise NotAllowed("Nobody signs their own session.")
    if not actor.has(*SIGNERS):
        raise NotAllowed("Only instructors and supervisors countersign.")


def is_signer(db: Session, actor: Actor, entry: Entry, *, now: datetime) -> bool:
    """Return whether an entry is the actor's to decide on: it names them, or they stand in for whom it names."""
    if actor.person_id is None or entry.round == 0:
        return False
    stands_in = supervision.find_stand_ins(db, actor.id, now.date())
    return entry.supervisor_id == actor.id or stands_in.covers(entry.id, entry.supervisor_id)


def judge_entry(
    entry: Entry, actor: Actor, ratings: Mapping[str, int], auto_fails: Collection[str]
) -> Outcome | None:
    """Return what the ratings come to, or `None` when none was given: signed without an observation.

    Raises `Unacceptable` for ratings that the rubric does not know or from somebody who may not assess.
    """
    if not ratings and not auto_fails:
        return None
    if not actor.has(INSTRUCTOR):
        raise Unacceptable("Only an instructor observes by the rubric. Leave the ratings empty.", "ratings")
    try:
        return judge_ratings(entry.plan.as_plan().rubric, ratings, auto_fails)
    except ValueError as strange:
        raise Unacceptable(str(strange), "ratings") from strange


def countersign_entry(
    db: Session,
    actor: Actor,
    entry_id: int,
    *,
    version: int,
    ratings: Mapping[str, int],
    auto_fails: Collection[str] = (),
    text: str = "",
    outcome: Result | None,
    now: datetime,
) -> Review:
    """Sign an entry, with the observation if one is rated; it and the review never change again.

    `version` is the entry's as the supervisor saw it, `outcome` what the button said (`None`: no observation).
    Raises `Missing`, `NotAllowed` (also for who is not entitled on the session's day and now), `Clash` when it changed
    or was decided, `Unacceptable` for missing ratings,
    a comment that is missing where it did not pass, or an outcome that is not what the ratings come to.
    """
    entry = _locked(db, actor, entry_id, version, now)
    judged = judge_entry(entry, actor, ratings, auto_fails)
    _refuse_unclear(judged, outcome, text, now)
    review = _review(entry, actor, Step.COUNTERSIGN, text, now)
    review.credentials = _stand_on(db, actor, entry, now)
    if judged is not None:
        review.rubric, review.outcome = entry.plan.as_plan().rubric.id, judged.result
        review.ratings, review.auto_fails = dict(ratings), sorted(auto_fails)
    _decide(db, actor, entry, review, now)
    _supersede(db, actor, entry, now)
    return review


def judge_signer(db: Session, actor: Actor, entry: Entry, *, now: datetime) -> Entitlement:
    """Return what the actor's signature under this entry would stand on now, or why they can't sign it."""
    category = entry.plan.as_plan().categories.get(entry.category or "")
    level = category.supervisor_level if category else 1
    days = [local(moment, entry.zone).date() for moment in (entry.starts or now, now)]
    return supervision.judge_signing(db, entry.person_id, actor.id, days, level=level)


def _stand_on(db: Session, actor: Actor, entry: Entry, now: datetime) -> list[int]:
    """Return the credentials that a signature stands on; people are locked, so that none is withdrawn meanwhile."""
    found = judge_signer(db, actor, entry, now=now)
    if not found:
        raise NotAllowed(found.explain("Your"))
    return list(found.credentials)


def _refuse_unclear(judged: Outcome | None, outcome: Result | None, text: str, now: datetime) -> None:
    result = judged.result if judged else None
    if result is Result.UNRATED:
        raise Unacceptable("Rate every criterion, or none if you did not observe this session.", "ratings")
    if result is not outcome:
        raise Unacceptable("The ratings come to another outcome than the button said. Look again.", "ratings")
    if result is Result.NOT_PASSED and len(text.strip()) < 10:
        raise Unacceptable("Say what you saw, so that the trainee knows what to change.", "text")
    if identity := find_identity(text, now.date()):
        raise Unacceptable(identity, "text")


def return_entry(
    db: Session, actor: Actor, entry_id: int, *, version: int, reason: str, now: datetime
) -> Review:
    """Give an entry back to its trainee with a reason; raises as `countersign_entry`."""
    return _refuse_entry(db, actor, entry_id, Step.RETURN, version, reason, now)


def reject_entry(
    db: Session, actor: Actor, entry_id: int, *, version: int, reason: str, now: datetime
) -> Review:
    """Refuse an entry for good with a reason; raises as `countersign_entry`."""
    return _refuse_entry(db, actor, entry_id, Step.REJECT, version, reason, now)


def _refuse_entry(
    db: Session, actor: Actor, entry_id: int, step: Step, version: int, reason: str, now: datetime
) -> Review:
    entry = _locked(db, actor, entry_id, version, now)
    check_reason(reason, now, "text")
    review = _review(entry, actor, step, reason, now)
    _decide(db, actor, entry, review, now)
    return review


def _locked(db: Session, actor: Actor, entry_id: int, version: int, now: datetime) -> Entry:
    entry = db.get(Entry, entry_id)
    _refuse_stranger(db, actor, entry, now)
    assert entry is not None  # noqa: S101
    entry = lock_entry(db, entry.id, entry.person_id, actor.id)
    _refuse_stranger(db, actor, entry, now)
    if take_step(entry.standing(now), Step.COUNTERSIGN) is None:
        raise Clash(SENTENCES[entry.standing(now)])
    if entry.version != version:
        raise Clash(STALE)
    return entry


def _review(entry: Entry, actor: Actor, step: Step, text: str, now: datetime) -> Review:
    return Review(
        entry_id=entry.id, round=entry.round, reviewer_id=actor.id, roles=sorted(actor.roles), verdict=step,
        text=text.strip(), plan_id=entry.plan_id, ratings={}, auto_fails=[],
        entry_digest=digest_of(entry.as_content()), at=now,
    )  # fmt: skip


def _decide(db: Session, actor: Actor, entry: Entry, review: Review, now: datetime) -> None:
    supervision.spend_proof(db, actor, now=now)
    before, after = entry.state, take_step(State(entry.state), Step(review.verdict))
    entry.state, entry.version = after or entry.state, entry.version + 1
    if after is not State.RETURNED:
        entry.sheet = None  # decided: what only the trainee's own copy held goes
    entry.reviews.append(review)
    entry.events.append(
        EntryEvent(at=now, by_id=actor.person_id, step=review.verdict, reason=review.text, changes=[])
    )
    db.flush()
    signals.entry_decided.send(
        db, person_id=entry.person_id, entry_id=entry.id, decision=review.verdict, now=now
    )
    audit.record(
        db, actor, f"practicum.{review.verdict}", f"entry:{entry.id}", now=now, about=entry.person_id,
        before={"state": before},
        after={
            "state": entry.state, "digest": review.entry_digest, "outcome": review.outcome, "ratings": review.ratings,
            "auto_fails": review.auto_fails, "reason": review.text, "credentials": review.credentials,
        },
    )  # fmt: skip


def _supersede(db: Session, actor: Actor, entry: Entry, now: datetime) -> None:
    """Let a countersigned amendment take the place of the entry that it amends."""
    if entry.amends_id is None:
        return
    amended = lock_entry(db, entry.amends_id, entry.person_id)
    after = take_step(State(amended.state), Step.SUPERSEDE)
    if after is None:
        raise Clash(
            "The entry that this one amends was declared void meanwhile, so there is nothing to amend."
        )
    amended.state, amended.version = after, amended.version + 1
    amended.events.append(
        EntryEvent(at=now, by_id=actor.person_id, step=Step.SUPERSEDE, reason="", changes=[])
    )
    db.flush()
    audit.record(
        db,
        actor,
        "practicum.supersede",
        f"entry:{amended.id}",
        now=now,
        after={"state": after, "by": entry.id},
    )
