"""Reading a matching item of a pack."""

from collections.abc import Sequence
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import asked_stem, said_twice

LEAST, MOST = 2, 10
"""How many pairs an item holds."""
MOST_TEXTS = 16
"""How many different texts there are to choose from, at most."""


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key. A text that belongs to several prompts is offered once."""
    texts = sorted({_clean(text) for text in _texts(item)})
    # Ids by the texts' own order say nothing of the pairs: what is asked is kept apart from the key.
    ids = {text: f"m{at}" for at, text in enumerate(texts, start=1)}
    asked = {
        **asked_stem(item),
        "prompts": [{"id": pair["id"], "text": pair["prompt"]} for pair in item["pairs"]],
        "matches": [{"id": ids[text], "text": text} for text in texts],
    }
    right = {pair["id"]: ids[_clean(pair["match"])] for pair in item["pairs"]}
    return asked, {"right": right, "why": item["rationale"]}


def choices(asked: Plain, order: Sequence[str]) -> list[dict[str, str]]:
    """Return the texts to choose from, each with its place."""
    texts = {match["id"]: match["text"] for match in asked["matches"]}
    return [{"place": str(place), "text": texts[id_]} for place, id_ in enumerate(order, start=1)]


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    pairs = item.get("pairs") or []
    found = [] if LEAST <= len(pairs) <= MOST else [f"{len(pairs)} pairs are given; give {LEAST} to {MOST}."]
    found += [*said_twice(pairs, "id", "pairs"), *said_twice(pairs, "prompt", "pairs")]
    matches = {_clean(pair["match"]) for pair in pairs}
    wrong = sorted(text for text in item.get("distractors") or () if _clean(text) in matches)
    found += [f"The distractor {text!r} is a right match." for text in wrong]
    count = len({_clean(text) for text in _texts(item)})
    if not 2 <= count <= MOST_TEXTS:
        found.append(f"{count} different texts are offered; offer 2 to {MOST_TEXTS}.")
    return found


def _texts(item: Plain) -> list[str]:
    return [*(pair["match"] for pair in item.get("pairs") or ()), *(item.get("distractors") or ())]


def _clean(text: str) -> str:
    return " ".join(text.split())
