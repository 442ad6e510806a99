"""Courses as loaded from packs, and what people have done in them."""

from ashilms.courses.models.content import Course, Figure, Lesson, Media, Module, Source, Term
from ashilms.courses.models.doings import (
    CheckAnswer,
    Enrolment,
    Hold,
    LessonProgress,
    MediaPlay,
    Milestone,
    ReadingPlace,
)
from ashilms.courses.models.reviews import SignOff

__all__ = [
    "CheckAnswer",
    "Course",
    "Enrolment",
    "Figure",
    "Hold",
    "Lesson",
    "LessonProgress",
    "Media",
    "MediaPlay",
    "Milestone",
    "Module",
    "ReadingPlace",
    "SignOff",
    "Source",
    "Term",
]
