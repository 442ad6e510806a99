"""Reading a multiple-choice item of a pack."""

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import problems_of, right_of


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    right, offered = len(right_of(item)), len(item.get("options") or [])
    found = problems_of(item)
    if right < 2:
        found.append(f"{right} of the options are right; give at least two, or make it single choice.")
    if right == offered:
        found.append("Every option is right; at least one must be wrong.")
    return found
