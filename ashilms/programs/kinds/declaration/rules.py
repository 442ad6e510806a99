"""Met by a statement in the words of the programme that is not too old on the day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_count, strange
from ashilms.programs.kinds.saying import PAGE, last_said, wrong_statement
from ashilms.programs.rules.calendar import months_after


class Declaration:
    """`{declaration: key, statement: words, months: n}`; it holds through the same day, `months` later."""

    name = "declaration"
    never_waived = "nobody else can state it"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        found = wrong_statement(params, "declaration") + missing_count(params, "months")
        return found + strange(params, "declaration", "statement", "months")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether one was made that is not older on that day."""
        said = last_said(evidence, params["declaration"], params["statement"])
        if said is None:
            return Unmet("", "not declared", page=PAGE)
        until = months_after(said.on, params["months"])
        if on > until:
            return Unmet("to be made anew", f"ended on {day(until)}", (said.id,), page=PAGE)
        return Met(f"declared on {day(said.on)}", (said.id,), until)
