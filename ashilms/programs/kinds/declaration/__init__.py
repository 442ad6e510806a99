"""A declaration that is not older than so many months."""
