"""Met by countersigned sessions with enough different clients, told apart by their codes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, strange, wrong_text
from ashilms.programs.kinds.sessions import counted


class PracticumClients:
    """`{count: n, category: code}`; without a category any counts."""

    name = "practicum_clients"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        known = ("count", "category")
        return missing_count(params, "count") + wrong_text(params, "category") + strange(params, *known)

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough clients were worked on by then; each stands on their first session."""
        first: dict[str, Fact] = {}
        for fact in sorted(counted(evidence, params), key=lambda fact: (fact.values["starts"], fact.id)):
            if fact.values["client"]:
                first.setdefault(fact.values["client"], fact)
        have, ids = f"{len(first)} of {params['count']}", tuple(fact.id for fact in first.values())
        if len(first) >= params["count"]:
            return Met(have, ids)
        return Unmet(f"{params['count'] - len(first)} to go", have, ids, page="ashilms.practicum.show_ledger")
