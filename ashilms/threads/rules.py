"""What a question is, and whose turn it is."""

from datetime import date, timedelta

from ashilms.formats import plural
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


def say_untold(questions: int, answers: int) -> str:
    """Return how much of each there is to read, in a sentence or two."""
    asked = f"{plural(questions, 'question')} on sessions {'waits' if questions == 1 else 'wait'} for you."
    there = f"{plural(answers, 'answer')} to what you asked {'is' if answers == 1 else 'are'} there."
    return " ".join([asked] * bool(questions) + [there] * bool(answers))
