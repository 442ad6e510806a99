"""Logging and countersigning sessions, and adding up what counts."""

from ashilms.practicum.services.doubts import disown_entry, find_resting
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
from ashilms.practicum.services.lateness import assign_stand_in, find_late, find_reminders, find_signers
from ashilms.practicum.services.oversight import draw_month, find_oddities
from ashilms.practicum.services.records import record_hours
from ashilms.practicum.services.reviews import (
    Waiting,
    countersign_entry,
    get_waiting,
    is_signer,
    judge_entry,
    judge_signer,
    reject_entry,
    return_entry,
    waiting_for,
)  # fmt: skip
from ashilms.practicum.services.screened import find_screened, find_unlogged, get_screening
from ashilms.practicum.services.sending import PAUSE, around_of, find_supervisors
from ashilms.practicum.services.sums import count_own, facts_of, find_altered, find_facts, find_own, ledger_of
from ashilms.screenings.services import Refused
from ashilms.screenings.services.plans import find_own_plans, find_plan, get_plan, load_plan

__all__ = [
    "PAUSE",
    "Refused",
    "Waiting",
    "amend_entry",
    "around_of",
    "assign_stand_in",
    "change_entry",
    "count_own",
    "countersign_entry",
    "disown_entry",
    "draw_month",
    "facts_of",
    "find_altered",
    "find_entry",
    "find_facts",
    "find_late",
    "find_linked",
    "find_oddities",
    "find_own",
    "find_own_plans",
    "find_plan",
    "find_reminders",
    "find_resting",
    "find_screened",
    "find_signers",
    "find_supervisors",
    "find_unlogged",
    "get_editable",
    "get_plan",
    "get_screening",
    "get_waiting",
    "is_signer",
    "judge_entry",
    "judge_signer",
    "ledger_of",
    "load_plan",
    "log_entry",
    "record_hours",
    "reject_entry",
    "return_entry",
    "submit_entry",
    "void_entry",
    "waiting_for",
]
