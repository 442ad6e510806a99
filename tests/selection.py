"""A pytest plugin with which a second run, on another database, takes only the tests that have one."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--with-database-only`."""
    parser.addoption(
        "--with-database-only", action="store_true", help="only tests whose outcome a database may change"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has no database, when asked to."""
    if not config.getoption("--with-database-only"):
        return
    kept = [item for item in items if _has_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _has_database(item: pytest.Item) -> bool:
    named = isinstance(item, pytest.Function) and "databases" in item.fixturenames
    return named or item.get_closest_marker("postgresql") is not None
