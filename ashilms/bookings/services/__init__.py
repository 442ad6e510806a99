"""Offering places, booking them, saying who came, and calendars."""

from ashilms.bookings.services.booking import (
    book_place,
    bookings_of,
    cancel_booking,
    find_booked,
    find_led,
    find_slots,
    find_unmarked,
    own_bookings,
)
from ashilms.bookings.services.feeds import find_feed, make_feed, read_feed, revoke_feed
from ashilms.bookings.services.keeping import (
    MOVED,
    OFF,
    Typed,
    call_off,
    find_assessors,
    get_booking,
    get_slot,
    keeps,
    mark_booking,
    move_with_class,
    offer_slot,
)

__all__ = [
    "MOVED",
    "OFF",
    "Typed",
    "book_place",
    "bookings_of",
    "call_off",
    "cancel_booking",
    "find_assessors",
    "find_booked",
    "find_feed",
    "find_led",
    "find_slots",
    "find_unmarked",
    "get_booking",
    "get_slot",
    "keeps",
    "make_feed",
    "mark_booking",
    "move_with_class",
    "offer_slot",
    "own_bookings",
    "read_feed",
    "revoke_feed",
]
