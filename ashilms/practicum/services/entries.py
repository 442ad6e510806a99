"""A trainee's own entries: drafted, sent, changed, amended, declared void."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.practicum.models import Entry, EntryEvent
from ashilms.practicum.rules.sheet import Sheet, keep_earlier, sheet_as_json
from ashilms.practicum.rules.states import SENTENCES, State, Step, take_step
from ashilms.practicum.services.reckoning import reckon
from ashilms.practicum.services.screened import complete_sheet
from ashilms.practicum.services.sending import send_entry
from ashilms.screenings.rules.coding import digest_of
from ashilms.screenings.services.plans import get_plan
from ashilms.supervision import services as supervision
from ashilms.texts import find_identity

STALE = "This entry was changed meanwhile, perhaps in another window. Open it again to see how it stands."
RESENT = "This form was sent before with other content. Open the entry that it made to change it."


def find_entry(db: Session, actor: Actor, entry_id: int, *, now: datetime | None = None) -> Entry:
    """Return an entry for its trainee, for the supervisor it names, or for a registrar; else raises `Missing`.

    With `now` also for whoever stands in for that supervisor while it waits, or decided on it once.
    """
    entry = db.get(Entry, entry_id)
    concerned = entry is not None and (
        _is_party(actor, entry)
        or actor.has(REGISTRAR)
        or (now is not None and _stands_in(db, actor, entry, now))
    )
    if entry is None or not concerned:
        raise Missing("There is no such entry.")
    return entry


def get_editable(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Return one's own draft or returned entry; raises `Missing`, and `Clash` for one past changing."""
    entry = db.get(Entry, entry_id)
    if entry is None or entry.person_id != actor.person_id:
        raise Missing("There is no such entry.")
    _step(entry, Step.SAVE, now)
    return entry


def find_linked(db: Session, entry: Entry) -> list[Entry]:
    """Return the entries that this one amends or that amend it, in the order in which they were made."""
    linked = (Entry.amends_id == entry.id) | (Entry.id == entry.amends_id)
    return list(db.scalars(select(Entry).where(linked).order_by(Entry.id)))


def _is_party(actor: Actor, entry: Entry) -> bool:
    named = entry.supervisor_id == actor.person_id and entry.round > 0
    return actor.person_id is not None and (entry.person_id == actor.person_id or named)


def _stands_in(db: Session, actor: Actor, entry: Entry, now: datetime) -> bool:
    if actor.person_id is None or entry.round == 0:
        return False
    stands_in = supervision.find_stand_ins(db, actor.id, now.date())
    waits = entry.standing(now) is State.SUBMITTED and stands_in.covers(entry.id, entry.supervisor_id)
    return waits or any(review.reviewer_id == actor.id for review in entry.reviews)


def log_entry(
    db: Session, actor: Actor, course_id: int, sheet: Sheet, *, form_key: str, send: bool, now: datetime
) -> Entry:
    """Keep a session as a draft, or with `send` hand it to its supervisor; the same form twice makes one entry.

    Raises `Refused` with every reason when it can't be sent so, `Unacceptable` for identity in a draft,
    `Clash` when `form_key` came before with other content.
    """
    if not actor.has(TRAINEE) or not courses.is_enrolled(db, actor.id, course_id):
        raise NotAllowed("Take up the course first; its practicum begins with it.")
    people.lock_people(db, _parties(actor, sheet if send else None))
    digest = digest_of({"course": course_id, "send": send, "sheet": sheet_as_json(sheet)})
    same = db.scalar(select(Entry).where(Entry.person_id == actor.id, Entry.form_key == form_key))
    if same is not None and same.form_digest != digest:
        raise Clash(RESENT)
    if same is not None:
        return same
    entry = _draft(db, actor, course_id, now)
    if not send:
        _note(db, actor, entry, Step.SAVE, now)
    entry.form_key, entry.form_digest = form_key, digest
    _take(db, actor, entry, sheet, send, now)
    return entry


def _draft(db: Session, actor: Actor, course_id: int, now: datetime) -> Entry:
    entry = Entry(
        person_id=actor.id, course_id=course_id, plan=get_plan(db, course_id), state=State.DRAFT, version=1,
        created_at=now, zone=actor.zone, round=0, in_room=False,
    )  # fmt: skip
    db.add(entry)
    db.flush()
    return entry


def change_entry(
    db: Session, actor: Actor, entry_id: int, sheet: Sheet, *, version: int, send: bool, now: datetime
) -> Entry:
    """Change one's own draft or returned entry, and with `send` hand it to its supervisor.

    Raises `Missing` for somebody else's, `Clash` when it is past changing or was changed since `version`,
    `Refused` and `Unacceptable` as `log_entry` does.
    """
    entry = own_entry(db, actor, entry_id, sheet if send else None)
    _step(entry, Step.SAVE, now)
    if entry.version != version:
        raise Clash(STALE)
    entry.version += 1
    _take(db, actor, entry, sheet, send, now)
    return entry


def submit_entry(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Hand one's own draft or returned entry, as it is kept, to its supervisor; raises as `change_entry`."""
    sheet = get_editable(db, actor, entry_id, now=now).as_sheet()
    entry = own_entry(db, actor, entry_id, sheet)
    _step(entry, Step.SUBMIT, now)
    if entry.as_sheet() != sheet:
        raise Clash(STALE)
    send_entry(db, actor, entry, sheet, now=now)
    return entry


def amend_entry(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Return the draft that amends one's own countersigned entry, made if there is none yet.

    The signed entry stays as it is, and counts until the amendment is countersigned in its turn.
    """
    entry = own_entry(db, actor, entry_id)
    _step(entry, Step.AMEND, now)
    open_one = find_open_amendment(db, entry)
    if open_one is not None:
        return open_one
    amendment = _draft(db, actor, entry.course_id, now)
    amendment.amends_id, amendment.zone = entry.id, entry.zone
    amendment.sheet = sheet_as_json(sheet_of(entry))
    _note(db, actor, amendment, Step.SAVE, now)
    _note(db, actor, entry, Step.AMEND, now)
    db.flush()
    return amendment


def find_open_amendment(db: Session, entry: Entry) -> Entry | None:
    """Return the amendment of an entry that nobody has decided on yet, of which there is one at most."""
    states = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    return db.scalar(select(Entry).where(Entry.amends_id == entry.id, Entry.state.in_(states)))


def sheet_of(entry: Entry) -> Sheet:
    """Return an entry that was decided on as a sheet; it keeps the screening on which it stands."""
    span = entry.span
    start, end = (local(m, entry.zone) for m in (span.starts, span.ends)) if span else (None, None)
    return Sheet(
        decision_id=entry.decision_id,
        category=entry.category or "",
        day=start.date() if start else None,
        start=start.time() if start else None,
        end=end.time() if end else None,
        room_id=entry.room_id,
        check_id=entry.check_id,
        supervisor_id=entry.supervisor_id,
        strokes=tuple(entry.strokes or ()),
        depth=entry.depth,
        score=entry.score,
        hands_ending=entry.hands_ending,
        reflection=entry.reflection or "",
        own_ratings=entry.own_ratings or {},
    )


def void_entry(db: Session, actor: Actor, entry_id: int, *, reason: str, now: datetime) -> Entry:
    """Declare an entry void, with a reason that stays: by its trainee or a registrar, in any state but an end.

    Raises `Missing`, `Clash` for one that was rejected, replaced or void before, or that an open amendment
    stands on, and `Unacceptable` for a reason that says nothing or tells who somebody is.
    """
    entry = find_entry(db, actor, entry_id)
    if actor.person_id != entry.person_id and not actor.has(REGISTRAR):
        raise NotAllowed("Only the trainee or a registrar declares an entry void.")
    entry = lock_entry(db, entry.id, entry.person_id)
    before = entry.state
    after = _step(entry, Step.VOID, now)
    if find_open_amendment(db, entry) is not None:
        raise Clash("An amendment of this entry is open. Declare that one void first.")
    check_reason(reason, now)
    entry.state, entry.sheet, entry.version = after, None, entry.version + 1
    reckon(db, entry)
    _note(db, actor, entry, Step.VOID, now, reason.strip())
    audit.record(
        db, actor, "practicum.void", f"entry:{entry.id}", now=now, about=entry.person_id,
        before={"state": before}, after={"state": after, "reason": reason.strip()},
    )  # fmt: skip
    return entry


def check_reason(reason: str, now: datetime, field: str = "reason") -> None:
    """Raise `Unacceptable` unless `reason` says something and tells nobody's identity."""
    if len(reason.strip()) < 10:
        raise Unacceptable("Say why, in a sentence.", field)
    if identity := find_identity(reason, now.date()):
        raise Unacceptable(identity, field)


def lock_entry(db: Session, entry_id: int, *person_ids: int) -> Entry:
    """Return an entry as it is now, once nobody else decides about these people; the caller knows it exists."""
    people.lock_people(db, person_ids)
    query = select(Entry).where(Entry.id == entry_id)
    return db.scalars(query.execution_options(populate_existing=True)).one()


def own_entry(db: Session, actor: Actor, entry_id: int, sheet: Sheet | None = None) -> Entry:
    """Return one's own entry as it is now, once nobody else decides about it; raises `Missing`.

    With the `sheet` that is to be sent, nobody else decides about its supervisor either.
    """
    entry = db.get(Entry, entry_id)
    if entry is None or entry.person_id != actor.person_id:
        raise Missing("There is no such entry.")
    return lock_entry(db, entry.id, *_parties(actor, sheet))


def _parties(actor: Actor, sheet: Sheet | None) -> set[int]:
    """Return whom an entry of the actor is about, all of whom are locked at once: in turn, two could wait in a ring."""
    named = sheet.supervisor_id if sheet else None
    return {actor.id} if named is None else {actor.id, named}


def _step(entry: Entry, step: Step, now: datetime) -> State:
    """Return the state that `step` leads to; raises `Clash` with a sentence where it may not be taken."""
    state = entry.standing(now)
    after = take_step(state, step)
    if after is None:
        raise Clash(SENTENCES[state])
    return after


def _take(db: Session, actor: Actor, entry: Entry, sheet: Sheet, send: bool, now: datetime) -> None:
    """Keep what was filled in, and send it if asked; a draft too holds nobody's identity."""
    sheet = complete_sheet(db, entry, sheet)
    if send:
        send_entry(db, actor, entry, sheet, now=now)
    elif identity := find_identity(sheet.reflection, now.date()):
        raise Unacceptable(identity, "reflection")
    entry.sheet = sheet_as_json(sheet) | keep_earlier(entry.sheet)
    db.flush()


def _note(db: Session, actor: Actor, entry: Entry, step: Step, now: datetime, reason: str = "") -> None:
    db.add(EntryEvent(entry_id=entry.id, at=now, by_id=actor.person_id, step=step, reason=reason, changes=[]))
    db.flush()
