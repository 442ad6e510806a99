"""Who stays at an earlier version of a program because they began before a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """That whoever began before a day stays at a version."""

    before: date
    version: int


def kept_by(content: Mapping[str, Any], began: date) -> Kept | None:
    """Return the rule of a program's newest version that keeps who began on a day, or `None`.

    Before the day and not on it; of several that fit, the earliest.
    """
    rules = (
        Kept(date.fromisoformat(rule["began_before"]), rule["version"])
        for rule in content.get("grandfathered", ())
    )
    return min((rule for rule in rules if began < rule.before), key=lambda rule: rule.before, default=None)
