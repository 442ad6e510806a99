"""Met by countersigned sessions: a number of them, in a category or in any, since a certificate or at any time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, strange, wrong_text
from ashilms.programs.kinds.sessions import counted


class PracticumSessions:
    """`{count: n, category: code, after: program}`; without a category any counts.

    `after`: only sessions after the day on which the first certificate of that program was issued.
    """

    name = "practicum_sessions"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        known = ("count", "category", "after")
        return (
            missing_count(params, "count") + wrong_text(params, "category", "after") + strange(params, *known)
        )

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough sessions were signed by then."""
        found = [fact for fact in counted(evidence, params) if _is_after(fact, params.get("after"), evidence)]
        have, ids = f"{len(found)} of {params['count']}", tuple(fact.id for fact in found)
        if len(found) >= params["count"]:
            return Met(have, ids)
        return Unmet(f"{params['count'] - len(found)} to go", have, ids, page="ashilms.practicum.show_ledger")


def _is_after(session: Fact, program: str | None, evidence: tuple[Fact, ...]) -> bool:
    if program is None:
        return True
    issued = [
        fact.on for fact in evidence if fact.kind == "certificate" and fact.values["program"] == program
    ]
    return bool(issued) and session.on > min(issued)
