"""Counting what attempts earned, in the database, and saying what that makes of a quiz and its questions."""

from ashilms.item_statistics.services.reading import (
    Item,
    Overview,
    Report,
    count_quizzes,
    marks_of,
    report_of,
    tell_item,
)

__all__ = ["Item", "Overview", "Report", "count_quizzes", "marks_of", "report_of", "tell_item"]
