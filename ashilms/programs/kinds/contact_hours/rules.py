"""Met by minutes that were taught: of modules read and passed, and of live sessions attended whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.courses.rules.credit import contact_hours
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, strange

TAUGHT = ("credit_earned", "live_attendance")
"""Practicum has minutes of its own and never mixes with these."""


class ContactHours:
    """`{minutes: n}`; a contact hour is 50 of them."""

    name = "contact_hours"
    never_waived = "boards count what was taught"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_count(params, "minutes") + strange(params, "minutes")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough was taught by then."""
        taught = [fact for fact in evidence if fact.kind in TAUGHT]
        total, ids = sum(fact.values["minutes"] for fact in taught), tuple(fact.id for fact in taught)
        have = f"{total} of {params['minutes']} min"
        if total >= params["minutes"]:
            return Met(contact_hours(total), ids)
        return Unmet(f"{params['minutes'] - total} min to go", have, ids, page="ashilms.courses.show_courses")
