"""Live sessions that were attended."""
