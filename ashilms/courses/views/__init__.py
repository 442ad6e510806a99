"""The courses' pages: the courses, one course with everything in it, and its lessons."""

from ashilms.courses.views import courses, lessons
from ashilms.courses.views.blueprint import bp

__all__ = ["bp", "courses", "lessons"]
