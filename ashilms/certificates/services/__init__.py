"""Issuing a certificate once, finishing it however often it takes, and changing whether it stands."""

from ashilms.certificates.services.boarding import NO_ADDRESS
from ashilms.certificates.services.finding import (
    all_certificates,
    certificates_of,
    files_of,
    find_by_number,
    find_by_token,
    find_earned,
    find_facts,
    get_certificate,
    history_of,
    own_certificate,
    unfinished,
)  # fmt: skip
from ashilms.certificates.services.living import (
    Pressed,
    change_status,
    fail,
    finish,
    issue,
    refuse_change,
)  # fmt: skip
from ashilms.certificates.services.proving import Proven, find_changed, get_proof, show_leaves
from ashilms.certificates.services.reminding import find_reminders
from ashilms.certificates.services.renewing import find_renewable
from ashilms.certificates.services.wording import School, Worded, foresee_wording, not_before

__all__ = [
    "NO_ADDRESS", "Pressed", "Proven", "School", "Worded", "all_certificates", "certificates_of",
    "change_status", "fail", "files_of", "find_by_number", "find_by_token", "find_changed", "find_earned",
    "find_facts", "find_reminders", "find_renewable", "finish", "foresee_wording", "get_certificate", "get_proof",
    "history_of", "issue", "not_before", "own_certificate", "refuse_change", "show_leaves", "unfinished",
]  # fmt: skip
