"""The cast is observed: places that are offered and booked, an automatic fail and its contract, saved comments."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.bookings import services as bookings
from ashilms.bookings.models import Slot
from ashilms.comments import services as comments
from ashilms.observations import services as observations
from ashilms.observations.models import Remediation
from ashilms.observations.rules.remediation import Terms
from ashilms.observations.services import Rated
from ashilms.practicum import services as practicum
from ashilms.rubrics.rules import Result

COMMENTS = (
    "Ask before each change of side, and wait for the answer.",
    "Both hands stay on the bars whenever a foot is loaded. Step down first, then reach.",
)
SEEN = (
    "She let go of one bar to wipe the other hand while the right foot was loaded. Nothing happened, and she stepped "
    "down when I said so."
)
ISSUE = "One hand left the bar while the standing foot was loaded, to wipe off lubricant."
STEPS = (
    "Hang a towel on each bar before every session.\n"
    "Mount, wipe both hands, dismount: ten times, with a peer who watches the hands.\n"
    "Say “hands” aloud before each change of side in two peer sessions."
)
SUCCESS = "A whole session in which no hand leaves a bar while a foot is loaded, towels in reach."


def offer(
    db: Session,
    instructor: Actor,
    course_id: int,
    room: int,
    when: datetime,
    *,
    places: int = 1,
    now: datetime,
) -> Slot:
    """Let the instructor offer an hour of observation that begins on that day at that hour."""
    typed = bookings.Typed(
        course_id, instructor.id, room, places, 24, None, when.date(), time(when.hour), time(when.hour + 1)
    )
    return bookings.offer_slot(db, instructor, typed, now=now)


def fail(
    db: Session,
    instructor: Actor,
    trainee: Actor,
    course_id: int,
    room: int,
    when: datetime,
    *,
    now: datetime,
) -> Remediation:
    """Let a trainee book an hour, and the instructor see a hand leave the bar: a contract is written."""
    slot = offer(db, instructor, course_id, room, when, now=now)
    place = bookings.book_place(db, trainee, slot.id, now=now)
    after = slot.ends + timedelta(minutes=10)
    rated = Rated({}, ("hand-off-bars",), SEEN, Result.NOT_PASSED, "C-17")
    observations.observe_booking(db, instructor, place.id, rated, now=after)
    case = observations.find_open(db, trainee.id)[0]
    terms = Terms(ISSUE, STEPS, SUCCESS, (after + timedelta(days=14)).date())
    observations.write_contract(db, instructor, case.id, terms, number=0, now=after)
    return case


def passes(db: Session, instructor: Actor, trainee: Actor, slot: Slot, *, now: datetime) -> None:
    """Let a trainee book a place, and the instructor see nothing that fails."""
    place = bookings.book_place(db, trainee, slot.id, now=now)
    rubric = practicum.get_plan(db, slot.course_id).as_plan().rubric
    rated = Rated(dict.fromkeys((c.id for c in rubric.criteria), 4), (), COMMENTS[0], Result.PASSED, "C-18")
    observations.observe_booking(db, instructor, place.id, rated, now=slot.ends)


def watch(
    db: Session, instructor: Actor, failed: Actor, booked: Actor, course_id: int, room: int, *, now: datetime
) -> None:
    """Let one trainee be paused by an automatic fail and agree to a contract; let another book one of three hours."""
    for text in COMMENTS:
        comments.save_comment(db, instructor, text, now=now)
    before = now - timedelta(days=2)
    case = fail(
        db, instructor, failed, course_id, room, before.replace(hour=15), now=before - timedelta(days=1)
    )
    observations.acknowledge(db, failed, case.id, number=1, now=now - timedelta(days=1))
    for days, hour, places in ((3, 10, 2), (3, 14, 1), (5, 10, 1)):
        when = (now + timedelta(days=days)).replace(hour=hour)
        slot = offer(db, instructor, course_id, room, when, places=places, now=now)
        if places == 2:
            bookings.book_place(db, booked, slot.id, now=now)
