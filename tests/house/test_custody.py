"""Nothing personal is forgotten: each column of docs/data.md is given out or kept back, and hangs on a person."""

import pytest

from ashilms.custody.rules.inventory import TABLES
from ashilms.custody.rules.kinds import ENDING, Kind
from ashilms.custody.rules.tables import Kept
from ashilms.custody.services.hanging import PERSON, parent_of, people_in, pointing_at
from ashilms.db import PREFIX, Base, Moment
from ashilms.rooms import load_models
from tests.house.test_data import Line, inventory

load_models()
NO_PERSON = {"question_key", "pack_text"}
"""Tables whose secrets are about a course and nobody in it."""


READ_BY_THEM = ("the person", "whom it is about", "whoever has the certificate")
"""What `docs/data.md` says of a column that whoever it is about reads."""


def problems(lines: list[Line], tables: dict[str, Kept]) -> list[str]:
    """Return the columns that the inventory of custody lacks, or has too many.

    It has each that is personal, sensitive or secret, and of a table that is somebody's what they read besides.
    """
    said: dict[str, set[str]] = {}
    for line in lines:
        name = line.table.removeprefix(PREFIX)
        if line.level != "internal" and name not in NO_PERSON:
            said.setdefault(name, set()).update(line.columns)
        elif name in tables and tables[name].of and any(words in line.readers for words in READ_BY_THEM):
            said.setdefault(name, set()).update({*line.columns} - given_anyway(name, tables[name]))
    known = {name: set(kept.columns | kept.hidden) for name, kept in tables.items()}
    return sorted(
        f"{name}.{column}"
        for name in said.keys() | known.keys()
        for column in said.get(name, set()) ^ known.get(name, set())
    )


def given_anyway(name: str, kept: Kept) -> set[str]:
    """Return a table's keys and moments."""
    number = {column.name for column in Base.metadata.tables[PREFIX + name].primary_key}
    return number.union(kept.of, kept.when)


def test_what_the_machine_alone_reads_is_given_to_nobody() -> None:
    """T51: nor is what is the school's own with a person's row, but for its keys and moments."""
    kept_back = set()
    for line in inventory():
        name = line.table.removeprefix(PREFIX)
        if name in TABLES and TABLES[name].of and line.level == "internal":
            inner = {*line.columns} - given_anyway(name, TABLES[name])
            if not any(words in line.readers for words in READ_BY_THEM):
                assert not inner & TABLES[name].given, name
                kept_back |= {(name, column) for column in inner}
    assert {("attempt_grade", "earned"), ("answer_step", "key"), ("attempt_item", "order")} <= kept_back


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
        if kept.kind in ENDING and not kept.when:
            assert kept.of
            assert not kept.of[0].startswith("person")


FORESEEN = {
    "deadline",
    "closes_at",
    "opens_at",
    "lapses_at",
    "answer_by",
    "decide_by",
    "starts",
    "ends",
    "checked_at",
    "arrived",
    "departed",
    "given_at",
    "captured_at",
    "decided_at",
    "occurred_at",
    "discovered_at",
    "told_at",
    "started_at",
    "since",
    "until",
}
"""Moments that were foreseen, or written down when they were over: a row is as old as what is done with it."""


def test_every_moment_at_which_something_happened_counts() -> None:
    """A new one of a kind that ends fails here, until it is said that it dates its row or why it does not."""
    missed = {
        f"{name}.{column.name}"
        for name, kept in TABLES.items()
        if kept.kind in ENDING
        for column in Base.metadata.tables[PREFIX + name].c
        if isinstance(column.type, Moment) and column.name not in FORESEEN | {*kept.when}
    }
    assert missed == set()
    for name, kept in TABLES.items():
        for moment in kept.when:
            assert isinstance(Base.metadata.tables[PREFIX + name].c[moment].type, Moment), (name, moment)


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
