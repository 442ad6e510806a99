"""These tests look at the whole site: its cast at every stage, with rows in every room."""

from tests.campus import campus

__all__ = ["campus"]
