"""What the pages of a course ask of the database: the same for 120 modules as for 12."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.courses import services
from ashilms.courses.models import Course, Lesson, Module
from ashilms.courses.shelf import put_outline
from tests.schooling import Counted, text_of

Sign = Callable[[str | None], FlaskClient]
LESSONS = 4
AT = "/courses/long-course/m001/m001-l1"


def add_modules(db: Session, course: Course, numbers: range) -> None:
    """Give a course modules of four lessons each, every one open, with a passage about herons."""
    for number in numbers:
        key = f"m{number:03}"
        row = Module(
            course_id=course.id, key=key, number=number, title=f"Module {key}", summary="", objectives=[],
            requires=[], quizzes=[], review={"status": "reviewed"},
        )  # fmt: skip
        db.add(row)
        db.flush()
        db.add_all(
            Lesson(
                course_id=course.id, module_id=row.id, key=f"{key}-l{place}", number=place, title="On herons",
                minutes=5, objectives=[], conditions=["read"], terms=[], sources=[], words=3,
                parts=[{"kind": "html", "html": '<h2 id="at-herons">Herons</h2><p>A heron stands.</p>'}],
            )
            for place in range(1, LESSONS + 1)
        )  # fmt: skip
    db.flush()
    put_outline(db, course)
    services.index_lessons(db, course)
    db.commit()


@pytest.fixture
def course(host_db: Session) -> Course:
    """A course of twelve modules, made as rows."""
    row = Course(slug="long-course", title="Long", description="", language="en", level=1, version=1)
    host_db.add(row)
    host_db.flush()
    add_modules(host_db, row, range(1, 13))
    return row


PAGES = {"/courses/long-course": 9, AT: 12, "/courses/long-course/search?q=heron": 12}
"""Each page, and how often it may ask at most."""


def test_a_page_asks_as_often_for_120_modules_as_for_12(
    client_of: Sign, host_db: Session, course: Course, counted: Counted
) -> None:
    ana = client_of("ana")
    ana.post("/courses/long-course/enrol")
    ana.get(AT)  # now she is here
    asked: dict[str, list[int]] = {path: [] for path in PAGES}
    for numbers in (range(0), range(13, 121)):
        host_db.add(course)  # counting let the session forget it
        add_modules(host_db, course, numbers)
        for path in PAGES:
            with counted() as queries:
                page = text_of(ana.get(path))
            asked[path].append(len(queries))
    assert f"{120 * LESSONS * 2} hits in " in page
    assert {path: few for path, (few, many) in asked.items() if few != many} == {}
    assert {path: few for path, (few, _) in asked.items() if few > PAGES[path]} == {}


def test_the_notes_of_many_lessons_ask_as_often_as_those_of_one(
    client_of: Sign,
    course: Course,
    counted: Counted,
) -> None:
    ana = client_of("ana")
    ana.post("/courses/long-course/enrol")
    mark = [f"/courses/long-course/m{number:03}/m{number:03}-l1/note" for number in range(1, 13)]
    ana.post(mark[0], data={"text": "One of mine.", "version": "0"})
    with counted() as few:
        text_of(ana.get("/notes"))
    for path in mark[1:]:
        ana.post(path, data={"text": "One of mine.", "version": "0"})
    with counted() as many:
        page = text_of(ana.get("/notes"))
    assert page.count("One of mine.</p>") == 12
    assert len(many) == len(few)
