"""The shipped pack as the tests of the curriculum see it."""

import pytest

from tests.curriculum.reading import Pack, read_pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The whole pack, read once."""
    return read_pack()
