"""How rows hang on a person, as the database is asked for it: theirs, and those in which they acted."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, and_, case, false, null, or_, select

from ashilms.accounts.models import Person
from ashilms.custody.rules.inventory import TABLES
from ashilms.custody.rules.kinds import Kind
from ashilms.custody.rules.tables import Kept
from ashilms.db import PREFIX, Base

PERSON = Person.__tablename__


def find_tables(*kinds: Kind) -> list[tuple[Table, Kept]]:
    """Return the tables of these kinds, parents first, each with how it hangs on a person."""
    return [
        (table, TABLES[name])
        for table in Base.metadata.sorted_tables
        if (name := table.name.removeprefix(PREFIX)) in TABLES and TABLES[name].kind in kinds
    ]


@cache
def rooms() -> Mapping[str, str]:
    """Return which room each table belongs to, by the table's name."""
    return {
        str(mapper.local_table.name): mapper.class_.__module__.split(".")[1]
        for mapper in Base.registry.mappers
        if isinstance(mapper.local_table, Table)
    }


def parent_of(column: Column[int]) -> Column[int] | None:
    """Return the column that a foreign key names, or `None` of a column that is none."""
    key: ForeignKey | None = next(iter(column.foreign_keys), None)
    return key.column if key is not None else None


def is_theirs(table: Table, person_id: int) -> ColumnElement[bool]:
    """Return what makes a row a person's own; of a table that is nobody's, no row is."""
    found: list[ColumnElement[bool]] = []
    before: list[ColumnElement[bool]] = []
    for name in TABLES[table.name.removeprefix(PREFIX)].of:
        column = table.c[name]
        found.append(and_(*before, _leads_to(column, person_id)))
        before.append(column.is_(None))
    return or_(false(), *found)


def _leads_to(column: Column[int], person_id: int) -> ColumnElement[bool]:
    parent = parent_of(column)
    if parent is None or parent.table.name == PERSON:
        return column == person_id
    return column.in_(select(parent).where(is_theirs(parent.table, person_id)))


def owner_of(table: Table) -> ColumnElement[Any]:
    """Return whose a row is, for all rows at once what `is_theirs` asks of one person: nobody's is `NULL`."""
    columns = [table.c[name] for name in TABLES[table.name.removeprefix(PREFIX)].of]
    whose = [(column.is_not(None), _owner_behind(column)) for column in columns]
    return case(*whose, else_=null()) if whose else null()


def _owner_behind(column: Column[int]) -> ColumnElement[Any]:
    parent = parent_of(column)
    if parent is None or parent.table.name == PERSON:
        return column
    return select(owner_of(parent.table)).where(parent == column).correlate(column.table).scalar_subquery()


def people_in(table: Table) -> Sequence[Column[int]]:
    """Return the columns of a table that name a person, whatever they did or had done to them."""
    return [
        column
        for column in table.c
        if (parent := parent_of(column)) is not None and parent.table.name == PERSON
    ]


def key_of(table: Table) -> Column[int]:
    """Return the one column by which a table's rows are named."""
    (column,) = table.primary_key.columns
    return column


def pointing_at(table: Table) -> Iterator[tuple[Column[int], Column[int]]]:
    """Yield the foreign keys of other tables that name rows of this one, each with the column that it names."""
    for other in Base.metadata.sorted_tables:
        for column in other.c if other is not table else ():
            parent = parent_of(column)
            if parent is not None and parent.table is table:
                yield column, parent
