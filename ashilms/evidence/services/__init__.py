"""Attaching files to entries, finding and taking them away, and holding them against what was signed."""

from ashilms.evidence.services.attaching import attach_file, may_attach, prepare_file, refuse_attaching
from ashilms.evidence.services.finding import (
    Attached,
    files_of,
    find_attached,
    find_evidence,
    find_unsound,
    tell_of_evidence,
)
from ashilms.evidence.services.removing import may_remove, remove_evidence
from ashilms.evidence.services.sealing import seal_evidence

__all__ = [
    "Attached",
    "attach_file",
    "files_of",
    "find_attached",
    "find_evidence",
    "find_unsound",
    "may_attach",
    "may_remove",
    "prepare_file",
    "refuse_attaching",
    "remove_evidence",
    "seal_evidence",
    "tell_of_evidence",
]
