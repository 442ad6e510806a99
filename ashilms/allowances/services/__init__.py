"""Releasing attempts, recording accommodations, and saying whom they concern how they stand."""

from ashilms.allowances.services.accommodating import (
    Held,
    accommodate,
    accommodations_of,
    count_accommodations,
    end_accommodation,
    find_accommodations,
    find_trainees,
    get_trainee,
    quizzes_of,
)
from ashilms.allowances.services.releasing import (
    find_releases,
    find_waiting,
    get_waiting,
    offer_waiting,
    release_attempt,
    whom_to_ask,
)

__all__ = [
    "Held",
    "accommodate",
    "accommodations_of",
    "count_accommodations",
    "end_accommodation",
    "find_accommodations",
    "find_releases",
    "find_trainees",
    "find_waiting",
    "get_trainee",
    "get_waiting",
    "offer_waiting",
    "quizzes_of",
    "release_attempt",
    "whom_to_ask",
]
