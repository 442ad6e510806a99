"""Loading a pack: once, again without a change, as a new version, and never halfway."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.courses.models import Course, Lesson, Module
from ashilms.db import Base
from ashilms.errors import Unacceptable
from ashilms.packs import services
from ashilms.packs.models import PackVersion
from ashilms.packs.services import check_pack, is_current, load_pack
from ashilms.resources import resource_dir
from tests.packs.small import NAME, swapped, write_pack

CLI = machine("cli")
PACK, ABOVE, LOAD = "pack.yaml", "modules/01-bars/01-above.md", "modules/02-table/01-load.md"


def digest_of_tables(db: Session) -> dict[str, str]:
    """Return a digest of every row of each table."""
    db.flush()
    return {
        table.name: sha256(
            json.dumps(sorted([str(value) for value in row] for row in db.execute(select(table)))).encode()
        ).hexdigest()
        for table in Base.metadata.sorted_tables
    }


def test_a_pack_is_loaded_with_all_its_parts(db: Session, now: datetime, tmp_path: Path) -> None:
    report = load_pack(db, CLI, write_pack(tmp_path), now=now)
    assert (report.slug, report.number, report.version) == (NAME, 1, 1)
    assert "Lessons: 4 new." in report.changes
    course = db.scalars(select(Course)).one()
    modules = db.scalars(select(Module).order_by(Module.number)).all()
    assert [(m.key, m.number, m.course_id) for m in modules] == [(f"m0{n}", n, course.id) for n in (1, 2, 3)]
    assert modules[2].requires == [{"quiz": "quiz-m01", "title": "Bars"}]
    assert modules[0].quizzes == [{"key": "quiz-m01", "title": "Bars"}]
    above = db.scalars(select(Lesson).where(Lesson.key == "m01-l01")).one()
    assert [part["kind"] for part in above.parts] == ["html", "figure", "call"]
    assert 'id="fig-foot-toe"' in above.parts[1]["svg"]
    assert above.terms == [
        {"id": "bar", "term": "bar", "definition": "<p>What carries <em>your</em> weight.</p>"}
    ]
    assert db.scalars(select(AuditRecord.action).where(AuditRecord.subject == f"pack:{NAME}")).all() == [
        "packs.load"
    ]


def test_an_unchanged_pack_changes_no_row(db: Session, now: datetime, tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    assert not is_current(db, root)
    load_pack(db, CLI, root, now=now)
    before = digest_of_tables(db)
    report = load_pack(db, CLI, root, now=now + timedelta(days=1))
    assert (report.changes, report.number) == ((), 1)
    assert digest_of_tables(db) == before
    assert is_current(db, root)


def test_storing_the_same_content_again_changes_no_row_either(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    """Even when nothing is skipped: the sections themselves find nothing to change."""
    root = write_pack(tmp_path)
    load_pack(db, CLI, root, now=now)
    before = digest_of_tables(db)
    pack = services.read_pack(services.read_place(root), services.BUILT_IN).pack
    told = [
        s
        for _, section in services.SECTIONS
        for s in section.load(db, CLI, pack, now=now + timedelta(days=1))
    ]
    assert told == []
    assert digest_of_tables(db) == before


def test_a_changed_pack_becomes_a_new_version_and_keeps_what_it_drops(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    root = write_pack(tmp_path)
    load_pack(db, CLI, root, now=now)
    ids = dict(db.execute(select(Lesson.key, Lesson.id)).all())
    write_pack(
        tmp_path, {**swapped(PACK, "version: 1", "version: 2"), **swapped(ABOVE, "Look up", "Look higher")}
    )
    (root / LOAD).rename(root / "modules/02-table/01-carry.md")
    text = (root / "modules/02-table/01-carry.md").read_text().replace("m02-l01", "m02-l02")
    (root / "modules/02-table/01-carry.md").write_text(text)
    report = load_pack(db, CLI, root, now=now)
    assert (report.number, report.version) == (2, 2)
    assert report.changes == ("Course: version 2.", "Lessons: 1 new, 1 changed, 1 set aside.")
    assert "Look higher" in db.get_one(Lesson, ids["m01-l01"]).parts[0]["html"]
    assert db.get_one(Lesson, ids["m02-l01"]).active is False
    assert [(v.number, v.version) for v in db.scalars(select(PackVersion).order_by(PackVersion.number))] == [
        (1, 1),
        (2, 2),
    ]


def test_what_comes_back_is_taken_up_again_where_it_was(db: Session, now: datetime, tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    load_pack(db, CLI, root, now=now)
    ids = dict(db.execute(select(Lesson.key, Lesson.id)).all())
    (root / "modules/01-bars/02-below.md").unlink()
    load_pack(db, CLI, root, now=now)
    assert db.get_one(Lesson, ids["m01-l02"]).active is False
    load_pack(db, CLI, write_pack(tmp_path), now=now)
    assert db.get_one(Lesson, ids["m01-l02"]).active is True


def test_an_older_version_is_refused(db: Session, now: datetime, tmp_path: Path) -> None:
    root = write_pack(tmp_path, swapped(PACK, "version: 1", "version: 3"))
    load_pack(db, CLI, root, now=now)
    before = digest_of_tables(db)
    with pytest.raises(Unacceptable, match="Version 3 of this pack is loaded; this is the older 1"):
        load_pack(db, CLI, write_pack(tmp_path), now=now)
    assert digest_of_tables(db) == before


def test_a_load_that_fails_halfway_leaves_nothing(
    db: Session, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction or not at all, even when the caller goes on after the failure."""

    class Broken:
        def check(self, pack: object) -> list[object]:
            return []

        def load(self, *_: object, **__: object) -> list[str]:
            raise OSError("the disk is full")

    before = digest_of_tables(db)
    monkeypatch.setattr(services, "SECTIONS", (*services.SECTIONS, ("broken", Broken())))
    with pytest.raises(OSError, match="disk is full"):
        load_pack(db, CLI, write_pack(tmp_path), now=now)
    db.commit()
    assert digest_of_tables(db) == before


def test_two_packs_may_use_the_same_keys_for_modules(db: Session, now: datetime, tmp_path: Path) -> None:
    load_pack(db, CLI, write_pack(tmp_path), now=now)
    other = {
        **swapped(PACK, f"id: {NAME}", "id: other-pack"),
        "quizzes.yaml": None,
        "questions/m01.yaml": None,
    }
    other |= swapped("modules/03-spine/module.yaml", "{quiz: quiz-m01}", "{module: m01}")
    load_pack(db, CLI, write_pack(tmp_path, other, name="other-pack"), now=now)
    assert len(db.scalars(select(Module).where(Module.key == "m01")).all()) == 2


def test_the_pack_that_ships_is_sound_and_loads_once(db: Session, now: datetime) -> None:
    root = resource_dir("curriculum") / "barefoot-bar-massage"
    assert check_pack(root).problems == ()
    report = load_pack(db, CLI, root, now=now)
    assert report.changes[0].startswith("Course: “Barefoot bar massage” is new, version ")
    before = digest_of_tables(db)
    assert load_pack(db, CLI, root, now=now + timedelta(days=1)).changes == ()
    assert digest_of_tables(db) == before
