"""A requirement that a document is held and current on the day."""
