"""A standalone site on a database of its own."""

from tests.identity.conftest import make_site, site

__all__ = ["make_site", "site"]
