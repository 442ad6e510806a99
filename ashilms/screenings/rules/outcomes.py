"""What a screening can decide, which of two decisions is the stricter, and what "unsure" leads to."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a screening can decide, strictest first: the order is the precedence."""

    STOP_EMERGENCY = "STOP_EMERGENCY"
    STOP_REFER = "STOP_REFER"
    STOP_DECLINE = "STOP_DECLINE"
    INCOMPLETE = "INCOMPLETE"
    DEFER_UNTIL = "DEFER_UNTIL"
    CLEARANCE_REQUIRED = "CLEARANCE_REQUIRED"
    STOP_ON_THIS_TABLE = "STOP_ON_THIS_TABLE"
    MODIFY = "MODIFY"
    PROCEED = "PROCEED"

    @property
    def allows_session(self) -> bool:
        """Whether foot work may go ahead at all."""
        return self in (Outcome.MODIFY, Outcome.PROCEED)


PRECEDENCE = tuple(Outcome)

UNSURE_OUTCOMES = {
    Outcome.STOP_EMERGENCY: Outcome.STOP_REFER,
    Outcome.STOP_REFER: Outcome.STOP_DECLINE,
    Outcome.STOP_DECLINE: Outcome.STOP_DECLINE,
    Outcome.DEFER_UNTIL: Outcome.CLEARANCE_REQUIRED,
    Outcome.CLEARANCE_REQUIRED: Outcome.CLEARANCE_REQUIRED,
    Outcome.STOP_ON_THIS_TABLE: Outcome.STOP_ON_THIS_TABLE,
    Outcome.MODIFY: Outcome.MODIFY,
}
"""What a rule leads to when its answer is still "unsure" after the follow-up question."""

UNSURE_ACTIONS = {
    Outcome.STOP_REFER: "Not today. Advise medical advice the same day; screen again once it is known.",
    Outcome.STOP_DECLINE: "Not today. Screen again once it is known.",
    Outcome.CLEARANCE_REQUIRED: "Not without written clearance from the treating clinician.",
}
