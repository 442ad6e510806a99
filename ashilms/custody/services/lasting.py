"""Until when what is kept about people has to stay: by the last that happened of each kind, and what is still open."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, func, literal, select
from sqlalchemy.orm import Session

from ashilms.config import Settings
from ashilms.custody.rules.kinds import ENDING, Fate, Kind, Years, ends_on
from ashilms.custody.rules.tables import Kept
from ashilms.custody.services.hanging import PERSON, find_tables, is_theirs, owner_of, people_in
from ashilms.custody.services.obligations import find_open, find_people_with_open


@dataclass(frozen=True, slots=True)
class Due:
    """What has had its time: a person's rows of one kind, and since when nothing holds them."""

    person_id: int
    kind: Kind
    since: date


def years_of(settings: Settings) -> Years:
    """Return for how long a site keeps what ends by time."""
    return Years(settings.keep_learning, settings.keep_practice, settings.keep_incidents)


def fates_of(db: Session, person_id: int, years: Years, *, now: datetime) -> list[Fate]:
    """Return what becomes of each kind of what is kept about a person, those of which there is nothing left out."""
    busy = frozenset({person_id} if find_open(db, person_id, now=now) else ())
    return [fate for kind in Kind for fate in _fates(db, kind, years, busy, person_id).values()]


def find_due(db: Session, years: Years, *, now: datetime) -> Iterator[Due]:
    """Yield what has had its time, by kind and person: with as many queries for many people as for one."""
    busy = find_people_with_open(db, now=now)
    for kind in ENDING:
        for person_id, fate in sorted(_fates(db, kind, years, busy).items()):
            if fate.until is not None and fate.goes(now.date()):
                yield Due(person_id, kind, fate.until)


def _fates(
    db: Session, kind: Kind, years: Years, busy: Collection[int], person_id: int | None = None
) -> dict[int, Fate]:
    """Return by person what becomes of one kind, of everybody who has rows of it or of one of them.

    `busy` is who has something open.
    """
    rows: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for table, kept in find_tables(kind):
        if table.name != PERSON and kept.of:
            for who, count, *moments in db.execute(_own(table, kept, person_id)):
                rows[who] = rows.get(who, 0) + count
                _move_on(last, who, moments)
        for query in _named(table, kept, person_id):
            for who, *moments in db.execute(query):
                _move_on(last, who, moments)
    held = years.of(kind)
    until = {who: ends_on(at, held) for who, at in last.items()} if held is not None else {}
    return {
        who: Fate(kind, count, until.get(who), is_open=kind in ENDING and who in busy)
        for who, count in rows.items()
        if count
    }


def _move_on(last: dict[int, datetime], who: int, moments: Iterable[datetime | None]) -> None:
    happened = [at for at in (last.get(who), *moments) if at is not None]
    if happened:
        last[who] = max(happened)


def _own(table: Table, kept: Kept, person_id: int | None) -> Select[*tuple[Any, ...]]:
    """Return what asks whose a table's rows are, how many of each, and when something last happened with them."""
    if person_id is not None:
        latest = [func.max(table.c[name]) for name in kept.when]
        query = select(literal(person_id), func.count(), *latest).select_from(table)
        return query.where(is_theirs(table, person_id))
    rows = (
        select(owner_of(table).label("owner"), *(table.c[name] for name in kept.when))
        .select_from(table)
        .subquery()
    )
    latest = [func.max(rows.c[name]) for name in kept.when]
    return select(rows.c.owner, func.count(), *latest).where(rows.c.owner.is_not(None)).group_by(rows.c.owner)


def _named(table: Table, kept: Kept, person_id: int | None) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield what asks when something last happened with rows that name people, be they theirs or another's."""
    latest = [func.max(table.c[name]) for name in kept.when]
    for column in people_in(table) if latest else ():
        query = select(column, *latest).where(column.is_not(None)).group_by(column)
        yield query if person_id is None else query.where(column == person_id)
