"""Tests of looks stand in the school of `tests/schooling.py`."""

from tests.schooling import *  # noqa: F403  # fixtures
