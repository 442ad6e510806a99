"""The courses' pages: the courses, one course, its lessons and reviews, finding words, and what one notes."""

from ashilms.courses.views import courses, lessons, marking, media, reviews, searching
from ashilms.courses.views.blueprint import bp

__all__ = ["bp", "courses", "lessons", "marking", "media", "reviews", "searching"]
