"""How the cast answers a question of each kind that the course asks: rightly, as the question's form would send it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ashilms.bodymap.geometry import places_of
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.vignette.parts import order_of
from ashilms.quizzes.models import AttemptItem, QuestionKey


def right_answer(db: Session, item: AttemptItem) -> Any:
    """Return what a form sends when everything is right."""
    key = db.get_one(QuestionKey, item.question_version_id).content
    return ANSWERS[item.question.kind](item, key)


def _options(item: AttemptItem, key: Plain) -> str | list[str]:
    return _places(item.question.kind, item.order, key["right"])


def _case(item: AttemptItem, key: Plain) -> dict[str, Any]:
    return {
        str(at): _places(part["kind"], order_of(part, item.order), key["parts"][part["id"]]["right"])
        for at, part in enumerate(item.question.asked["parts"], start=1)
    }


def _places(kind: str, order: Sequence[str], right: Sequence[str]) -> str | list[str]:
    places = [str(place) for place, option in enumerate(order, start=1) if option in right]
    return places[0] if kind == "single" else places


def _foot(item: AttemptItem, key: Plain) -> dict[str, str]:
    ends = {name: _place(regions) for name, regions in zip(("at", "end"), key["accept"], strict=False)}
    rest = {name: str(key[name]) for name in ("load", "foot", "travel") if name in key}
    return {**ends, "part": key["parts"][0], **rest}


def _marks(item: AttemptItem, key: Plain) -> dict[str, str]:
    return {f"m{at}": _place([region]) for at, region in enumerate(key["accept"][: key["choose"]], start=1)}


def _place(regions: Sequence[str]) -> str:
    """Return the first place of the map that one of these regions is."""
    return min(places_of(regions))


ANSWERS: Mapping[str, Callable[[AttemptItem, Plain], Any]] = {
    "hotspot": _marks,
    "multiple": _options,
    "placement": _foot,
    "single": _options,
    "vignette": _case,
}
"""By kind: those that the course that ships asks."""
