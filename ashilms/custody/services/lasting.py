"""Until when what is kept about people has to stay: by the last that happened of each kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.custody.rules.kinds import ENDING, Fate, Kind, Years, ends_on
from ashilms.custody.services.ending import count_rows
from ashilms.custody.services.hanging import find_tables, people_in


@dataclass(frozen=True, slots=True)
class Due:
    """What has had its time: a person's rows of one kind, and since when nothing holds them."""

    person_id: int
    kind: Kind
    since: date


def last_of(db: Session, kind: Kind, person_id: int | None = None) -> dict[int, datetime]:
    """Return by person when the last of a kind happened in which they are named, be it theirs or another's."""
    last: dict[int, datetime] = {}
    for table, kept in find_tables(kind):
        if kept.when is None:
            continue
        for column in people_in(table):
            query = select(column, func.max(table.c[kept.when])).where(column.is_not(None)).group_by(column)
            for who, at in db.execute(query if person_id is None else query.where(column == person_id)):
                last[who] = max(at, last.get(who, at))
    return last


def fates_of(db: Session, person_id: int, years: Years) -> list[Fate]:
    """Return what becomes of each kind of what is kept about a person, those of which there is nothing left out."""
    return [fate for kind in Kind if (fate := _fate(db, person_id, kind, years)).rows]


def _fate(db: Session, person_id: int, kind: Kind, years: Years) -> Fate:
    rows, held = count_rows(db, person_id, kind), years.of(kind)
    last = last_of(db, kind, person_id).get(person_id) if held is not None else None
    return Fate(kind, rows, ends_on(last, held) if last is not None and held is not None else None)


def find_due(db: Session, years: Years, *, today: date) -> Iterator[Due]:
    """Yield what has had its time, by kind and person: for each table one query, however many people there are."""
    for kind in ENDING:
        held = years.of(kind) or 0
        for person_id, at in sorted(last_of(db, kind).items()):
            since = ends_on(at, held)
            if since <= today and count_rows(db, person_id, kind):
                yield Due(person_id, kind, since)
