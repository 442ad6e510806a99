"""Reporting incidents and near misses, and seeing to them."""

from ashilms.incidents.models import Incident
from ashilms.incidents.services.finding import (
    Choices,
    choices_of,
    find_incident,
    find_incidents,
    handles,
    open_incidents_of,
    waiting_for,
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
    "Choices",
    "Incident",
    "Refused",
    "add_details",
    "add_note",
    "change_report",
    "choices_of",
    "close_incident",
    "correct_severity",
    "find_incident",
    "find_incidents",
    "find_owners",
    "get_draft",
    "handles",
    "has_open_hold",
    "may_close",
    "needs_outsider",
    "open_incidents_of",
    "refuse_step",
    "reopen_incident",
    "report_incident",
    "start_review",
    "waiting_for",
]
