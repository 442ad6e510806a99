"""What kinds say when a pack gives them the wrong parameters."""

from collections.abc import Mapping
from typing import Any


def missing_text(params: Mapping[str, Any], *names: str) -> list[str]:
    """Return a sentence for each of `names` that is not a text."""
    return [f"give {name!r} as a text." for name in names if not isinstance(params.get(name), str)]


def missing_count(params: Mapping[str, Any], *names: str) -> list[str]:
    """Return a sentence for each of `names` that is not a whole number above zero."""
    return [
        f"give {name!r} as a whole number above zero." for name in names if not _is_count(params.get(name))
    ]


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
