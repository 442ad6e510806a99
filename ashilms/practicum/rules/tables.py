"""How many tables a supervisor sees to at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

from ashilms.formats import plural
from ashilms.practicum.rules.spans import Span


@dataclass(frozen=True, slots=True)
class Table:
    """A session on somebody: when, and whether its supervisor may see to no other meanwhile."""

    span: Span
    alone: bool


def explain_tables(own: Table, others: Iterable[Table], most: int, zone: str) -> str | None:
    """Return why the supervisor can't have seen to `own` beside `others`, or `None`; `most` 0: any number.

    Sessions are beside each other while they share time; one that ends as the next begins is over.
    """
    beside = [table for table in others if table.span.overlaps(own.span)]
    if most and most_at_once(own.span, beside) >= most:
        return (
            f"sees to {plural(most, 'table')} at a time at most, and had as many from {own.span.clock(zone)}"
        )
    for table in beside:
        if own.alone or table.alone:
            who = "you at your" if own.alone else "another trainee at their"
            return (
                f"sees to no other table while with {who} first sessions with clients, "
                f"and had one from {table.span.clock(zone)}"
            )
    return None


def most_at_once(span: Span, beside: Iterable[Table]) -> int:
    """Return how many of the sessions go on together at the busiest moment of `span`."""
    spans = [table.span for table in beside]
    # The number only rises where one begins, so these moments are all that have to be looked at.
    moments = [max(one.starts, span.starts) for one in spans]
    return max((sum(one.starts <= at < one.ends for one in spans) for at in moments), default=0)
