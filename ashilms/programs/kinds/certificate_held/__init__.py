"""A certificate is held, and for how long."""
