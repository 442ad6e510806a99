"""A backup holds one moment while people write, comes back on either database, and holds no key."""

import io
import os
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ashilms import migrate
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.db import WRITING
from ashilms.errors import Clash, Unacceptable, Unavailable
from ashilms.files import services as files
from tests.conftest import NOW
from tests.operations.conftest import EVIDENCE, MakePlace, Place
from tests.three_modules import SLUG

ON_SERVER = pytest.mark.postgresql
WAYS = [
    ("file", "file"),
    pytest.param("file", "server", marks=ON_SERVER),
    pytest.param("server", "file", marks=ON_SERVER),
    pytest.param("server", "server", marks=ON_SERVER),
]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_backup_comes_back_row_by_row_and_file_by_file(
    make_place: MakePlace, tmp_path: Path, source: str, target: str
) -> None:
    """R4, T50: from SQLite and from PostgreSQL into either of them."""
    school, empty = make_place(source, "school"), make_place(target, "empty")
    saved, back = school.back_up(tmp_path / "backup"), empty.restore(tmp_path / "backup")
    assert back == saved
    assert saved.files == len(EVIDENCE)
    assert saved.rows["ashilms_audit_record"] > 30
    assert empty.rows() == school.rows()
    assert sorted(empty.kept()) == sorted(EVIDENCE)
    with Session(empty.engine) as db:
        assert audit.verify_chain(db) is None
    assert migrate.differences(empty.engine) == []


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_people_go_on_working_where_a_backup_came_back(
    make_place: MakePlace, tmp_path: Path, source: str, target: str
) -> None:
    """New rows get numbers that no row has, the record goes on, and the database still guards it."""
    make_place(source, "small").back_up(tmp_path / "backup")
    place = make_place(target, "empty")
    place.restore(tmp_path / "backup")
    with Session(place.engine.execution_options(**{WRITING: True})) as db:
        before = audit.head_of(db)[0]
        people.welcome_person(db, "new", name="New", email=None, now=NOW)
        db.commit()
        assert audit.head_of(db)[0] > before
        assert audit.verify_chain(db) is None
    with pytest.raises(DBAPIError, match="append-only"), place.engine.begin() as connection:
        connection.execute(text("DELETE FROM ashilms_audit_record"))


@contextmanager
def writers(engine: Engine, how_many: int) -> Iterator[list[str]]:
    """Let threads add people one after another, and yield the keys of those whose commit was acknowledged."""
    done: list[str] = []
    failed: list[Exception] = []
    stop, numbers = Event(), count()

    def write() -> None:
        while not stop.is_set():
            key = f"person-{next(numbers)}"
            try:
                with Session(engine.execution_options(**{WRITING: True})) as db:
                    people.welcome_person(db, key, name=key, email=f"{key}@example.org", now=NOW)
                    db.commit()
            except Exception as problem:
                failed.append(problem)
                return
            done.append(key)

    threads = [Thread(target=write) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []


def test_a_backup_while_people_write_is_one_moment(
    school_place: Place, empty_place: Place, tmp_path: Path
) -> None:
    """R4: all that was acknowledged before it began is in it, each person with their role and record, or not at all."""
    with writers(school_place.engine, 4) as done:
        for number in range(3):
            seen = len(done)
            while len(done) < seen + 8:
                sleep(0.01)
            before = set(done)
            school_place.back_up(tmp_path / f"backup-{number}")
        during = len(done)
    assert during > len(before), "nobody wrote meanwhile"
    back = empty_place.restore(tmp_path / "backup-2")
    assert {name: len(rows) for name, rows in empty_place.rows().items()} == back.rows
    with Session(empty_place.engine) as db:
        assert audit.verify_chain(db) is None
        came = {
            person.host_key: person.id for person in db.query(Person) if person.host_key.startswith("person-")
        }
    assert before <= set(came)
    assert len(came) < len(done), "the last ones came after the backup began"
    recorded = [row["subject"] for row in empty_place.rows()["ashilms_audit_record"]]
    placed = {row["person_id"] for row in empty_place.rows()["ashilms_person_role"]}
    for person in came.values():
        assert recorded.count(f"person:{person}") == 1
        assert person in placed


def test_a_backup_is_its_owners_alone_and_overwrites_nothing(school_place: Place, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    school_place.back_up(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    written = target.read_bytes()
    with pytest.raises(Clash, match="never overwrites"):
        school_place.back_up(target)
    assert target.read_bytes() == written
    with pytest.raises(Unacceptable, match="no folder"):
        school_place.back_up(tmp_path / "nowhere" / "backup")


def test_a_backup_that_fails_half_way_leaves_nothing_behind(school_place: Place, tmp_path: Path) -> None:
    """The last table can't be read: what was written until then is taken away again."""
    folder = tmp_path / "backups"
    folder.mkdir()
    school_place.change('ALTER TABLE ashilms_attempt_item DROP COLUMN "order"')
    with pytest.raises(DBAPIError, match="order"):
        school_place.back_up(folder / "backup")
    assert list(folder.iterdir()) == []


def test_a_damaged_file_is_left_out_and_named(
    school_place: Place, empty_place: Place, tmp_path: Path
) -> None:
    damaged = next(files.all_kept(school_place.store))
    (school_place.files / damaged[:2] / damaged[2:4] / damaged).write_bytes(b"%PDF- other %%EOF")
    saved = school_place.back_up(tmp_path / "backup")
    assert saved.damaged == (damaged,)
    assert empty_place.restore(tmp_path / "backup").files == len(EVIDENCE) - 1


def test_a_database_of_another_version_is_not_backed_up_in_part(school_place: Place, tmp_path: Path) -> None:
    """A table that this version doesn't know would be left out without a word."""
    school_place.change("CREATE TABLE ashilms_of_tomorrow (id INTEGER PRIMARY KEY)")
    with pytest.raises(Unavailable, match="ashilms upgrade"):
        school_place.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_an_empty_database_is_not_backed_up(empty_place: Place, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="never set up"):
        empty_place.back_up(tmp_path / "backup")


def test_a_place_that_holds_anything_is_not_restored_into(
    school_place: Place, empty_place: Place, tmp_path: Path
) -> None:
    school_place.back_up(tmp_path / "backup")
    before = school_place.rows()
    with pytest.raises(Clash, match="data in this database already"):
        school_place.restore(tmp_path / "backup")
    assert school_place.rows() == before
    empty_place.restore(tmp_path / "backup")
    with pytest.raises(Clash, match="data in this database already"):
        empty_place.restore(tmp_path / "backup")
    assert empty_place.rows() == before


def test_a_place_that_is_set_up_and_empty_is_restored_into(
    school_place: Place, empty_place: Place, tmp_path: Path
) -> None:
    migrate.upgrade(empty_place.engine)
    school_place.back_up(tmp_path / "backup")
    empty_place.restore(tmp_path / "backup")
    assert empty_place.rows() == school_place.rows()


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_what_was_found_before_is_found_where_a_backup_came_back(
    make_place: MakePlace, tmp_path: Path, source: str, target: str
) -> None:
    """The backup holds no index: the database that gets the passages makes its own."""
    school, empty = make_place(source, "school"), make_place(target, "empty")
    school.back_up(tmp_path / "backup")
    empty.restore(tmp_path / "backup")
    found = []
    for place in (school, empty):
        with Session(place.engine) as db:
            bea = people.as_actor(db.scalars(select(Person).where(Person.host_key == "bea")).one())
            hits = courses.search_course(db, bea, SLUG, "standing foot")
            found.append((hits.count, {entry.lesson.outline.key for entry in hits.lessons}))
    assert found[0] == found[1] != (0, set())


def test_a_record_that_somebody_broke_comes_back_only_when_asked_for(
    school_place: Place, empty_place: Place, tmp_path: Path
) -> None:
    """T49, T50."""
    school_place.unguard()
    school_place.change("UPDATE ashilms_audit_record SET action = 'other' WHERE number = 7")
    school_place.back_up(tmp_path / "backup")
    with pytest.raises(Unacceptable, match=r"Record 7 was changed.*--despite-broken-record"):
        empty_place.restore(tmp_path / "backup")
    assert empty_place.is_untouched()
    empty_place.restore(tmp_path / "backup", despite_broken_record=True)
    assert empty_place.rows() == school_place.rows()


def contents(path: Path) -> bytes:
    """Return all that an archive holds, names and heads included."""
    with tarfile.open(path) as tar:
        plain = io.BytesIO()
        for member in tar:
            plain.write(member.name.encode())
            plain.write(tar.extractfile(member).read())
    return plain.getvalue()


def test_other_readers_find_plain_files_and_nothing_else(school_place: Place, tmp_path: Path) -> None:
    """An operator may look into it with tar; whoever unpacks it gets files that are theirs alone."""
    school_place.back_up(tmp_path / "backup")
    with tarfile.open(tmp_path / "backup") as tar:
        members = tar.getmembers()
    assert {member.type for member in members} == {tarfile.REGTYPE}
    assert {member.mode for member in members} == {0o600}
    assert members[-1].name == "manifest.json"
    assert b"Bars, table and room" in contents(tmp_path / "backup")
    assert os.listdir(school_place.files.parent).count("backup") == 0
