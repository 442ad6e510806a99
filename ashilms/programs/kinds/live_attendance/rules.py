"""Met by live sessions attended from beginning to end: minutes of them, or one session by its title."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import strange, wrong_count, wrong_text

PAGE = "ashilms.cohorts.show_attendance"


class LiveAttendance:
    """`{minutes: n}` or `{session: title}`; a contact hour is 50 minutes, and nothing counts in part."""

    name = "live_attendance"
    never_waived = "boards count who was there"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        found = wrong_count(params, "minutes") + wrong_text(params, "session")
        one = (
            []
            if len(params.keys() & {"minutes", "session"}) == 1
            else ["give either 'minutes' or 'session'."]
        )
        return found + one + strange(params, "minutes", "session")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough was attended by then."""
        live = [fact for fact in evidence if fact.kind == "live_attendance"]
        return _titled(params["session"], live) if "session" in params else _minutes(params["minutes"], live)


def _minutes(needed: int, live: list[Fact]) -> Met | Unmet:
    total, ids = sum(fact.values["minutes"] for fact in live), tuple(fact.id for fact in live)
    have = f"{total} of {needed} min"
    if total >= needed:
        return Met(have, ids)
    return Unmet(f"{needed - total} min to go", have, ids, page=PAGE)


def _titled(title: str, live: list[Fact]) -> Met | Unmet:
    there = [fact for fact in live if fact.values["title"].casefold() == title.casefold()]
    if there:
        first = min(there, key=lambda fact: (fact.on, fact.id))
        return Met(f"attended on {day(first.on)}", (first.id,))
    return Unmet("", "not attended", page=PAGE)
