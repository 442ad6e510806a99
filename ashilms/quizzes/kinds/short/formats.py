"""Reading a short-answer item of a pack."""

from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import asked_stem, share_problems
from ashilms.quizzes.kinds.short.rules import LONGEST, normal


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key."""
    accepted = [{"share": "1", **answer} for answer in item["accepted"]]
    return asked_stem(item), {"accepted": accepted, "why": item["rationale"]}


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    accepted = item.get("accepted") or []
    compared = [normal(answer["text"]) for answer in accepted]
    found = [
        f"Nobody can type {a['text']!r}." for a, text in zip(accepted, compared, strict=True) if not text
    ]
    found += [f"An answer is at most {LONGEST} characters." for a in accepted if len(a["text"]) > LONGEST]
    twice = sorted({text for text in compared if text and compared.count(text) > 1})
    return [
        *found,
        *(f"Two accepted texts are the same: {text!r}." for text in twice),
        *share_problems(accepted),
    ]
