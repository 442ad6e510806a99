"""A standalone site on a database of its own, and counting what a page asks the database."""

from tests.identity.conftest import empty_file, make_site, site
from tests.schooling import counted

__all__ = ["counted", "empty_file", "make_site", "site"]
