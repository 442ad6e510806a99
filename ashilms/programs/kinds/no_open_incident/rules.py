"""Met while no incident of a severity or above is open: evidence that can take it away again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import plural
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, strange


class NoOpenIncident:
    """`{severity: n}`: incidents of that severity, or of a higher one."""

    name = "no_open_incident"
    never_waived = "an open incident is a matter of safety"
    falls_by = "an incident"
    blocks = "the review of an incident"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_count(params, "severity") + strange(params, "severity")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether each was closed by the end of that day; one may be opened again."""
        grave = [
            fact
            for fact in evidence
            if fact.kind == "incident" and fact.values["severity"] >= params["severity"]
        ]
        if still := tuple(fact.id for fact in grave if _is_open(fact, on)):
            page = "ashilms.incidents.show_incidents"
            return Unmet(f"{plural(len(still), 'incident')} to close", f"{len(still)} open", still, page=page)
        return Met("none open", tuple(fact.id for fact in grave))


def _is_open(incident: Fact, on: date) -> bool:
    turned = [is_open for day, is_open in incident.values["turned"] if date.fromisoformat(day) <= on]
    return turned[-1] if turned else False
