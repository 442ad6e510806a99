"""Taking up a course, reading and finishing its lessons, and what is opened or held up by that."""

from ashilms.courses.services.counting import find_begun, find_reached
from ashilms.courses.services.finishing import answer_check, finish_lesson
from ashilms.courses.services.opening import (
    clear_hold,
    facts_of,
    find_facts,
    milestones_of,
    open_holds_of,
    place_hold,
    reach_milestone,
    settle_credit,
    settle_modules,
)  # fmt: skip
from ashilms.courses.services.reading import READERS, OpenLesson, open_lesson, reason, visit_lesson
from ashilms.courses.services.taking import (
    course_state,
    enrol,
    enrolled_courses,
    enrolled_since,
    find_course,
    find_courses,
    find_figure,
    get_course,
    get_course_by_id,
    get_course_for,
    is_enrolled,
    next_lesson,
    people_of,
    state_in,
)  # fmt: skip
from ashilms.courses.services.timing import note_reading

__all__ = [
    "READERS",
    "OpenLesson",
    "answer_check",
    "clear_hold",
    "course_state",
    "enrol",
    "enrolled_courses",
    "enrolled_since",
    "facts_of",
    "find_begun",
    "find_course",
    "find_courses",
    "find_facts",
    "find_figure",
    "find_reached",
    "finish_lesson",
    "get_course",
    "get_course_by_id",
    "get_course_for",
    "is_enrolled",
    "milestones_of",
    "next_lesson",
    "note_reading",
    "open_holds_of",
    "open_lesson",
    "people_of",
    "place_hold",
    "reach_milestone",
    "reason",
    "settle_credit",
    "settle_modules",
    "state_in",
    "visit_lesson",
]  # fmt: skip
