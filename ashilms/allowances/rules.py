"""What is asked of whoever releases an attempt or records an accommodation, and how either is said."""

from dataclasses import dataclass
from datetime import date

from ashilms.formats import plural
from ashilms.quizzes.rules.allowing import Eased, problem_with
from ashilms.texts import problem_with_length

SHORTEST, LONGEST = 10, 2000
"""Characters of a note or a reason."""


@dataclass(frozen=True, slots=True)
class Terms:
    """An accommodation as it is typed: what, at which quiz (`None`: at all), on which days, and why."""

    eased: Eased
    quiz_key: str | None
    since: date
    until: date | None
    reason: str


def find_problem(terms: Terms, today: date) -> tuple[str, str] | None:
    """Return the field and the sentence of what can't be; `None`: it may be recorded."""
    if sentence := problem_with(terms.eased):
        return "percent", sentence
    if terms.until is not None and terms.until < max(terms.since, today):
        return "until", "Its last day lies before it could begin. Leave it empty if there is none."
    if sentence := problem_with_words(terms.reason):
        return "reason", sentence
    return None


def problem_with_words(words: str) -> str | None:
    """Return what is wrong with a note or a reason."""
    return problem_with_length(words, SHORTEST, LONGEST)


def in_words(eased: Eased) -> str:
    """Return what an accommodation allows, in a few words."""
    said = (
        f"{eased.percent} % more time" if eased.percent else "",
        f"{plural(eased.minutes, 'minute')} more" if eased.minutes else "",
        f"{plural(eased.attempts, 'attempt')} more" if eased.attempts else "",
    )
    return ", ".join(part for part in said if part)
