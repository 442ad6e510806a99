"""What a question is, and whose turn it is."""

from datetime import date, timedelta

from ashilms.texts import find_identity

LONGEST = 2000
"""Characters of a question or an answer."""
SHORTEST = 3
TOGETHER = timedelta(minutes=15)
"""What comes within so long is told in one mail."""


def why_not(text: str, today: date) -> str | None:
    """Return why a question or an answer can't stand so, as a sentence, or `None`."""
    if len(text.strip()) < SHORTEST:
        return "Write what you want to know, or your answer."
    return find_identity(text, today)
