"""Observing by the rubric, asking a second assessor, measuring agreement, and remediation."""

from ashilms.observations.services.agreement import Measured, may_measure, measure_agreement
from ashilms.observations.services.asking import ask_second, find_askable, offer_waiting, waiting_for
from ashilms.observations.services.finding import (
    facts_of,
    find_assessors,
    find_facts,
    find_observation,
    find_observations,
    find_second_looks,
    observations_of,
)
from ashilms.observations.services.recording import Rated, judge, observe_booking, observe_entry, take_review
from ashilms.observations.services.remediation import (
    Refused,
    acknowledge,
    close_remediation,
    find_fails,
    find_open,
    find_proofs,
    find_remediations,
    get_remediation,
    handles,
    manage_remediation,
    set_aside_fail,
    write_contract,
)
from ashilms.observations.services.subjects import (
    OBSERVABLE,
    Subject,
    find_booking_subject,
    find_entry_subject,
    judge_assessor,
)

__all__ = [
    "OBSERVABLE",
    "Measured",
    "Rated",
    "Refused",
    "Subject",
    "acknowledge",
    "ask_second",
    "close_remediation",
    "facts_of",
    "find_askable",
    "find_assessors",
    "find_booking_subject",
    "find_entry_subject",
    "find_facts",
    "find_fails",
    "find_observation",
    "find_observations",
    "find_open",
    "find_proofs",
    "find_remediations",
    "find_second_looks",
    "get_remediation",
    "handles",
    "judge",
    "judge_assessor",
    "manage_remediation",
    "may_measure",
    "measure_agreement",
    "observations_of",
    "observe_booking",
    "observe_entry",
    "offer_waiting",
    "set_aside_fail",
    "take_review",
    "waiting_for",
    "write_contract",
]
