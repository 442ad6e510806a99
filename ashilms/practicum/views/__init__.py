"""The practicum's pages: ledger, record of hours, oversight, log, an entry's history, treatment rooms, signing."""

from ashilms.practicum.views import entries, ledger, logging, oversight, records, reviews, rooms, substitutes
from ashilms.practicum.views.blueprint import bp

__all__ = ["bp", "entries", "ledger", "logging", "oversight", "records", "reviews", "rooms", "substitutes"]
