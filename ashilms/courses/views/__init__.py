"""The courses' pages: the courses, one course with everything in it, its lessons, its reviews."""

from ashilms.courses.views import courses, lessons, media, reviews
from ashilms.courses.views.blueprint import bp

__all__ = ["bp", "courses", "lessons", "media", "reviews"]
