"""When a case may be answered and decided, when it is due, and when enough members of the board agree."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.formats import plural
from ashilms.review_board.rules.kinds import MEASURES_OF, Finding, Kind, Measure, Sort
from ashilms.texts import find_identity, problem_with_length

SHORTEST, LONGEST = 10, 4000
"""Characters of a reason, a piece of evidence or an answer."""
ANSWER_DAYS, DECIDE_DAYS = 10, 30
"""Days from the opening of a case: until the person concerned has answered, and until it is decided."""
LATE_DAYS = 5
"""Days that the person concerned has at least to answer what is added to a case."""
DISPUTE_DAYS = 30
"""Days after a decision in which it may be disputed."""
MOST_PIECES = 60
"""Pieces of evidence and answers of one case."""
AGREE = 2
"""Members of the board who have to find the same, down to what follows."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days, each whole, by the clock of the person concerned: for their answer, and for the decision."""

    answer_by: date
    decide_by: date

    def extended(self, today: date) -> "Deadlines":
        """Return them so that whatever was added today can be answered, and decided on after that."""
        answer_by = max(self.answer_by, today + timedelta(days=LATE_DAYS))
        return Deadlines(answer_by, max(self.decide_by, answer_by + timedelta(days=LATE_DAYS)))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one member of the board finds, and what shall follow; two are alike if both are the same."""

    finding: Finding
    measures: frozenset[Measure] = frozenset()


def deadlines_from(today: date) -> Deadlines:
    """Return the deadlines of a case that is opened today."""
    return Deadlines(today + timedelta(days=ANSWER_DAYS), today + timedelta(days=DECIDE_DAYS))


def say_left(last: date, today: date) -> str:
    """Return how long there is until the end of a last day: `3 days left`, `today is the last day`, `2 days over`."""
    left = (last - today).days
    if left == 0:
        return "today is the last day"
    return f"{plural(left, 'day')} left" if left > 0 else f"{plural(-left, 'day')} over"


def is_heard(sorts: Sequence[Sort], answer_by: date, today: date) -> bool:
    """Return whether the person concerned has said something to all the evidence, or has let the time for it pass.

    `sorts` are those of the pieces in the order in which they came.
    """
    return today > answer_by or (bool(sorts) and sorts[-1] is Sort.ANSWER)


def agreed(opinions: Iterable[Opinion]) -> Opinion | None:
    """Return what enough members of the board find alike, or `None`."""
    said = list(opinions)
    return next((one for one in said if said.count(one) >= AGREE), None)


def votes_missing(opinions: Iterable[Opinion]) -> int:
    """Return how many more have to find what most have found so far, for it to be decided."""
    return AGREE - max(Counter(opinions).values(), default=0)


def problem_with_opinion(
    kind: Kind, opinion: Opinion, possible: Collection[Measure]
) -> tuple[str, str] | None:
    """Return the field and the sentence of what is wrong with what somebody finds; `possible`: what can follow now."""
    measures = opinion.measures
    if opinion.finding is not Finding.SHOWN:
        return ("measures", "Nothing follows from that. Leave these empty.") if measures else None
    if not measures:
        return "measures", "Say what follows. If nothing does, dismiss the case."
    if {Measure.SUSPEND, Measure.REVOKE} <= measures:
        return "measures", "A certificate is suspended or revoked, not both."
    if not measures <= set(MEASURES_OF[kind]) or not measures <= set(possible):
        return (
            "measures",
            "One of these can’t be carried out as things stand now. Look at the evidence again.",
        )
    return None


def problem_with_words(words: str, today: date) -> str | None:
    """Return what is wrong with a reason, a note or an answer: its length, or that it tells who somebody is."""
    return problem_with_length(words, SHORTEST, LONGEST) or find_identity(words, today)
