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


def wrong_count(params: Mapping[str, Any], *names: str) -> list[str]:
    """Return the same for each of `names` that is there at all."""
    return missing_count(params, *(name for name in names if name in params))


def wrong_text(params: Mapping[str, Any], *names: str) -> list[str]:
    """Return a sentence for each of `names` that is there and is not a text."""
    return missing_text(params, *(name for name in names if name in params))


def strange(params: Mapping[str, Any], *known: str) -> list[str]:
    """Return a sentence for each parameter that the kind does not know: a slip there would ask for less."""
    said = ", ".join(repr(name) for name in known)
    return [f"it takes {said} and no {name!r}." for name in sorted(set(params) - set(known))]


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
