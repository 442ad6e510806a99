"""What tests of the house share: the campus, and every answer that it gives."""

from collections.abc import Iterator

import pytest

from tests.campus import Campus, Pattern, campus, engine_of, make_campus, open_campus
from tests.house.walk import SITE, Seen, refusals, walks

__all__ = ["campus", "make_campus"]


@pytest.fixture(scope="session")
def public_campus(campus_pattern: Pattern, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    """A campus as the public reaches it, by https; it is only looked at."""
    settings = {"ASHILMS_PUBLIC_URL": SITE, "ASHILMS_SECRET_KEY": "k" * 64}
    campus = open_campus(campus_pattern, tmp_path_factory.mktemp("public") / "data", "public", **settings)
    campus.reset()
    yield campus
    engine_of(campus.app).dispose()


@pytest.fixture(scope="session")
def seen(public_campus: Campus) -> list[Seen]:
    """Every answer that anybody gets by following links."""
    return walks(public_campus)


@pytest.fixture(scope="session")
def answers(public_campus: Campus, seen: list[Seen]) -> list[Seen]:
    """The same, and every kind of refusal."""
    return [*seen, *refusals(public_campus)]
