"""Met while no remediation is open: what an automatic fail showed is put right, or there was none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, Unmet


class NoOpenRemediation:
    """Takes no parameters."""

    name = "no_open_remediation"
    never_waived = "an open remediation is a matter of safety"
    falls_by = "an automatic fail"
    blocks = "a remediation"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return ["give it no parameters."] if params else []

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether every remediation is closed."""
        cases = [fact for fact in evidence if fact.kind == "remediation"]
        if open_ones := tuple(fact.id for fact in cases if _is_open(fact, on)):
            page = "ashilms.observations.show_observations"
            return Unmet(f"{len(open_ones)} to close", f"{len(open_ones)} open", open_ones, page=page)
        return Met("none open", tuple(fact.id for fact in cases))


def _is_open(case: Fact, on: date) -> bool:
    closed = case.values["closed"]
    return closed is None or date.fromisoformat(closed) > on
