"""Handing an entry to its supervisor: looking at everything around it, and freezing what was filled in."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.courses.models import Hold
from ashilms.courses.rules import unmet
from ashilms.formats import clock, hours, local
from ashilms.practicum.models import Entry, EntryEvent
from ashilms.practicum.rules.entries import find_flags, read_session
from ashilms.practicum.rules.ledger import Posting
from ashilms.practicum.rules.session import Around, Typed, find_span
from ashilms.practicum.rules.session import Session as Held
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import TAKES_TIME, State, Step
from ashilms.practicum.services.screened import complete_sheet, find_screened
from ashilms.practicum.services.tables import find_tables, is_early
from ashilms.screenings.models import PracticumPlan
from ashilms.screenings.rules.coding import decision_as_json, digest_of
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.standing import explain_gate
from ashilms.screenings.services import HOLDS, Refused, get_plan
from ashilms.sites import services as sites
from ashilms.sites.rules.use import Check
from ashilms.supervision import services as supervision

SIGNERS = (INSTRUCTOR, SUPERVISOR)
HOLD, PAUSE = HOLDS
"""The kinds of hold: one keeps a trainee from logging, one from giving sessions; what was before may be logged."""

NEAR = timedelta(days=2)
"""How far apart two sessions may lie and still have to be compared."""


def find_supervisors(db: Session, trainee_id: int | None = None) -> dict[int, str]:
    """Return who may countersign now, but for the trainee: names by id."""
    names = people.names_in_roles(db, SIGNERS)
    return {id: name for id, name in names.items() if id != trainee_id}


def send_entry(db: Session, actor: Actor, entry: Entry, sheet: Sheet, *, now: datetime) -> None:
    """Freeze the session that `sheet` describes and hand it to its supervisor; raises `Refused`.

    Trainee and supervisor are locked already, so that two trainees at once can't put one supervisor into two rooms, or
    to more tables than there may be.
    """
    sheet = complete_sheet(db, entry, sheet)
    version = get_plan(db, entry.course_id)
    plan = version.as_plan()
    session = read_session(sheet, plan, around_of(db, entry, sheet, plan, now=now))
    if not isinstance(session, Held):
        raise Refused(session)
    before = _in_words(db, entry if entry.round else _amended(db, entry))
    _freeze(entry, session, version, plan, now)
    db.flush()
    db.expire(entry, ["room", "check", "screening"])
    changes = _changes(before, _in_words(db, entry))
    db.add(
        EntryEvent(
            entry_id=entry.id, at=now, by_id=actor.person_id, step=Step.SUBMIT, reason="", changes=changes
        )
    )
    db.flush()
    signals.entry_submitted.send(
        db, person_id=entry.person_id, entry_id=entry.id, supervisor_id=entry.supervisor_id, now=now
    )
    audit.record(
        db, actor, "practicum.send", f"entry:{entry.id}", now=now, about=entry.person_id,
        after={"round": entry.round, "digest": digest_of(entry.as_content()), "plan": version.id},
    )  # fmt: skip


def _freeze(entry: Entry, session: Held, version: PracticumPlan, plan: Plan, now: datetime) -> None:
    entry.plan, entry.state, entry.round = version, State.SUBMITTED, entry.round + 1
    entry.first_sent_at = entry.first_sent_at or now
    entry.sent_at, entry.lapses_at = now, now + timedelta(days=plan.caps.lapse_days)
    entry.category, entry.in_room = session.category.code, session.category.in_room
    entry.starts, entry.ends = session.span.starts, session.span.ends
    entry.room_id, entry.supervisor_id = session.room_id, session.supervisor_id
    entry.check_id, entry.checked_at, entry.client = session.check_id, session.checked_at, session.client
    screened, standing = session.screened, session.screened.standing if session.screened else None
    entry.decision_id = standing.id if standing else None
    entry.answers = dict(screened.answers) if screened else None
    entry.decision = decision_as_json(screened.decision) if screened else None
    entry.strokes, entry.depth, entry.score = list(session.strokes), session.depth, session.score
    entry.hands_ending = session.hands_ending
    entry.reflection, entry.own_ratings = session.reflection, dict(session.own_ratings)
    entry.flags = find_flags(session, plan)
    entry.flagged = bool(entry.flags)
    entry.minutes, entry.credited = session.span.minutes, None


def around_of(db: Session, entry: Entry, sheet: Sheet, plan: Plan, *, now: datetime) -> Around:
    """Return everything beside `sheet` that decides whether `entry` may be logged so."""
    found, amended = find_span(sheet, entry.zone), _amended(db, entry)
    span = found if isinstance(found, Span) else None
    since = courses.enrolled_since(db, entry.person_id, entry.course_id)
    return Around(
        now=now,
        zone=entry.zone,
        trainee_id=entry.person_id,
        supervisors=find_supervisors(db),
        rooms={row.id: row.as_room() for row in sites.find_rooms(db, only_open=True)},
        taken=_taken(db, entry, span),
        elsewhere=_elsewhere(db, entry, sheet, span),
        tables=find_tables(db, entry, sheet, plan, span) if span else (),
        early=bool(span and is_early(db, entry, sheet.category, plan, span.starts)),
        enrolled_on=local(since, entry.zone).date() if since else None,
        unmet=_unmet(db, entry, sheet, plan, span),
        holds=tuple(h.reason for h in courses.open_holds_of(db, entry.person_id) if _stops(h, span)),
        unfit=_unfit(db, entry, sheet, plan, span),
        logged_at=entry.first_sent_at,
        amended_day=amended.span.day(amended.zone) if amended and amended.span else None,
        course=courses.get_course_by_id(db, entry.course_id).slug,
        checks=_checks(db, entry, sheet, span),
        screened=find_screened(db, entry, sheet, plan),
        typed=_typed(entry) or _typed(amended),
    )


def _stops(hold: Hold, span: Span | None) -> bool:
    """Return whether a hold keeps this session from being logged."""
    return hold.kind == HOLD or (hold.kind == PAUSE and (span is None or span.ends > hold.placed_at))


def _checks(db: Session, entry: Entry, sheet: Sheet, span: Span | None) -> dict[int, Check]:
    """Return the checks that the trainee and the supervisor recorded on the days about the session."""
    if span is None:
        return {}
    people_there = {entry.person_id, sheet.supervisor_id or entry.person_id}
    found = sites.find_checks(db, people_there, since=span.starts - NEAR, until=span.ends)
    return {row.id: row.as_check() for row in found}


def _typed(entry: Entry | None) -> Typed | None:
    if entry is None or entry.checked_at is None or entry.room_id is None:
        return None
    return Typed(entry.room_id, entry.checked_at)


def _amended(db: Session, entry: Entry) -> Entry | None:
    return db.get(Entry, entry.amends_id) if entry.amends_id else None


def _taken(db: Session, entry: Entry, span: Span | None) -> tuple[Span, ...]:
    return _spans(db, entry, span, Entry.person_id == entry.person_id)


def _elsewhere(db: Session, entry: Entry, sheet: Sheet, span: Span | None) -> tuple[Span, ...]:
    named = Entry.supervisor_id == sheet.supervisor_id
    return _spans(db, entry, span, named, Entry.in_room.is_(True), Entry.room_id != sheet.room_id)


def takes_time_beside(entry: Entry) -> ColumnElement[bool]:
    """Return what makes an entry one whose time is taken beside this one: not itself, nor the one that it amends."""
    return and_(Entry.state.in_(TAKES_TIME), Entry.id.not_in([entry.id, entry.amends_id or entry.id]))


def _spans(db: Session, entry: Entry, span: Span | None, *where: ColumnElement[bool]) -> tuple[Span, ...]:
    """Return when entries near `span` were that take time beside this one."""
    if span is None:
        return ()
    query = select(Entry).where(
        *where, takes_time_beside(entry), Entry.starts < span.ends + NEAR, Entry.starts > span.starts - NEAR
    )
    return tuple(found.span for found in db.scalars(query.order_by(Entry.starts)) if found.span)


def _unmet(db: Session, entry: Entry, sheet: Sheet, plan: Plan, span: Span | None) -> tuple[str, ...]:
    """Return what opens the category and had not been passed by the day of the session."""
    category = plan.categories.get(sheet.category)
    if category is None:
        return ()
    upto = None
    if span is not None:
        next_day = span.day(entry.zone) + timedelta(days=1)
        upto = datetime.combine(next_day, time(), ZoneInfo(entry.zone))
    passed = courses.milestones_of(db, entry.person_id, entry.course_id, before=upto)
    return tuple(explain_gate(gate) for gate in unmet(category.requires, passed))


def _unfit(db: Session, entry: Entry, sheet: Sheet, plan: Plan, span: Span | None) -> str:
    """Return why the supervisor can't be named for the session's day; who has not the role is refused elsewhere."""
    named = sheet.supervisor_id
    if span is None or named is None or named not in find_supervisors(db, entry.person_id):
        return ""
    category = plan.categories.get(sheet.category)
    level = category.supervisor_level if category else 1
    return supervision.judge_naming(db, entry.person_id, named, span.day(entry.zone), level=level)


def _in_words(db: Session, entry: Entry | None) -> dict[str, str]:
    """Return what was sent, name by value, so that a later sending can say what changed."""
    posting = entry.as_posting() if entry else None
    if entry is None or posting is None or not entry.supervisor_id:
        return {}
    supervisor = people.names_of(db, [entry.supervisor_id])[entry.supervisor_id]
    decision: dict[str, Any] = entry.decision or {}
    return {
        "Category": entry.category or "",
        "Day": posting.span.day(entry.zone).isoformat(),
        "Time": _time_in_words(posting),
        "Room": entry.room.name if entry.room else "",
        "Room check": clock(entry.check.at, entry.zone) if entry.check else "",
        "Supervisor": supervisor,
        "Client": entry.client or "",
        "Decision": decision.get("outcome", ""),
        "Strokes": ", ".join(entry.strokes or ()),
        "Deepest level": str(entry.depth or ""),
        "Highest score": str(entry.score or ""),
        "Ending": "by hands alone, as planned" if entry.hands_ending else "",
        "Reflection": entry.reflection or "",
    }


def _time_in_words(posting: Posting) -> str:
    return f"{posting.span.clock(posting.zone)}, {hours(posting.span.minutes)}"


def _changes(before: dict[str, str], after: dict[str, str]) -> list[list[str]]:
    return [[name, before[name], after[name]] for name in before if before[name] != after[name]]
