"""Which observations a leaf asks about."""

from collections.abc import Iterable, Mapping
from typing import Any

from ashilms.plugins import Fact


def find_observations(params: Mapping[str, Any], evidence: Iterable[Fact]) -> list[Fact]:
    """Return the observations by the rubric that the parameters name, or by whichever where they name none."""
    wanted = params.get("rubric")
    seen = (fact for fact in evidence if fact.kind == "observation")
    return [fact for fact in seen if wanted in (None, fact.values.get("rubric", wanted))]
