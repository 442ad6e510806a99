"""Previewing and applying corrections of questions, and deciding on certificates that lost a pass."""

from ashilms.regrades.services.applying import apply_correction
from ashilms.regrades.services.asking import Progress, ask_correction, progress_of, takes_long
from ashilms.regrades.services.deciding import decide_case, find_open_cases, get_case
from ashilms.regrades.services.looking import (
    Affected,
    Seen,
    Told,
    find_regrades,
    get_regrade,
    preview,
    ways_of,
)

__all__ = [
    "Affected",
    "Progress",
    "Seen",
    "Told",
    "apply_correction",
    "ask_correction",
    "decide_case",
    "find_open_cases",
    "find_regrades",
    "get_case",
    "get_regrade",
    "preview",
    "progress_of",
    "takes_long",
    "ways_of",
]
