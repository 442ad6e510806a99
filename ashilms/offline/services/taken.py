"""What came of taking one item."""

from dataclasses import dataclass

OVERTAKEN = ""
"""The digest of an item whose later version arrived first."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was made of an item, and what its person has to be told."""

    notes: tuple[str, ...] = ()
    check_id: int | None = None
    decision_id: int | None = None
    entry_id: int | None = None
    version: int | None = None
    overtaken: tuple[str, ...] = ()
    """Keys of earlier versions that have not arrived."""
