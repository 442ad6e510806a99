"""Met by the fact that every lesson of a module was finished."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_text


class ModuleCompleted:
    """`{module: key}`."""

    name = "module_completed"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_text(params, "module")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether the module was completed by then."""
        for fact in evidence:
            if fact.kind == "module_completed" and fact.values["module"] == params["module"]:
                return Met(f"completed on {day(fact.on)}", (fact.id,))
        return Unmet("", "not completed", page="ashilms.courses.show_courses")
