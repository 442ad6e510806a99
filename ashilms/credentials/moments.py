"""Moments as credentials write them."""

import re
from datetime import UTC, datetime
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


def moment_of(text: Any) -> datetime:
    """Return the moment that `text` says, with its zone. Raises `ValueError` for anything else."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError("not a moment with its zone")
    moment = datetime.fromisoformat(text)
    try:
        moment.astimezone(UTC)
    except OverflowError as problem:  # in UTC it is before the year 1, or after 9999
        raise ValueError("not a moment that can be told") from problem
    return moment
