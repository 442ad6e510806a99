"""Met by a graded attempt that passed: the percentage reached and every must-pass item right."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import plural
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds.parameters import missing_text


class QuizPassed:
    """`{quiz: key}`."""

    name = "quiz_passed"
    never_waived = "must-pass questions are a matter of safety"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return missing_text(params, "quiz")

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether the quiz was passed by then; the first pass counts."""
        passes = [f for f in evidence if f.kind == "quiz_passed" and f.values["quiz"] == params["quiz"]]
        if passes:
            first = min(passes, key=lambda fact: (fact.on, fact.id))
            return Met(_how(first), (first.id,))
        return Unmet("", "not passed", page="ashilms.quizzes.show_quizzes")


def _how(passed: Fact) -> str:
    """Return the marks, and whether missed must-pass rules were asked again and then right."""
    marks = f"{passed.values['earned']} of {passed.values['possible']}"
    again = len(passed.values.get("retested_rules", ()))
    return f"{marks}, and {plural(again, 'must-pass rule')} by a re-test" if again else marks
