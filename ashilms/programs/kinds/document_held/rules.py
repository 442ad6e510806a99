"""Met by a document of a kind that a registrar accepted and that holds on the day, its last day included."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day, plural
from ashilms.held_documents.rules import DOCUMENT, Held, State, place_key
from ashilms.notices.rules import BEFORE
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_text, strange, wrong_text

PAGE = "ashilms.held_documents.show_own"


class DocumentHeld:
    """`{document: kind, place: code}`; without `place` it may hold anywhere."""

    name = "document_held"
    falls_by = "a withdrawal"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return (
            missing_text(params, "document")
            + wrong_text(params, "place")
            + strange(params, "document", "place")
        )

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether one counts on that day, by the one that lasts longest; else how the latest one stands."""
        found = [(fact.id, _held(fact)) for fact in evidence if _is_asked_for(fact, params)]
        current = [(id, held) for id, held in found if held.counts_on(on)]
        if current:
            id, held = max(current, key=lambda one: (one[1].ends_on or date.max, one[0]))
            return Met(_how_held(held, on), (id,), held.ends_on)
        if not found:
            return Unmet("to be sent", "none on record", page=PAGE)
        id, held = max(found, key=lambda one: (one[1].turned[0][0], int(one[0].partition(":")[2])))
        needed, have = _how_not(held, on)
        begins = held.issued_on if held.issued_on > on else None
        return Unmet(needed, have, (id,), page=PAGE, by=begins)


def _is_asked_for(fact: Fact, params: Mapping[str, Any]) -> bool:
    if fact.kind != DOCUMENT or fact.values["document"] != params["document"]:
        return False
    place = params.get("place")
    return place is None or place_key(place) == place_key(fact.values["place"])


def _held(fact: Fact) -> Held:
    values = fact.values
    ends_on = date.fromisoformat(values["until"]) if values["until"] else None
    turned = [(date.fromisoformat(on), State(state)) for on, state in values["turned"]]
    return Held(date.fromisoformat(values["from"]), ends_on, turned)


def _how_held(held: Held, on: date) -> str:
    left = (held.ends_on - on).days if held.ends_on else None
    if left is None or left > max(BEFORE):
        return "checked and current"
    return f"current, ends in {plural(left, 'day')}" if left else "current, ends today"


def _how_not(held: Held, on: date) -> tuple[str, str]:
    """Return what is needed and how it stands, of a document that does not count on the day."""
    state = held.state_on(on)
    if state is State.REFUSED:
        return "another one to be sent", "the last one was refused"
    if state is State.WITHDRAWN:
        return "another one to be sent", "counts no more"
    if held.ends_on is not None and on > held.ends_on:
        return "the one that holds now", f"ended on {day(held.ends_on)}"
    if state is State.SENT:
        return "to be checked by a registrar", "sent, not checked yet"
    return "a day on which it holds", f"holds from {day(held.issued_on)}"
