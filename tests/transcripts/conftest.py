"""These tests look at the whole site: its cast at every stage, with rows in every room."""

from tests.campus import _campus, campus, campus_pattern

__all__ = ["_campus", "campus", "campus_pattern"]
