"""A school with something in it, and empty places to bring it back into."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from ashilms import prepare_engine
from ashilms.db import WRITING, Base
from ashilms.files import services as files
from ashilms.migrate import VERSION_TABLE, head
from ashilms.operations.services import Copied, back_up, restore
from ashilms.web import session
from tests.conftest import NOW, make_host, settle
from tests.databases import Databases
from tests.grounds import Ground, Grounds
from tests.quizzes.conftest import answer, open_school, start
from tests.schooling import *  # noqa: F403  # fixtures: the school
from tests.schooling import SCHOOL

EVIDENCE = [b"%PDF-1.7\nevidence " + bytes([number]) * 9 + b"\n%%EOF\n" for number in range(3)]


@dataclass(frozen=True)
class Place:
    """A database, and the folder of kept files beside it."""

    engine: Engine
    files: Path

    @property
    def store(self) -> files.Store:
        """That folder, as files are kept in it."""
        return files.in_folder(self.files)

    def back_up(self, target: Path) -> Copied:
        """Back this place up."""
        return back_up(self.engine, self.store, target, now=NOW)

    def restore(self, source: Path, **options: bool) -> Copied:
        """Bring a backup back into this place."""
        return restore(self.engine, self.store, source, **options)

    def change(self, *statements: str) -> None:
        """Change the database behind everybody's back."""
        with self.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            for statement in statements:
                connection.execute(text(statement))

    def unguard(self) -> None:
        """Take away what keeps the record from being changed, as whoever owns the database may."""
        if self.engine.dialect.name == "postgresql":
            self.change("ALTER TABLE ashilms_audit_record DISABLE TRIGGER ALL")
        else:
            self.change("DROP TRIGGER ashilms_audit_no_UPDATE", "DROP TRIGGER ashilms_audit_no_DELETE")

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return everything that our tables hold."""
        with self.engine.connect() as connection:
            return {
                table.name: [
                    dict(row)
                    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
                ]
                for table in Base.metadata.sorted_tables
            }

    def kept(self) -> list[bytes]:
        """Return the content of every kept file."""
        return [files.read(self.store, sha256) for sha256 in files.all_kept(self.store)]

    def is_untouched(self) -> bool:
        """Return whether there is not so much as an empty table here, nor any file."""
        kept = [path for path in self.files.rglob("*") if path.is_file()]
        return inspect(self.engine).get_table_names() == kept == []


def place_at(address: str, folder: Path) -> Place:
    """Return the place with this database, and its files in the folder."""
    engine = create_engine(address)
    prepare_engine(engine)
    return Place(engine, folder / "files")


def settled(place: Place) -> Place:
    """Return a place with the school in its database, finished: its version is written down, and it keeps files."""
    mark_current(place)
    for data in EVIDENCE:
        files.keep(place.store, data)
    return place


def mark_current(place: Place) -> None:
    """Write down which version a database is of whose tables the models have made, and no migration."""
    place.change(
        f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
        f"INSERT INTO {VERSION_TABLE} VALUES ('{head()}')",
    )


def copy_in_file(pattern: Connection, folder: Path) -> Place:
    """Return a copy of a pattern in a database file."""
    with closing(sqlite3.connect(folder / "site.db")) as target:
        pattern.backup(target)
    return settled(place_at(f"sqlite:///{folder / 'site.db'}", folder))


def fill_small(engine: Engine) -> None:
    """Found a small school: the cast, a course with one quiz, and Ana's answers."""
    with Session(engine.execution_options(**{WRITING: True})) as db:
        cast = settle(db)
        open_school(db, cast)
        answer(db, cast.ana, start(db, cast.ana))


GROUNDS = {"school": SCHOOL, "small": Ground("small", fill_small)}
MakePlace = Callable[[str, str], Place]


@pytest.fixture
def make_place(databases: Databases | None, grounds: Grounds, tmp_path: Path) -> Iterator[MakePlace]:
    """Return how a place is made: `("file" or "server", "school" or "small" or "empty")`."""
    made: list[Place] = []

    def make(where: str, what: str) -> Place:
        folder = tmp_path / f"{where}-{what}"
        folder.mkdir()
        made.append(on_server(what, folder) if where == "server" else in_file(what, folder))
        return made[-1]

    def in_file(what: str, folder: Path) -> Place:
        if what != "empty":
            return copy_in_file(grounds.drawn(GROUNDS[what]), folder)
        return place_at(f"sqlite:///{folder / 'site.db'}", folder)

    def on_server(what: str, folder: Path) -> Place:
        assert databases, "this needs a PostgreSQL server"
        if what != "empty":
            return settled(place_at(grounds.address(GROUNDS[what]), folder))
        return place_at(databases.blank(what), folder)

    yield make
    for place in made:
        place.engine.dispose()


@pytest.fixture
def here(databases: Databases | None) -> str:
    """Where the database is that the tests run on: in a file, or on a server."""
    return "server" if databases else "file"


@pytest.fixture
def school_place(here: str, make_place: MakePlace) -> Place:
    """A small school, on the database that the tests run on."""
    return make_place(here, "small")


@pytest.fixture
def empty_place(here: str, make_place: MakePlace) -> Place:
    """A place with nothing in it, on the database that the tests run on."""
    return make_place(here, "empty")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site's data folder."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def site(shared_url: str, folder: Path) -> Iterator[Flask]:
    """A site with the school and with nothing wrong; its application context is open."""
    app = make_host(shared_url, folder)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        settled(Place(engine, folder / "files"))
        yield app
        session().rollback()
        engine.dispose()
