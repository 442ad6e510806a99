"""Two tabs at once: real threads on a real database file or server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.actor import Actor, machine
from ashilms.audit.models import AuditRecord
from ashilms.courses import services
from ashilms.courses.models import CheckAnswer, Enrolment, LessonProgress, Milestone, Note, ReadingPlace
from ashilms.courses.rules.time import Sign
from ashilms.errors import Clash
from ashilms.packs.services import load_pack
from tests.conftest import NOW, settle
from tests.packs.small import NAME, write_pack

ABOVE, BELOW = (NAME, "m01", "m01-l01"), (NAME, "m01", "m01-l02")
TABS = 6


@pytest.fixture
def ana(shared: Engine, tmp_path: Path) -> Actor:
    """Ana, on the shared database; the small pack is loaded there."""
    with Session(shared) as db:
        ana = settle(db).ana
        load_pack(db, machine("cli"), write_pack(tmp_path), now=NOW)
        db.commit()
    return ana


def registrar_of(db: Session) -> int:
    """Return who of the cast keeps the reviews."""
    return db.scalars(select(Person.id).where(Person.host_key == "reg")).one()


def at_once(shared: Engine, tries: list[Callable[[Session], object]]) -> None:
    """Run every try in a thread and a transaction of its own, all let go together; whatever is raised is raised."""
    gate = Barrier(len(tries))

    def run(attempt: Callable[[Session], object]) -> None:
        with Session(shared) as db:
            gate.wait()
            attempt(db)
            db.commit()

    with ThreadPoolExecutor(len(tries)) as pool:
        list(pool.map(run, tries))


def test_two_windows_that_save_one_note_keep_one_and_tell_the_other(shared: Engine, ana: Actor) -> None:
    with Session(shared) as db:
        services.enrol(db, ana, services.get_course(db, NAME).id, now=NOW)
        db.commit()
    for seen in (0, 1):
        late: list[str] = []

        def save(db: Session, text: str, seen: int = seen, late: list[str] = late) -> None:
            try:
                services.save_note(db, ana, *ABOVE, text, seen, now=NOW)
            except services.NoteChanged as both:
                late.append(both.typed)

        texts = [f"Window {number} at {seen}." for number in range(TABS)]
        at_once(shared, [lambda db, text=text: save(db, text) for text in texts])
        with Session(shared) as db:
            note = db.scalars(select(Note)).one()
        assert sorted([*late, note.text]) == texts
        assert note.version == seen + 1


def counted(shared: Engine) -> dict[str, int]:
    with Session(shared) as db:
        tables = (Enrolment, LessonProgress, CheckAnswer, Milestone)
        return {t.__name__: db.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_the_last_two_lessons_finished_at_once_complete_the_module(shared: Engine, ana: Actor) -> None:
    """Neither transaction may miss the other's lesson, or the module would stay shut for good."""
    with Session(shared) as db:
        services.enrol(db, ana, services.get_course(db, NAME).id, now=NOW)
        services.answer_check(db, ana, *BELOW, "carries", ["a"], now=NOW)
        db.commit()
    at_once(
        shared,
        [
            lambda db, where=where: services.finish_lesson(db, ana, *where, now=NOW)
            for where in (ABOVE, BELOW)
        ],
    )
    assert counted(shared) == {"Enrolment": 1, "LessonProgress": 2, "CheckAnswer": 1, "Milestone": 1}


def test_many_tabs_do_everything_once(shared: Engine, ana: Actor) -> None:
    with Session(shared) as db:
        course_id = services.get_course(db, NAME).id
    at_once(shared, [lambda db: services.enrol(db, ana, course_id, now=NOW)] * TABS)
    at_once(shared, [lambda db: services.answer_check(db, ana, *BELOW, "carries", ["a"], now=NOW)] * TABS)
    at_once(shared, [lambda db: services.finish_lesson(db, ana, *BELOW, now=NOW)] * TABS)
    assert counted(shared) == {"Enrolment": 1, "LessonProgress": 1, "CheckAnswer": 1, "Milestone": 0}
    with Session(shared) as db:
        actions = db.scalars(select(AuditRecord.action).where(AuditRecord.actor == ana.label)).all()
    assert sorted(a for a in actions if a.startswith("courses.")) == [
        "courses.enrol",
        "courses.finish-lesson",
    ]


def test_many_tabs_that_speak_at_once_are_credited_once(shared: Engine, ana: Actor) -> None:
    """Each tries to credit the same minute, in its own lesson; one clock runs for all of them."""
    with Session(shared) as db:
        services.enrol(db, ana, services.get_course(db, NAME).id, now=NOW)
        for where in (ABOVE, BELOW):
            services.visit_lesson(db, ana, services.open_lesson(db, ana, *where).lesson, now=NOW)
        db.commit()
    then = NOW + timedelta(minutes=1)
    at_once(
        shared,
        [
            lambda db, where=where: services.note_reading(db, ana, *where, Sign.ON, now=then)
            for where in (ABOVE, BELOW) * 3
        ],
    )
    with Session(shared) as db:
        assert db.scalar(select(func.sum(LessonProgress.active_seconds))) == 60
        assert db.scalar(select(func.count()).select_from(ReadingPlace)) == 1


def test_a_review_that_is_recorded_in_many_tabs_stands_once(shared: Engine, ana: Actor) -> None:
    """The constraint decides; whoever comes later is told that it stands already."""
    with Session(shared) as db:
        reg = replace(ana, person_id=registrar_of(db), roles=frozenset({"registrar"}))
        _, module = services.get_module(db, reg, NAME, "m01")
        told = services.Reviewed("Dr Ida Berg", "physician", NOW.date(), "", module.digest)
        db.commit()

    def record(db: Session) -> None:
        with suppress(Clash):
            services.sign_off_module(db, reg, NAME, "m01", told, now=NOW)

    at_once(shared, [record] * TABS)
    with Session(shared) as db:
        assert len(services.find_sign_offs(db, reg, services.get_course(db, NAME).id)["m01"]) == 1
        assert services.get_course(db, NAME).as_outline()[0].reviewed is not None
