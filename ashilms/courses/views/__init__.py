"""The courses' pages: the courses, one course, its lessons, finding words in them, and what one notes on them."""

from ashilms.courses.views import marking, reading, searching
from ashilms.courses.views.blueprint import bp

__all__ = ["bp", "marking", "reading", "searching"]
