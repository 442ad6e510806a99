"""Logging and countersigning sessions, and adding up what counts."""

from ashilms.practicum.services.additions import add_to_entry, takes_additions
from ashilms.practicum.services.doubts import disown_entry, find_resting, find_reviewers
from ashilms.practicum.services.drafts import keep_draft
from ashilms.practicum.services.entries import (
    amend_entry,
    change_entry,
    find_entry,
    find_linked,
    get_editable,
    lock_entry,
    log_entry,
    submit_entry,
    void_entry,
)  # fmt: skip
from ashilms.practicum.services.lateness import assign_stand_in, find_late, find_reminders, find_signers
from ashilms.practicum.services.minima import find_done
from ashilms.practicum.services.oversight import draw_month, find_oddities
from ashilms.practicum.services.reckoning import find_misreckoned, reckon_course, reckon_unreckoned
from ashilms.practicum.services.reconsidering import reconsider_entry
from ashilms.practicum.services.records import record_hours
from ashilms.practicum.services.reviews import (
    countersign_entry,
    get_waiting,
    is_signer,
    judge_entry,
    judge_signer,
    reject_entry,
    return_entry,
)  # fmt: skip
from ashilms.practicum.services.screened import find_screened, find_todays, find_unlogged, get_screening
from ashilms.practicum.services.sending import PAUSE, around_of, find_supervisors
from ashilms.practicum.services.sums import (
    count_own,
    facts_of,
    find_altered,
    find_facts,
    find_lines,
    find_own,
    find_states,
    ledger_of,
    sums_of,
)
from ashilms.practicum.services.together import MOST_TOGETHER, countersign_together, find_together
from ashilms.practicum.services.undoing import find_undoable, take_back
from ashilms.practicum.services.waiting import count_waiting, describe_waiting, offer_waiting, waiting_for
from ashilms.screenings.services import Refused
from ashilms.screenings.services.plans import find_own_plans, find_plan, get_plan, load_plan

__all__ = [
    "MOST_TOGETHER",
    "PAUSE",
    "Refused",
    "add_to_entry",
    "amend_entry",
    "around_of",
    "assign_stand_in",
    "change_entry",
    "count_own",
    "count_waiting",
    "countersign_entry",
    "countersign_together",
    "describe_waiting",
    "disown_entry",
    "draw_month",
    "facts_of",
    "find_altered",
    "find_done",
    "find_entry",
    "find_facts",
    "find_late",
    "find_lines",
    "find_linked",
    "find_misreckoned",
    "find_oddities",
    "find_own",
    "find_own_plans",
    "find_plan",
    "find_reminders",
    "find_resting",
    "find_reviewers",
    "find_screened",
    "find_signers",
    "find_states",
    "find_supervisors",
    "find_todays",
    "find_together",
    "find_undoable",
    "find_unlogged",
    "get_editable",
    "get_plan",
    "get_screening",
    "get_waiting",
    "is_signer",
    "judge_entry",
    "judge_signer",
    "keep_draft",
    "ledger_of",
    "load_plan",
    "lock_entry",
    "log_entry",
    "offer_waiting",
    "reckon_course",
    "reckon_unreckoned",
    "reconsider_entry",
    "record_hours",
    "reject_entry",
    "return_entry",
    "submit_entry",
    "sums_of",
    "take_back",
    "takes_additions",
    "void_entry",
    "waiting_for",
]
