"""CSV that any spreadsheet opens as text: nothing in it is computed, every letter survives."""

import csv
import io
from collections.abc import Sequence

BOM = "\ufeff"
"""What makes spreadsheets read a file as UTF-8."""
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell, or leave it early, when it opens a CSV; the wide forms of some fonts too."""


def guard_cell(value: object) -> str:
    """Return a cell that every spreadsheet takes for text: a quote goes before what it would compute.

    A number stays one, whatever its sign.
    """
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(TRIGGERS) or text.lstrip().startswith(TRIGGERS) else text


def write_sheet(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV for a spreadsheet: every cell quoted and guarded, lines ended as RFC 4180 asks."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [[guard_cell(cell) for cell in row] for row in rows]
    )
    return BOM + out.getvalue()
