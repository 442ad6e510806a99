"""Bringing cases before the review board, hearing whom they are about, deciding, and what follows."""

from ashilms.review_board.services.deciding import (
    dismiss_fails,
    find_ballot,
    find_paused,
    lift_pause,
    vote,
    why_not_lifting,
)
from ashilms.review_board.services.disputing import Disputable, dispute, find_disputable
from ashilms.review_board.services.finding import find_cases, find_facts, get_case, offer_waiting
from ashilms.review_board.services.following import find_possible
from ashilms.review_board.services.hearing import add_evidence, answer, offer_evidence
from ashilms.review_board.services.involving import can_be_decided, find_involved, why_barred
from ashilms.review_board.services.opening import BOARD_ITSELF, find_accusable, open_fails, open_falsified
from ashilms.review_board.services.reminding import find_reminders, still_waits
from ashilms.review_board.services.showing import Shown, show_pieces

__all__ = [
    "BOARD_ITSELF",
    "Disputable",
    "Shown",
    "add_evidence",
    "answer",
    "can_be_decided",
    "dismiss_fails",
    "dispute",
    "find_accusable",
    "find_ballot",
    "find_cases",
    "find_disputable",
    "find_facts",
    "find_involved",
    "find_paused",
    "find_possible",
    "find_reminders",
    "get_case",
    "lift_pause",
    "offer_evidence",
    "offer_waiting",
    "open_fails",
    "open_falsified",
    "show_pieces",
    "still_waits",
    "vote",
    "why_barred",
    "why_not_lifting",
]
