"""Met by sessions that pass one after the other, by several assessors, each on another client."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ashilms.observations.rules.runs import Seen, judge_run
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.observations import find_observations
from ashilms.programs.kinds.parameters import missing_count

ASSESSORS = 2
"""By how many assessors, unless a pack says else."""


class ConsecutiveObservations:
    """`{rubric: key, count: n, assessors: n}`; any rubric and 2 assessors where they are left out."""

    name = "consecutive_observations"
    never_waived = "critical criteria are a matter of safety"
    falls_by = "a session that does not pass"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_count({"assessors": ASSESSORS, **params}, "count", "assessors")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether the last sessions observed by then pass in a row."""
        seen = [_seen(fact) for fact in find_observations(params, evidence)]
        run = judge_run(seen, count=params["count"], assessors=params.get("assessors", ASSESSORS))
        have = f"{len(run.sittings)} of {params['count']} in a row"
        if not run.missing:
            return Met(have, run.evidence)
        return Unmet(run.missing, have, run.evidence, page="ashilms.observations.show_observations")


def _seen(fact: Fact) -> Seen:
    values = fact.values
    moments = (datetime.fromisoformat(values[name]) for name in ("starts", "ends"))
    return Seen(fact.id, values["assessor"], values["client"], values["passed"], *moments)
