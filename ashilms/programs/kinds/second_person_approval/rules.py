"""Met by an approval, for this certificate, from a person who neither observed, countersigned nor waived."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.rules import APPROVED, assessors


class SecondPersonApproval:
    """No parameters."""

    name = "second_person_approval"
    never_waived = "two people have to look"
    falls_by = "an observation, a signature or a waiver by whoever approved"

    def problems(self, params: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the parameters."""
        return ["it takes no parameters."] if params else []

    def judge(self, params: Mapping[str, Any], evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
        """Return whether somebody entitled approved by then."""
        barred = assessors(evidence)
        good = [
            fact for fact in evidence
            if fact.kind == APPROVED and fact.values["by"] not in barred and _stands(fact, on)
        ]  # fmt: skip
        if good:
            return Met(f"approved on {day(good[0].on)}", (good[0].id,))
        return Unmet("", "not yet approved")


def _stands(approval: Fact, on: date) -> bool:
    """Return whether the certificate that was given on it had not ended by then: for the next one it says nothing."""
    ended = approval.values["ended"]
    return ended is None or date.fromisoformat(ended) > on
