"""What keeps somebody, or a room, at a time: places that are held and led, and classes of cohorts."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ashilms.bookings.models import Booking, Slot
from ashilms.bookings.rules.slots import Busy, Span, find_clash
from ashilms.cohorts.models import Cohort, CohortPlace, LiveSession
from ashilms.errors import Clash


def refuse_clash(
    db: Session, span: Span, *, who: str, person_id: int | None = None, room_id: int | None = None,
    but: int | None = None, live_id: int | None = None,
) -> None:  # fmt: skip
    """Raise `Clash` when a person or a room is taken then; whoever asks has locked them.

    `who` begins the sentence: "You have". `but` is a slot and `live_id` a class that are no clash with themselves.
    """
    found = [*_in_room(db, span, room_id, but)] if room_id is not None else []
    if person_id is not None:
        found += [*_led(db, span, person_id, but), *_booked(db, span, person_id, but)]
        found += _classes(db, span, person_id, live_id)
    if clash := find_clash(span, found):
        raise Clash(f"{who} “{clash.what}” at that time.")


def _meets(span: Span) -> ColumnElement[bool]:
    return Slot.ended_at.is_(None) & (Slot.starts < span.ends) & (Slot.ends > span.starts)


def _slots(db: Session, where: ColumnElement[bool], but: int | None) -> Iterator[Busy]:
    query = select(Slot).where(where).order_by(Slot.starts, Slot.id)
    yield from (Busy(slot.span, slot.title) for slot in db.scalars(query) if slot.id != but)


def _in_room(db: Session, span: Span, room_id: int, but: int | None) -> Iterator[Busy]:
    return _slots(db, _meets(span) & (Slot.room_id == room_id), but)


def _led(db: Session, span: Span, person_id: int, but: int | None) -> Iterator[Busy]:
    return _slots(db, _meets(span) & (Slot.assessor_id == person_id), but)


def _booked(db: Session, span: Span, person_id: int, but: int | None) -> Iterator[Busy]:
    held = select(Booking.slot_id).where(Booking.person_id == person_id, Booking.cancelled_at.is_(None))
    return _slots(db, _meets(span) & Slot.id.in_(held), but)


def _classes(db: Session, span: Span, person_id: int, but: int | None) -> Iterator[Busy]:
    """Yield the classes that somebody teaches, or belongs to; where places are booked, whoever booked one is there."""
    places = select(CohortPlace.cohort_id).where(
        CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    offered = select(Slot.live_id).where(Slot.live_id.is_not(None), Slot.ended_at.is_(None))
    theirs = (Cohort.instructor_id == person_id) | (Cohort.id.in_(places) & LiveSession.id.not_in(offered))
    query = select(LiveSession).join(LiveSession.cohort).where(
        theirs, LiveSession.starts < span.ends, LiveSession.ends > span.starts
    )  # fmt: skip
    for live in db.scalars(query.order_by(LiveSession.starts, LiveSession.id)):
        if live.id != but:
            yield Busy(Span(live.starts, live.ends), live.title)
