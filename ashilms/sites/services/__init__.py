"""Keeping treatment rooms and their records, checking a room before a session, locking and unlocking it."""

from ashilms.sites.services.checks import (
    find_check_plans,
    find_checks,
    find_checks_of,
    get_check,
    get_check_plan,
    load_check_plan,
    record_check,
    why_unfit,
)
from ashilms.sites.services.locks import get_lock, lock_after_incident, needs_new_record, unlock_room
from ashilms.sites.services.photos import (
    MOST,
    add_photo,
    files_of,
    find_photos,
    get_owner,
    get_photo,
    keep_photo,
    may_add,
)
from ashilms.sites.services.records import last_record, record_acceptance
from ashilms.sites.services.rooms import (
    Needy,
    add_room,
    change_room,
    count_needy,
    find_rooms,
    get_room,
    lock_room,
)

__all__ = [
    "MOST",
    "Needy",
    "add_photo",
    "add_room",
    "change_room",
    "count_needy",
    "files_of",
    "find_check_plans",
    "find_checks",
    "find_checks_of",
    "find_photos",
    "find_rooms",
    "get_check",
    "get_check_plan",
    "get_lock",
    "get_owner",
    "get_photo",
    "get_room",
    "keep_photo",
    "last_record",
    "load_check_plan",
    "lock_after_incident",
    "lock_room",
    "may_add",
    "needs_new_record",
    "record_acceptance",
    "record_check",
    "unlock_room",
    "why_unfit",
]
