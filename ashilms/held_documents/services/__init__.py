"""Sending documents, finding, deciding on and reminding of them, and the kinds there are."""

from ashilms.held_documents.services.deciding import decide, why_barred
from ashilms.held_documents.services.finding import (
    documents_of,
    files_of,
    find_facts,
    get_document,
    is_replaced,
    replaced_among,
)
from ashilms.held_documents.services.planning import asked_of, kinds_for, load_plan
from ashilms.held_documents.services.reminding import Reminder, find_reminders, next_due, still_ends
from ashilms.held_documents.services.sending import prepare_file, send_document
from ashilms.held_documents.services.waiting import count_waiting, find_waiting, next_waiting, offer_waiting

__all__ = [
    "Reminder",
    "asked_of",
    "count_waiting",
    "decide",
    "documents_of",
    "files_of",
    "find_facts",
    "find_reminders",
    "find_waiting",
    "get_document",
    "is_replaced",
    "kinds_for",
    "load_plan",
    "next_due",
    "next_waiting",
    "offer_waiting",
    "prepare_file",
    "replaced_among",
    "send_document",
    "still_ends",
    "why_barred",
]
