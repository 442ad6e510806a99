"""Met by countersigned minutes of a category, as the ledger credits them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import hours
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, missing_text


class PracticumMinutes:
    """`{category: code, minutes: n}`, whole minutes."""

    name = "practicum_minutes"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_text(params, "category") + missing_count(params, "minutes")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough minutes were countersigned by then."""
        entries = [
            f for f in evidence if f.kind == "practicum_entry" and f.values["category"] == params["category"]
        ]
        total, ids = sum(f.values["minutes"] for f in entries), tuple(f.id for f in entries)
        have = f"{hours(total)} of {hours(params['minutes'])}"
        if total >= params["minutes"]:
            return Met(have, ids)
        return Unmet(
            f"{hours(params['minutes'] - total)} to go", have, ids, page="ashilms.practicum.show_ledger"
        )
