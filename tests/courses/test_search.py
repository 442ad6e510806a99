"""Finding words in a course: on the database itself, by whoever may read it, whatever is typed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, text
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services
from ashilms.courses.models import Course, Lesson, Passage
from ashilms.courses.rules.finding import STOP_WORDS
from ashilms.courses.services import search
from ashilms.errors import Missing, NotAllowed
from ashilms.packs.services import load_pack
from tests.conftest import Cast
from tests.packs.small import NAME, swapped, write_pack

Sign = Callable[[str | None], FlaskClient]
BELOW = "modules/01-bars/02-below.md"
FIND = f"/courses/{NAME}/search"


def said(found: services.Found) -> list[str]:
    """Return every hit in one line, marks in brackets."""
    return [
        f"{entry.lesson.outline.title}#{hit.anchor}: " + "".join(f"[{part}]" if hot else part for part, hot in pieces)
        for entry in found.lessons
        for hit in entry.hits
        for pieces in ([*hit.heading, (" / ", False), *hit.text],)
    ]  # fmt: skip


def look(db: Session, cast: Cast, typed: str) -> list[str]:
    return said(services.search_course(db, cast.bea, NAME, typed))


def reload(
    db: Session, folder: Path, now: datetime, *changes: dict[str, str | None], version: int = 2
) -> None:
    """Load the small pack again with something changed."""
    newer = swapped("pack.yaml", "version: 1", f"version: {version}")
    merged = {name: value for change in (newer, *changes) for name, value in change.items()}
    load_pack(db, machine("cli"), write_pack(folder / str(version), merged), now=now)


@pytest.mark.usefixtures("course")
def test_words_are_found_in_headings_text_and_the_glossary_in_any_form(db: Session, cast: Cast) -> None:
    assert look(db, cast, "PEOPLE carried") == [
        "Below#at-the-table: The table / The table [carries] two [people]."
    ]
    assert look(db, cast, "hanging")[0].startswith("Above#: Above / Look up at the bar.")
    assert any("[bar]" in line.lower() for line in look(db, cast, "bars"))


@pytest.mark.usefixtures("course")
def test_if_no_passage_has_all_the_words_those_with_some_are_shown(db: Session, cast: Cast) -> None:
    found = services.search_course(db, cast.bea, NAME, "zebra people")
    assert (found.count, found.has_all) == (1, False)
    assert services.search_course(db, cast.bea, NAME, "zebra").count == 0


@pytest.mark.usefixtures("course")
def test_a_heading_weighs_more_than_the_text(db: Session, cast: Cast, now: datetime, tmp_path: Path) -> None:
    changed = swapped(BELOW, "The table carries", "The heron is here.\n\n## Heron\n\nThe table carries")
    reload(db, tmp_path, now, changed)
    assert [line.split(":")[0] for line in look(db, cast, "heron")] == [
        "Below#at-heron",
        "Below#at-the-table",
    ]


def test_a_course_in_another_language_is_searched_word_by_word(
    db: Session, cast: Cast, course: Course, now: datetime, tmp_path: Path
) -> None:
    german = swapped("pack.yaml", "language: en", "language: de")["pack.yaml"] or ""
    words = swapped(BELOW, "two people.", "zwei Füße, the Überzug.")
    reload(db, tmp_path, now, {"pack.yaml": german.replace("version: 1", "version: 2")}, words)
    assert not course.is_english
    assert look(db, cast, "füße ÜBERZUG") != []
    assert look(db, cast, "the") != []
    assert look(db, cast, "carry") == []
    assert look(db, cast, "carries") != []


@pytest.mark.usefixtures("course")
def test_what_a_new_version_says_is_found_and_what_it_dropped_is_not(
    db: Session, cast: Cast, now: datetime, tmp_path: Path
) -> None:
    kept = {
        row.id: row.text for row in db.scalars(select(Passage).join(Lesson).where(Lesson.key == "m01-l01"))
    }
    reload(db, tmp_path, now, swapped(BELOW, "two people", "three herons"))
    assert look(db, cast, "herons") != []
    assert look(db, cast, "people") == []
    again = db.scalars(select(Passage).join(Lesson).where(Lesson.key == "m01-l01"))
    assert {row.id: row.text for row in again} == kept
    reload(db, tmp_path, now, {"modules/02-table/01-load.md": None, "modules/02-table/01-other.md": (
        swapped("modules/02-table/01-load.md", "m02-l01", "m02-l09")["modules/02-table/01-load.md"] or ""
    ).replace("It moves.", "It stays.")}, version=3)  # fmt: skip
    assert look(db, cast, "moves") == []
    assert look(db, cast, "stays") != []


def test_an_index_that_is_as_it_should_be_is_not_written(db: Session, course: Course) -> None:
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        written.append(statement) if not statement.startswith("SELECT") else None

    event.listen(db.get_bind(), "before_cursor_execute", note)
    services.index_lessons(db, course)
    event.remove(db.get_bind(), "before_cursor_execute", note)
    assert written == []


def test_the_index_is_the_database_s_own_work(db: Session, cast: Cast, course: Course) -> None:
    """A restore puts rows back and nothing else: that is enough."""
    rows = [dict(row._mapping) for row in db.execute(select(Passage.__table__))]
    db.execute(delete(Passage))
    assert look(db, cast, "people") == []
    db.execute(Passage.__table__.insert(), rows)
    assert len(look(db, cast, "people")) == 1
    db.execute(Passage.__table__.update().values(text="Herons."))
    assert look(db, cast, "people") == []
    assert len(look(db, cast, "heron")) > 1


SYNTAX = (
    '"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR", ":", "^", "-", "heading", "{", "}", "&", "|", "!", "<->", ":*",
    "\\", "%", "_", ";", "--", "table",
)  # fmt: skip
"""What a question is written with in either database, and some of SQL."""
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.lists(
    st.sampled_from(SYNTAX),
    max_size=14,
).map(" ".join)  # fmt: skip


@example("\x00")
@example("x" * 10_000)
@example("🦶🦶")
@example("\u0301\u0301")
@example("ﷺ ½ ² Ⅷ")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(typed=ANYTHING)
def test_whatever_is_typed_is_words_or_nothing(db: Session, course: Course, typed: str) -> None:
    """V1.2.4, V1.3.3: no syntax of any database comes through, and what is shown is the lesson's own text."""
    for english in (True, False):
        database = search.DATABASES[db.get_bind().dialect.name]
        words = search.question_of(typed, english=english).words
        for all_of in (True, False) if words else ():
            how = {"all_of": all_of, "english": english}
            ids = [row[0] for row in db.execute(database.find(course.id, words, **how))]
            for passage, *marked in db.execute(database.mark(ids, words, **how)):
                hit = search._hit(passage, *marked)
                assert "".join(piece for piece, _ in hit.heading) == passage.heading
                assert "".join(piece for piece, _ in hit.text) == passage.text


@pytest.mark.postgresql
def test_the_words_left_out_are_those_that_postgresql_leaves_out(db: Session) -> None:
    if db.get_bind().dialect.name != "postgresql":
        pytest.skip("PostgreSQL has the list.")
    for word in STOP_WORDS:
        assert db.scalar(text("SELECT to_tsvector('english', :word)"), {"word": word}) == "", word
    for word in ("heel", "near", "never", "one", "two", "first", "would", "could", "shall", "may"):
        assert db.scalar(text("SELECT to_tsvector('english', :word)"), {"word": word}) != "", word


def test_the_index_is_used(db: Session, course: Course) -> None:
    dialect = db.get_bind().dialect
    query = search.DATABASES[dialect.name].find(course.id, ["table"], all_of=True, english=True)
    said = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        db.execute(text("SET enable_seqscan = off"))
    explain = "EXPLAIN " if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    plan = "\n".join(str(row) for row in db.connection().exec_driver_sql(explain + said.replace("%", "%%")))
    assert "ashilms_search" in plan
    assert "VIRTUAL TABLE INDEX" in plan or "Bitmap Index Scan" in plan


def test_who_does_not_take_the_course_finds_nothing_in_it(db: Session, cast: Cast, course: Course) -> None:
    with pytest.raises(NotAllowed):
        services.search_course(db, cast.caz, NAME, "table")
    with pytest.raises(Missing):
        services.search_course(db, cast.bea, "nothing", "table")


@pytest.mark.usefixtures("host_course")
class TestThePage:
    """Who sees it, and what it says."""

    @pytest.fixture
    def ana(self, client_of: Sign) -> FlaskClient:
        browser = client_of("ana")
        assert browser.post(f"/courses/{NAME}/enrol").status_code == 302
        return browser

    @staticmethod
    def page(browser: FlaskClient, code: int = 200, **query: str) -> str:
        answer = browser.get(FIND, query_string=query)
        assert answer.status_code == code
        return " ".join(answer.get_data(as_text=True).split())

    def test_a_hit_is_shown_in_its_context_and_leads_to_its_heading(self, ana: FlaskClient) -> None:
        page = self.page(ana, q="people carrying")
        assert "1 hit in 1 lesson" in page
        assert "The table <mark>carries</mark> two <mark>people</mark>." in page
        assert f'href="/courses/{NAME}/m01/m01-l02#at-the-table"' in page
        assert "Module 1: Bars" in page
        assert 'value="people carrying"' in page
        assert 'id="at-the-table"' in ana.get(f"/courses/{NAME}/m01/m01-l02").text

    def test_the_text_of_a_locked_lesson_is_not_shown(self, ana: FlaskClient, client_of: Sign) -> None:
        page = self.page(ana, q="moves")
        assert "1 more hit in modules that are still locked." in page
        assert "mark>moves" not in page
        assert "It moves" not in page
        assert "It <mark>moves</mark>." in self.page(client_of("reg"), q="moves")

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("", "Every lesson is looked through"),
            ("🦶", "There is no word in that."),
            ("the", "Words like these stand everywhere."),
            ("zebra", "Nothing in this course has this"),
            ('<script>"table"</script>', "&lt;script&gt;&#34;table&#34;&lt;/script&gt;"),
            ("table zebra", "No passage has all of your words; these have some."),
            ("table " * 2_000, "Only the beginning of what you typed was looked for."),
        ],
    )
    def test_every_question_has_an_answer(self, ana: FlaskClient, typed: str, says: str) -> None:
        assert says in self.page(ana, q=typed)

    def test_a_visitor_signs_in_and_a_stranger_takes_the_course_first(self, client_of: Sign) -> None:
        assert client_of(None).get(FIND).status_code == 401
        assert "Take up the course first" in self.page(client_of("caz"), 403, q="table")
        assert client_of("bea").get("/courses/nothing/search?q=x").status_code == 404
        assert 'role="search"' not in client_of("caz").get(f"/courses/{NAME}").text

    def test_the_field_is_on_the_course_and_on_each_lesson(self, ana: FlaskClient) -> None:
        for path in ("", "/m01/m01-l01"):
            assert f'role="search" action="{FIND}"' in ana.get(f"/courses/{NAME}{path}").text
