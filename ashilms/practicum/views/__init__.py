"""The practicum's pages: ledger, record of hours, log, an entry and its history, treatment rooms, countersigning."""

from ashilms.practicum.views import entries, ledger, logging, records, reviews, rooms
from ashilms.practicum.views.blueprint import bp

__all__ = ["bp", "entries", "ledger", "logging", "records", "reviews", "rooms"]
