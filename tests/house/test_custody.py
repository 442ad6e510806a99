"""Nothing personal is forgotten: each column of docs/data.md is given out or kept back, and hangs on a person."""

import pytest

from ashilms.custody.rules.inventory import TABLES
from ashilms.custody.rules.kinds import Kind
from ashilms.custody.rules.tables import Kept
from ashilms.custody.services.hanging import PERSON, parent_of, people_in, pointing_at
from ashilms.db import PREFIX, Base
from ashilms.rooms import load_models
from tests.house.test_data import Line, inventory

load_models()
NO_PERSON = {"question_key", "pack_text"}
"""Tables whose secrets are about a course and nobody in it."""


def problems(lines: list[Line], tables: dict[str, Kept]) -> list[str]:
    """Return the personal, sensitive and secret columns that the inventory of custody lacks, or has too many."""
    said: dict[str, set[str]] = {}
    for line in lines:
        name = line.table.removeprefix(PREFIX)
        if line.level != "internal" and name not in NO_PERSON:
            said.setdefault(name, set()).update(line.columns)
    known = {name: set(kept.columns | kept.hidden) for name, kept in tables.items()}
    return sorted(
        f"{name}.{column}"
        for name in said.keys() | known.keys()
        for column in said.get(name, set()) ^ known.get(name, set())
    )


def test_every_personal_column_is_given_out_or_kept_back() -> None:
    """V14.2.4: what is taken along, erased and ended is what docs/data.md lists, column by column."""
    assert problems(inventory(), dict(TABLES)) == []


@pytest.mark.parametrize("level", ["personal", "sensitive", "secret"])
def test_a_column_that_somebody_adds_is_missed(level: str) -> None:
    """In a table that is known, and in one that is new."""
    new = [Line(PREFIX + table, level, ("nickname",), "x", "x") for table in ("person", "quite_new")]
    assert problems([*inventory(), *new], dict(TABLES)) == ["person.nickname", "quite_new.nickname"]


def test_every_table_of_somebody_s_leads_to_them() -> None:
    """Its columns are real, and what it hangs on is a person, or hangs on one; whoever acts is named by a number."""
    for name, kept in TABLES.items():
        table = Base.metadata.tables[PREFIX + name]
        assert {*kept.of, *kept.columns, *kept.hidden, *kept.files} <= set(table.c.keys())
        for column in kept.of:
            parent = parent_of(table.c[column])
            hangs = (
                parent is None
                or parent.table.name == PERSON
                or parent.table.name.removeprefix(PREFIX) in TABLES
            )
            assert hangs, (name, column)


def test_what_is_nobody_s_own_gives_nothing_but_who_acted() -> None:
    """Its texts are the school's: they are kept back, and a person is in it by their number alone."""
    for name, kept in TABLES.items():
        if not kept.of and kept.kind is Kind.SCHOOL:
            named = {column.name for column in people_in(Base.metadata.tables[PREFIX + name])}
            assert kept.columns == named, name


def test_every_kind_that_ends_can_be_dated() -> None:
    """A table of such a kind has a moment, or hangs on one that has."""
    for kept in TABLES.values():
        if kept.kind in (Kind.LEARNING, Kind.PRACTICE, Kind.INCIDENTS) and kept.when is None:
            assert kept.of
            assert not kept.of[0].startswith("person")


def test_no_table_that_names_a_person_is_forgotten() -> None:
    """A new table with a foreign key to somebody fails here until it says whose it is."""
    naming = {table.name.removeprefix(PREFIX) for table in Base.metadata.tables.values() if people_in(table)}
    assert naming - set(TABLES) == set()


def test_nothing_that_ends_is_needed_by_what_stays() -> None:
    """Where a row cannot be without another, both end together: else what had its time could never go."""
    for name, kept in TABLES.items():
        ends = kept.of and kept.kind not in (Kind.CERTIFICATES, Kind.RECORD)
        for column, _ in (
            pointing_at(Base.metadata.tables[PREFIX + name]) if ends and name != "person" else ()
        ):
            other = TABLES.get(column.table.name.removeprefix(PREFIX))
            assert column.nullable or (other and other.kind is kept.kind), f"{column} needs {name}"
