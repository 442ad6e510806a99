"""The parts of a case as they are shown, read and told: each as the kind of question that it is."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.fields import given_places
from ashilms.quizzes.kinds.vignette.rules import asked_parts, chosen_in


def shown(asked: Plain, part: Plain, order: Sequence[str], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page sees of one part."""
    chosen = chosen_in(answers, part["id"])
    return {
        **_around(asked, part),
        "options": options.shown_options(part, order_of(part, order), chosen),
    }


def told(
    asked: Plain, part: Plain, key: Plain, order: Sequence[str], answers: Mapping[str, Any], *, whole: bool
) -> dict[str, Any]:
    """Return what the result page may see of one part."""
    own, chosen = order_of(part, order), chosen_in(answers, part["id"])
    return {
        **_around(asked, part),
        "options": options.told_options(part, key["parts"][part["id"]], own, chosen, whole=whole),
    }


def read(asked: Plain, order: Sequence[str], given: Any) -> dict[str, Any]:
    """Return the answers that were given at these places; raises `ValueError` for one that is not there."""
    places = given_places(given, len(asked["parts"]))
    answers = {
        part["id"]: _read(part, order, places[place])
        for place, part in zip(map(str, count(1)), asked["parts"], strict=False)
        if place in places
    }
    return {
        part["id"]: answers[part["id"]]
        for part in asked_parts(asked["parts"], answers)
        if part["id"] in answers
    }


def _read(part: Plain, order: Sequence[str], given: Any) -> str | list[str]:
    own = order_of(part, order)
    if part["kind"] == "single":
        return options.at_place(own, given)
    if not isinstance(given, list):
        raise ValueError("Choose from the answers that are shown.")
    return sorted({options.at_place(own, place) for place in given})


def order_of(part: Plain, order: Sequence[str]) -> list[str]:
    """Return the options of one part in their shuffled places, out of those of the whole case."""
    own = f"{part['id']}."
    return [id_.removeprefix(own) for id_ in order if id_.startswith(own)]


def _around(asked: Plain, part: Plain) -> dict[str, Any]:
    place = next(at for at, one in enumerate(asked["parts"], start=1) if one is part)
    return {"place": str(place), "kind": part["kind"], "stem": part["stem"], "only_if": _only_if(asked, part)}


def _only_if(asked: Plain, part: Plain) -> dict[str, Any] | None:
    """Return on which choice a part hangs: where, and the options' texts, sorted so that they tell nothing."""
    if "after" not in part:
        return None
    after = part["after"]
    at, other = next(
        (at, one) for at, one in enumerate(asked["parts"], start=1) if one["id"] == after["part"]
    )
    chosen = sorted(o["text"] for o in other["options"] if o["id"] in after["chosen"])
    return {"place": str(at), "chosen": chosen}
