"""Courses as loaded from packs, and what people have done in them."""

from ashilms.courses.models.content import Course, Figure, Lesson, Media, Module, Passage, Source, Term
from ashilms.courses.models.doings import (
    CheckAnswer,
    Enrolment,
    Hold,
    LessonProgress,
    MediaPlay,
    Milestone,
    ReadingPlace,
)
from ashilms.courses.models.marks import Bookmark, Note
from ashilms.courses.models.reviews import SignOff

__all__ = [
    "Bookmark",
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
    "Note",
    "Passage",
    "ReadingPlace",
    "SignOff",
    "Source",
    "Term",
]
