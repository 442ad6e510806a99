"""Met by enough countersigned sessions of one kind of case, as the pack's mix tells them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, missing_text, strange, wrong_text
from ashilms.programs.kinds.sessions import counted


class CaseMix:
    """`{feature: id, count: n, category: code}`; `feature` is one of the practicum's `mix`."""

    name = "case_mix"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        found = (
            missing_text(params, "feature") + missing_count(params, "count") + wrong_text(params, "category")
        )
        return found + strange(params, "feature", "count", "category")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether there were enough such cases by then."""
        fit = [fact for fact in counted(evidence, params) if params["feature"] in fact.values["features"]]
        have, ids = f"{len(fit)} of {params['count']}", tuple(fact.id for fact in fit)
        if len(fit) >= params["count"]:
            return Met(have, ids)
        return Unmet(f"{params['count'] - len(fit)} to go", have, ids, page="ashilms.practicum.show_ledger")
