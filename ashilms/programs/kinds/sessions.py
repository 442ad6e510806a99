"""Which signed sessions of practicum a requirement counts."""

from collections.abc import Mapping
from typing import Any

from ashilms.plugins import Fact


def counted(evidence: tuple[Fact, ...], params: Mapping[str, Any]) -> list[Fact]:
    """Return the signed sessions that count in the category that `params` name, or in any."""
    wanted = params.get("category")
    return [
        fact for fact in evidence
        if fact.kind == "practicum_entry" and not fact.values["refused"] and wanted in (None, fact.values["category"])
    ]  # fmt: skip
