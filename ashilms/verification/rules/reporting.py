"""What is told to the school about a certificate, and what it answers."""

LONGEST = 2000
"""Characters of a report, and of its answer."""
