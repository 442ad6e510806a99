"""A standalone site on a database of its own."""

from tests.identity.conftest import empty_file, make_site, site

__all__ = ["empty_file", "make_site", "site"]
