"""Met by the last mark of a task, when it is a pass: a later one may take it away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_text, strange
from ashilms.programs.kinds.saying import PAGE
from ashilms.programs.rules.statements import MARK


class TaskMarked:
    """`{task: key}`."""

    name = "task_marked"
    falls_by = "a later mark"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_text(params, "task") + strange(params, "task")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether the task was marked as passed, the last time it was marked by then."""
        marks = [fact for fact in evidence if fact.kind == MARK and fact.values["task"] == params["task"]]
        if not marks:
            return Unmet("", "not marked yet", page=PAGE)
        last = max(marks, key=lambda fact: fact.values["number"])
        if last.values["passed"]:
            return Met(f"passed on {day(last.on)}", (last.id,))
        return Unmet("another try", f"not passed on {day(last.on)}", (last.id,), page=PAGE)
