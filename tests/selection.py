"""A pytest plugin with which a second run, on another database, takes only the tests whose outcome that may change."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--with-database-only`."""
    parser.addoption(
        "--with-database-only", action="store_true", help="only tests whose outcome a database may change"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has no database, and what would find on any the same, when asked to."""
    if not config.getoption("--with-database-only"):
        return
    kept = [item for item in items if _depends_on_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _depends_on_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgresql"):
        return True
    named = isinstance(item, pytest.Function) and "databases" in item.fixturenames
    return named and item.get_closest_marker("any_database") is None
