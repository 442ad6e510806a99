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


def kept_by(content: Mapping[str, Any], began: date, newest: int) -> Kept | None:
    """Return the rule of a program's newest version that keeps who began on a day, or `None`.

    Before the day and not on it; of several that fit, the earliest. One for a version that is not there, since it is
    past the `newest`, keeps nobody.
    """
    rules = (
        Kept(date.fromisoformat(rule["began_before"]), rule["version"])
        for rule in content.get("grandfathered", ())
    )
    fitting = (rule for rule in rules if began < rule.before and rule.version <= newest)
    return min(fitting, key=lambda rule: rule.before, default=None)
