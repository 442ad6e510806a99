"""Met by passing observations: a count of them, with no averaging anywhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.observations import find_observations
from ashilms.programs.kinds.parameters import missing_count


class ObservationPassed:
    """`{rubric: key, count: n}`; `rubric` may be left out where a pack has one only."""

    name = "observation_passed"
    never_waived = "critical criteria are a matter of safety"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_count(params, "count")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether enough observations were passed by then."""
        passed = [fact for fact in find_observations(params, evidence) if fact.values["passed"]]
        have, ids = f"{len(passed)} of {params['count']}", tuple(fact.id for fact in passed)
        if len(passed) >= params["count"]:
            return Met(have, ids)
        return Unmet(
            f"{params['count'] - len(passed)} to go", have, ids, page="ashilms.observations.show_observations"
        )
