"""The treatment rooms' pages: the rooms, one room, its record, the check before a session, unlocking."""

from ashilms.sites.views import checks, locks, photos, rooms
from ashilms.sites.views.blueprint import bp

__all__ = ["bp", "checks", "locks", "photos", "rooms"]
