"""Reporting incidents and near misses and seeing to them, asking after sessions, giving the card."""

from ashilms.incidents.models import Incident
from ashilms.incidents.services.aftercare import After, find_card, find_given, record_card, tell_of_session
from ashilms.incidents.services.finding import (
    Choices,
    choices_of,
    find_incident,
    find_incidents,
    handles,
    open_incidents_of,
    waiting_for,
)
from ashilms.incidents.services.follow_ups import (
    answer_follow_up,
    count_due,
    find_answered,
    find_coming,
    find_due,
    find_follow_up,
    find_overdue,
    find_unreported,
    follow_ups_of,
    make_follow_ups,
)
from ashilms.incidents.services.handling import (
    add_details,
    add_note,
    close_incident,
    correct_severity,
    find_owners,
    may_close,
    needs_outsider,
    reopen_incident,
    start_review,
)
from ashilms.incidents.services.reporting import Refused, change_report, get_draft, report_incident
from ashilms.incidents.services.steps import has_open_hold, refuse_step

__all__ = [
    "After",
    "Choices",
    "Incident",
    "Refused",
    "add_details",
    "add_note",
    "answer_follow_up",
    "change_report",
    "choices_of",
    "close_incident",
    "correct_severity",
    "count_due",
    "find_answered",
    "find_card",
    "find_coming",
    "find_due",
    "find_follow_up",
    "find_given",
    "find_incident",
    "find_incidents",
    "find_overdue",
    "find_owners",
    "find_unreported",
    "follow_ups_of",
    "get_draft",
    "handles",
    "has_open_hold",
    "make_follow_ups",
    "may_close",
    "needs_outsider",
    "open_incidents_of",
    "record_card",
    "refuse_step",
    "reopen_incident",
    "report_incident",
    "start_review",
    "tell_of_session",
    "waiting_for",
]
