"""Keeping questions and quizzes, sitting them, and saying how they stand.

Kinds of question are handed in by the caller, since a host's plugins may add to them.
"""

from ashilms.quizzes.services.allowing import UsedUp, find_used_up
from ashilms.quizzes.services.bank import (
    QuestionDraft,
    QuizDraft,
    keep_questions,
    keep_quizzes,
    known_quizzes,
)
from ashilms.quizzes.services.finding import Kinds, own_attempt
from ashilms.quizzes.services.offers import Offer, find_offers, offer_of
from ashilms.quizzes.services.reading import (
    Line,
    Result,
    Reviewed,
    Sheet,
    Shown,
    facts_of,
    find_facts,
    find_gaps,
    question_of,
    result_of,
    review_question,
    sheet_of,
)
from ashilms.quizzes.services.regrading import append_grade
from ashilms.quizzes.services.retests import start_retest
from ashilms.quizzes.services.sitting import (
    close_overdue,
    hand_in,
    has_overdue,
    save_answer,
    start_attempt,
)

__all__ = [
    "Kinds",
    "Line",
    "Offer",
    "QuestionDraft",
    "QuizDraft",
    "Result",
    "Reviewed",
    "Sheet",
    "Shown",
    "UsedUp",
    "append_grade",
    "close_overdue",
    "facts_of",
    "find_facts",
    "find_gaps",
    "find_offers",
    "find_used_up",
    "hand_in",
    "has_overdue",
    "keep_questions",
    "keep_quizzes",
    "known_quizzes",
    "offer_of",
    "own_attempt",
    "question_of",
    "result_of",
    "review_question",
    "save_answer",
    "sheet_of",
    "start_attempt",
    "start_retest",
]
