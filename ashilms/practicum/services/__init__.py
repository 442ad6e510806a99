"""Logging and countersigning sessions, and adding up what counts."""

from ashilms.practicum.services.entries import (
    amend_entry,
    change_entry,
    find_entry,
    find_linked,
    get_editable,
    log_entry,
    submit_entry,
    void_entry,
)  # fmt: skip
from ashilms.practicum.services.plans import find_own_plans, find_plan, get_plan, load_plan
from ashilms.practicum.services.reviews import (
    Waiting,
    countersign_entry,
    get_waiting,
    judge_entry,
    reject_entry,
    return_entry,
    waiting_for,
)  # fmt: skip
from ashilms.practicum.services.sending import Refused, around_of, find_supervisors
from ashilms.practicum.services.sums import count_own, facts_of, find_altered, find_facts, find_own, ledger_of

__all__ = [
    "Refused",
    "Waiting",
    "amend_entry",
    "around_of",
    "change_entry",
    "count_own", "countersign_entry",
    "facts_of",
    "find_altered",
    "find_entry",
    "find_facts",
    "find_linked",
    "find_own",
    "find_own_plans",
    "find_plan",
    "find_supervisors",
    "get_editable",
    "get_plan",
    "get_waiting",
    "judge_entry",
    "ledger_of",
    "load_plan",
    "log_entry",
    "reject_entry",
    "return_entry",
    "submit_entry",
    "void_entry",
    "waiting_for",
]  # fmt: skip
