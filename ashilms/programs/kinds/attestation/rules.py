"""Met by a statement in the words of the programme; when the words change, it is made anew."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import strange
from ashilms.programs.kinds.saying import PAGE, last_said, wrong_statement


class Attestation:
    """`{policy: key, statement: words}`."""

    name = "attestation"
    never_waived = "nobody else can state it"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return wrong_statement(params, "policy") + strange(params, "policy", "statement")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether it was agreed to by then."""
        said = last_said(evidence, params["policy"], params["statement"])
        if said is None:
            return Unmet("", "not agreed to", page=PAGE)
        return Met(f"agreed to on {day(said.on)}", (said.id,))
