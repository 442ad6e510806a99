"""Checking, noting that it was done, sharing by the holder, reporting to the school."""

from ashilms.verification.services.checking import (
    check_file,
    check_link,
    check_number,
    check_own_number,
    check_proof,
    find_behind,
)
from ashilms.verification.services.explaining import explain_file
from ashilms.verification.services.looking_up import find_due, looks_at, note_look_up
from ashilms.verification.services.reporting import (
    answer_report,
    find_receipt,
    find_reports,
    get_report,
    is_answered,
    send_report,
    who_is_told,
)
from ashilms.verification.services.sharing import end_link, find_shared, links_of, make_link, open_link

__all__ = [
    "answer_report", "check_file", "check_link", "check_number", "check_own_number", "check_proof", "end_link",
    "explain_file", "find_behind", "find_due", "find_receipt", "find_reports", "find_shared", "get_report",
    "is_answered", "links_of", "looks_at", "make_link", "note_look_up", "open_link", "send_report", "who_is_told",
]  # fmt: skip
