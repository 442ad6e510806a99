"""Sending documents, finding, deciding on and reminding of them, and the kinds there are."""

from ashilms.held_documents.services.deciding import decide, why_barred
from ashilms.held_documents.services.finding import (
    count_waiting,
    documents_of,
    files_of,
    find_facts,
    find_waiting,
    get_document,
    is_replaced,
    offer_waiting,
    replaced_among,
)
from ashilms.held_documents.services.planning import asked_of, kinds_for, load_plan
from ashilms.held_documents.services.reminding import Reminder, find_reminders, next_due
from ashilms.held_documents.services.sending import Ready, prepare_file, send_document

__all__ = [
    "Ready",
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
    "offer_waiting",
    "prepare_file",
    "replaced_among",
    "send_document",
    "why_barred",
]
