"""Taking up a course, reading and finishing its lessons, and what is opened or held up by that."""

from ashilms.courses.services.opening import (
    clear_hold,
    facts_of,
    find_facts,
    milestones_of,
    open_holds_of,
    place_hold,
    reach_milestone,
    settle_modules,
)  # fmt: skip
from ashilms.courses.services.reading import (
    READERS,
    OpenLesson,
    answer_check,
    finish_lesson,
    open_lesson,
    reason,
    visit_lesson,
)  # fmt: skip
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

__all__ = [
    "READERS", "OpenLesson", "answer_check", "clear_hold", "course_state", "enrol", "enrolled_courses",
    "enrolled_since", "facts_of", "find_course", "find_courses", "find_facts", "find_figure", "finish_lesson",
    "get_course", "get_course_by_id", "get_course_for", "is_enrolled", "milestones_of", "next_lesson",
    "open_holds_of", "open_lesson", "people_of", "place_hold", "reach_milestone", "reason", "settle_modules", "state_in", "visit_lesson",
]  # fmt: skip
