"""Where a person is in a course, what it takes to finish, and what has been earned by it."""

from ashilms.courses.rules.conditions import CHECKS, MEDIA, READ, open_conditions
from ashilms.courses.rules.gates import (
    CREDIT_EARNED,
    GATES,
    MODULE_COMPLETED,
    QUIZ_PASSED,
    Gate,
    Milestones,
    first_shut,
    gates,
    unmet,
)
from ashilms.courses.rules.state import (
    CourseState,
    LessonOutline,
    LessonState,
    ModuleOutline,
    ModuleState,
    NextLesson,
    Progress,
    Stage,
    module_outline,
    newly_earned,
    state_of,
)

__all__ = [
    "CHECKS",
    "CREDIT_EARNED",
    "GATES",
    "MEDIA",
    "MODULE_COMPLETED",
    "QUIZ_PASSED",
    "READ",
    "CourseState",
    "Gate",
    "LessonOutline",
    "LessonState",
    "Milestones",
    "ModuleOutline",
    "ModuleState",
    "NextLesson",
    "Progress",
    "Stage",
    "first_shut",
    "gates",
    "module_outline",
    "newly_earned",
    "open_conditions",
    "state_of",
    "unmet",
]
