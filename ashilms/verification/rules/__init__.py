"""What an employer is told, what of a file was changed, and how long a link that somebody shares is open."""

from ashilms.verification.rules.answers import (
    ANSWER_STATES,
    STATES,
    Finding,
    Line,
    ShownFinding,
    ShownLine,
    exit_code_of,
    lines_of,
    sentence_of,
    sentence_of_shown,
    time_of,
)

__all__ = [
    "ANSWER_STATES",
    "STATES",
    "Finding",
    "Line",
    "ShownFinding",
    "ShownLine",
    "exit_code_of",
    "lines_of",
    "sentence_of",
    "sentence_of_shown",
    "time_of",
]
