"""Reading an ordering item of a pack."""

from collections.abc import Sequence
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import asked_stem, said_twice

LEAST, MOST = 3, 10
"""How many steps an item holds."""


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, the steps sorted by their texts so that they tell nothing, and the key."""
    steps = [{"id": step["id"], "text": step["text"]} for step in item["steps"]]
    asked = {**asked_stem(item), "steps": sorted(steps, key=lambda step: (step["text"], step["id"]))}
    return asked, {"right": [step["id"] for step in steps], "why": item["rationale"]}


def in_order(asked: Plain, order: Sequence[str]) -> list[dict[str, str]]:
    """Return the steps as they are shown."""
    steps = {step["id"]: step for step in asked["steps"]}
    return [steps[id_] for id_ in order]


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    steps = item.get("steps") or []
    found = [] if LEAST <= len(steps) <= MOST else [f"{len(steps)} steps are given; give {LEAST} to {MOST}."]
    return [*found, *said_twice(steps, "id", "steps"), *said_twice(steps, "text", "steps")]
