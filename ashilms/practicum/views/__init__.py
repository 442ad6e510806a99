"""The practicum's pages: the ledger, the log, an entry and its history, countersigning."""

from ashilms.practicum.views import entries, ledger, logging, reviews
from ashilms.practicum.views.blueprint import bp

__all__ = ["bp", "entries", "ledger", "logging", "reviews"]
