"""What keeps a lesson from being finished."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

READ, CHECKS, MEDIA = "read", "checks", "media"


def open_conditions(
    conditions: Iterable[str], checks: Sequence[str], answered: AbstractSet[str]
) -> list[str]:
    """Return what keeps a lesson from being finished, in sentences; `read` is met where the button stands."""
    left = [check for check in checks if check not in answered]
    if CHECKS not in conditions or not left:
        return []
    if len(left) == 1:
        return ["One self-check is still open. It doesn't count; answering it is part of the lesson."]
    return [
        f"{len(left)} self-checks are still open. They don't count; answering them is part of the lesson."
    ]
