"""Reading a numeric item of a pack."""

from collections.abc import Iterator
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.numeric import rules
from ashilms.quizzes.kinds.options import asked_stem, share_problems


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key."""
    asked = {**asked_stem(item), **({"unit": item["unit"]} if "unit" in item else {})}
    answers = [{"share": "1", **answer} for answer in item["answers"]]
    return asked, {"answers": answers, "why": item["rationale"]}


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item."""
    answers = item.get("answers") or []
    wrong = [sentence for answer in answers for sentence in _wrong_with(answer)]
    return [*wrong, *share_problems(answers)]


def _wrong_with(answer: Plain) -> Iterator[str]:
    for field in ("value", "tolerance"):
        text = answer.get(field)
        if not isinstance(text, str) or not _is_decimal(text):
            yield f'The {field} {text!r} is no decimal; write it in quotes, as "12.5".'
        elif field == "tolerance" and text.startswith("-"):
            yield f"The tolerance {text!r} is below zero."


def _is_decimal(text: str) -> bool:
    try:
        return rules.read(text) == text
    except ValueError:
        return False
