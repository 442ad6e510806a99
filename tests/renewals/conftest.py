"""Tests of this room stand in the school of `tests/certified.py`: Ana holds a certificate that stands."""

from tests.certified import *  # noqa: F403  # fixtures
