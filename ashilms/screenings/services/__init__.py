"""Deciding on a client before contact, countersigning that, and starting the session that stands on it."""

from ashilms.screenings.services.authenticators import (
    begin_authenticator,
    confirm_authenticator,
    find_authenticator,
)  # fmt: skip
from ashilms.screenings.services.deciding import Refused, decide, find_checks
from ashilms.screenings.services.finding import find_decisions, find_signers, get_decision
from ashilms.screenings.services.plans import find_own_plans, find_plan, get_plan, load_plan
from ashilms.screenings.services.signing import (
    WRONG,
    countersign,
    countersign_offline,
    countersign_on_the_spot,
    judge_signer,
)  # fmt: skip
from ashilms.screenings.services.starting import (
    HOLDS,
    explain_start,
    find_later,
    is_superseded,
    start_session,
)

__all__ = [
    "HOLDS",
    "WRONG",
    "Refused",
    "begin_authenticator",
    "confirm_authenticator",
    "countersign",
    "countersign_offline",
    "countersign_on_the_spot",
    "decide",
    "explain_start",
    "find_authenticator",
    "find_checks",
    "find_decisions",
    "find_later",
    "find_own_plans",
    "find_plan",
    "find_signers",
    "get_decision",
    "get_plan",
    "is_superseded",
    "judge_signer",
    "load_plan",
    "start_session",
]
