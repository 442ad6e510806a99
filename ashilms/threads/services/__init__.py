"""Asking about an entry and answering, taking either back at once, and whose turn it is."""

from ashilms.threads.services.asking import (
    answer_question,
    ask_question,
    get_open_question,
    may_ask,
    withdraw,
)
from ashilms.threads.services.finding import (
    Thread,
    find_open_for,
    find_remarks,
    find_undoable,
    offer_waiting,
    tell_of_questions,
    waiting_for,
)
from ashilms.threads.services.telling import mark_told, untold_for, waits_for

__all__ = [
    "Thread",
    "answer_question",
    "ask_question",
    "find_open_for",
    "find_remarks",
    "find_undoable",
    "get_open_question",
    "mark_told",
    "may_ask",
    "offer_waiting",
    "tell_of_questions",
    "untold_for",
    "waiting_for",
    "waits_for",
    "withdraw",
]
