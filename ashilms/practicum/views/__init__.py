"""The practicum's pages: ledger, record of hours, oversight, log, an entry and its history, countersigning."""

from ashilms.practicum.views import (
    entries,
    ledger,
    logging,
    oversight,
    records,
    reviews,
    substitutes,
    together,
)
from ashilms.practicum.views.blueprint import bp

__all__ = ["bp", "entries", "ledger", "logging", "oversight", "records", "reviews", "substitutes", "together"]
