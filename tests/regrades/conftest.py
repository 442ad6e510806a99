"""The school of tests/schooling: Ana has passed everything, and may be certified."""

from tests.schooling import *  # noqa: F403
