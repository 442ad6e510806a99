"""Reading a single-choice item of a pack."""

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import problems_of, right_of


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    right = len(right_of(item))
    return problems_of(item) + ([] if right == 1 else [f"{right} options are right; exactly one must be."])
