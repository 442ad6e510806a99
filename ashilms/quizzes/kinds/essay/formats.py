"""Reading an essay of a pack."""

from typing import Any

from ashilms.plugins import Plain


def words_of(item: Plain) -> dict[str, Any]:
    """Return how many words an answer is to have, `least` and `most`, as far as the item says."""
    return dict(item.get("words") or {})


def words_problems(item: Plain) -> list[str]:
    """Return what is wrong with these bounds."""
    words = words_of(item)
    least, most = words.get("least", 1), words.get("most", 3_000)
    if 1 <= least <= most <= 3_000:
        return []
    return [
        f"An answer of {least} to {most} words can't be; give bounds between 1 and 3,000, the lesser first."
    ]
