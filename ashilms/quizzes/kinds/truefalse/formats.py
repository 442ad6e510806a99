"""Reading a true-or-false item of a pack."""

from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import asked_stem
from ashilms.quizzes.kinds.truefalse.rules import ANSWERS


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key."""
    key = {
        "right": "true" if item["right"] else "false",
        "why": {name: item["rationale"][name] for name in ANSWERS},
    }
    return asked_stem(item), key


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    found = [] if isinstance(item.get("right"), bool) else ["Say whether it is right: true or false."]
    why = item.get("rationale")
    missing = [name for name in ANSWERS if not (isinstance(why, dict) and name in why)]
    return found + [f"Give a rationale for the answer {name!r}." for name in missing]
