"""Keeping questions and quizzes, sitting them, and saying how they stand.

Kinds of question are handed in by the caller, since a host's plugins may add to them.
"""

from ashilms.quizzes.services.allowing import UsedUp, find_used_up
from ashilms.quizzes.services.applying import apply_preview, get_applied, preview_to_apply
from ashilms.quizzes.services.bank import (
    QuestionDraft,
    QuizDraft,
    keep_questions,
    keep_quizzes,
    known_quizzes,
)
from ashilms.quizzes.services.by_hand import HandMarked, finish_marking, hand_marked_of, lock_marking
from ashilms.quizzes.services.correcting import holding_keys, voids_among
from ashilms.quizzes.services.facts import facts_of, find_facts
from ashilms.quizzes.services.finding import Kinds, find_graded, own_attempt
from ashilms.quizzes.services.laying import may_be_asked
from ashilms.quizzes.services.offers import Offer, find_offers, offer_of
from ashilms.quizzes.services.passing import find_pairs, passes_among
from ashilms.quizzes.services.previewing import (
    Change,
    Correction,
    Preview,
    count_graded,
    find_alternatives,
    get_version,
    may_set_options,
    preview_correction,
)
from ashilms.quizzes.services.reading import (
    Line,
    Result,
    Reviewed,
    Sheet,
    Shown,
    find_gaps,
    question_of,
    result_of,
    review_question,
    sheet_of,
)
from ashilms.quizzes.services.regrading import append_grade
from ashilms.quizzes.services.retests import start_retest
from ashilms.quizzes.services.sat import find_last_sat
from ashilms.quizzes.services.sitting import (
    close_overdue,
    hand_in,
    has_overdue,
    save_answer,
    start_attempt,
)
from ashilms.quizzes.services.uploads import files_of, keep_file, save_file

__all__ = [
    "Change",
    "Correction",
    "HandMarked",
    "Kinds",
    "Line",
    "Offer",
    "Preview",
    "QuestionDraft",
    "QuizDraft",
    "Result",
    "Reviewed",
    "Sheet",
    "Shown",
    "UsedUp",
    "append_grade",
    "apply_preview",
    "close_overdue",
    "count_graded",
    "facts_of",
    "files_of",
    "find_alternatives",
    "find_facts",
    "find_gaps",
    "find_graded",
    "find_last_sat",
    "find_offers",
    "find_pairs",
    "find_used_up",
    "finish_marking",
    "get_applied",
    "get_version",
    "hand_in",
    "hand_marked_of",
    "has_overdue",
    "holding_keys",
    "keep_file",
    "keep_questions",
    "keep_quizzes",
    "known_quizzes",
    "lock_marking",
    "may_be_asked",
    "may_set_options",
    "offer_of",
    "own_attempt",
    "passes_among",
    "preview_correction",
    "preview_to_apply",
    "question_of",
    "result_of",
    "review_question",
    "save_answer",
    "save_file",
    "sheet_of",
    "start_attempt",
    "start_retest",
    "voids_among",
]
