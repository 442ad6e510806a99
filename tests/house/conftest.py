"""What tests of the house share: the campus, and everything that may be sent on it."""

from tests.campus import _campus, campus, campus_pattern, make_campus

__all__ = ["_campus", "campus", "campus_pattern", "make_campus"]
