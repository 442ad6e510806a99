"""Recording and verifying what entitles people to supervise, declaring what keeps them from it, and judging both."""

from ashilms.supervision.services.credentials import (
    Typed,
    credentials_of,
    find_named,
    get_credential,
    record_credential,
    refuse_withdrawal,
    verify_credential,
)  # fmt: skip
from ashilms.supervision.services.doubts import (
    decide_doubt,
    doubt_credential,
    find_dependents,
    find_doubts,
    find_notes,
    get_doubt,
)  # fmt: skip
from ashilms.supervision.services.entitlement import (
    Standing,
    find_entitlement,
    find_offered,
    find_standings,
    judge_naming,
    judge_signing,
)  # fmt: skip
from ashilms.supervision.services.reviewing import UnderReview, describe_doubts, find_under_review
from ashilms.supervision.services.ties import declare_tie, end_tie, find_close, find_ties, get_tie, own_ties

__all__ = [
    "Standing",
    "Typed",
    "UnderReview",
    "credentials_of",
    "decide_doubt",
    "declare_tie",
    "describe_doubts",
    "doubt_credential",
    "end_tie",
    "find_close",
    "find_dependents",
    "find_doubts",
    "find_entitlement",
    "find_named",
    "find_notes",
    "find_offered",
    "find_standings",
    "find_ties",
    "find_under_review",
    "get_credential",
    "get_doubt",
    "get_tie",
    "judge_naming",
    "judge_signing",
    "own_ties",
    "record_credential",
    "refuse_withdrawal",
    "verify_credential",
]
