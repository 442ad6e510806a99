"""An entry that waits, about which people ask."""

from tests.practicum.conftest import desk, sheet, stage

__all__ = ["desk", "sheet", "stage"]
