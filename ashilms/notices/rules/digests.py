"""When a person's digest is due, and what it says: pure, in the person's zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from ashilms.formats import plural
from ashilms.notices.rules.letters import Block, Piece

MOST = 100
"""Things that one digest spells out; what is more stands on its reader's own pages."""
APART = timedelta(hours=20)
"""Between two digests of a person, whatever happens to their clock: a day, but for an hour that is made earlier."""
LONGEST_WAIT = timedelta(hours=25)
"""How long anything waits for a digest: the longest day that a clock has."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One day's digest: the day where the person is, and the moment from which it is due."""

    day: date
    at: datetime


def latest_turn(now: datetime, zone: str, hour: int) -> Turn:
    """Return the digest whose hour has come last, by the clock of `zone`.

    An hour that a clock skips is taken as if it had not been skipped, one that it shows twice is its first: each
    day has one turn (the fold of PEP 495).
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for day in (today, today - timedelta(days=1)):
        at = datetime.combine(day, time(hour), here).astimezone(UTC)
        if at <= now:
            return Turn(day, at)
    raise AssertionError("the hour of the day before has always come")  # pragma: no cover


def is_due(
    oldest: datetime, turn: Turn, *, now: datetime, last: datetime | None = None, at_once: bool = False
) -> bool:
    """Return whether what has waited since `oldest` goes now, with a person's latest turn.

    It was there when the hour came, and a day is over since the `last` digest: whoever changes their hour or zone has
    no second one that day. What has waited for longer than a day goes whatever the hour, as it does for whoever wants
    each `at_once` by now.
    """
    if at_once:
        return True
    came = oldest <= turn.at and (last is None or turn.at - last >= APART)
    waited = now - oldest >= LONGEST_WAIT and (last is None or now - last >= APART)
    return came or waited


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a digest: its group, its subject, and its paragraphs."""

    group: str
    title: str
    blocks: tuple[Block, ...]


def draw_items(items: Iterable[Item]) -> list[Block]:
    """Return the paragraphs of a digest: groups by name, in each what came first at the top.

    A paragraph that only says the subject again is left out.
    """
    drawn: list[Block] = []
    for group, found in groupby(sorted(items, key=lambda one: one.group), key=lambda one: one.group):
        drawn.append(_line("group", group))
        for item in found:
            drawn.append(_line("title", item.title))
            drawn += [block for block in item.blocks if block.plain.rstrip(".") != item.title]
    return drawn


def say_more(count: int) -> list[Block]:
    """Return what is said of so many things past the longest digest; nothing for none."""
    return (
        [Block("text", ((Piece(f"And {plural(count, 'more', 'more')}, on your own pages."),),))]
        if count > 0
        else []
    )


def _line(sort: str, text: str) -> Block:
    return Block(sort, ((Piece(text),),))
