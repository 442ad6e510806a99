"""What keeps a lesson from being finished."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet

READ, CHECKS, MEDIA = "read", "checks", "media"


def open_conditions(
    conditions: Collection[str],
    checks: Sequence[str],
    answered: AbstractSet[str],
    recordings: Collection[str] = (),
    played: Collection[str] = (),
) -> list[str]:
    """Return what keeps a lesson from being finished, in sentences; `read` is met where the button stands."""
    said = []
    if CHECKS in conditions:
        said += _checks_left(sum(check not in answered for check in checks))
    if MEDIA in conditions:
        said += _recordings_left(sum(name not in played for name in recordings))
    return said


def _checks_left(left: int) -> list[str]:
    if left <= 1:
        return ["One self-check is still open. It doesn't count; answering it is part of the lesson."] * left
    return [f"{left} self-checks are still open. They don't count; answering them is part of the lesson."]


def _recordings_left(left: int) -> list[str]:
    if left <= 1:
        return ["One recording is still open. Play it to its end, or read its transcript and say so."] * left
    return [f"{left} recordings are still open. Play each to its end, or read its transcript and say so."]
