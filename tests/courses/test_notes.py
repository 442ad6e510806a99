"""Notes and bookmarks: kept, never lost between two windows, and seen by nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.courses import services
from ashilms.courses.models import Bookmark, Course, Note
from ashilms.courses.rules.notes import LONGEST, Marked, NoteText, as_markdown, latest_first, plain_note
from ashilms.errors import Missing, NotAllowed
from ashilms.packs.services import load_pack
from tests.conftest import NOW, Cast
from tests.packs.small import NAME, swapped, write_pack

Sign = Callable[[str | None], FlaskClient]
ABOVE, LOAD = (NAME, "m01", "m01-l01"), (NAME, "m02", "m02-l01")
PAGE = f"/courses/{NAME}/m01/m01-l01"


@pytest.fixture
def ana(db: Session, cast: Cast, course: Course, now: datetime) -> Cast:
    """The cast, of whom Ana takes the course."""
    services.enrol(db, cast.ana, course.id, now=now)
    return cast


def only_note(db: Session) -> Note:
    return db.scalars(select(Note).execution_options(populate_existing=True)).one()


def test_a_note_is_kept_and_changed_and_the_record_says_nothing_of_it(
    db: Session, ana: Cast, now: datetime
) -> None:
    before = db.scalar(select(func.count()).select_from(AuditRecord))
    services.save_note(db, ana.ana, *ABOVE, "The bar.", 0, now=now)
    services.save_note(db, ana.ana, *ABOVE, "The high bar.", 1, now=now + timedelta(hours=1))
    note = only_note(db)
    assert (note.text, note.version, note.saved_at) == ("The high bar.", 2, now + timedelta(hours=1))
    assert db.scalar(select(func.count()).select_from(AuditRecord)) == before


@pytest.mark.parametrize("seen", [0, 1, 9])
def test_a_later_save_of_an_older_version_loses_neither_text(
    db: Session, ana: Cast, now: datetime, seen: int
) -> None:
    services.save_note(db, ana.ana, *ABOVE, "One.", 0, now=now)
    services.save_note(db, ana.ana, *ABOVE, "Two.", 1, now=now)
    with pytest.raises(services.NoteChanged) as both:
        services.save_note(db, ana.ana, *ABOVE, "Three.", seen, now=now)
    assert (both.value.kept.text, both.value.typed) == ("Two.", "Three.")
    services.save_note(db, ana.ana, *ABOVE, "Two.", seen, now=now)  # the same text: nothing to choose
    assert only_note(db).text == "Two."
    services.save_note(db, ana.ana, *ABOVE, "Three.", both.value.kept.version, now=now)
    assert only_note(db).text == "Three."


def test_a_note_that_was_taken_away_comes_back_and_a_week_later_does_not(
    db: Session, ana: Cast, now: datetime
) -> None:
    services.save_note(db, ana.ana, *ABOVE, "One.", 0, now=now)
    note = only_note(db).id
    for _ in range(2):
        services.remove_note(db, ana.ana, note, now=now)
    assert services.find_marked(db, ana.ana.id) == []
    assert [entry.note and entry.note.id for entry in services.find_removed(db, ana.ana.id)] == [note]
    assert services.find_removed(db, ana.caz.id) == []
    with pytest.raises(services.NoteChanged) as both:
        services.save_note(db, ana.ana, *ABOVE, "Typed before.", 1, now=now)
    assert both.value.is_removed
    for _ in range(2):
        services.bring_back_note(db, ana.ana, note)
    assert [entry.note and entry.note.text for entry in services.find_marked(db, ana.ana.id)] == ["One."]
    services.remove_note(db, ana.ana, note, now=now)
    assert services.forget_notes(db, now=now + timedelta(days=7)) == 0
    assert services.forget_notes(db, now=now + timedelta(days=7, seconds=1)) == 1
    services.save_note(db, ana.ana, *ABOVE, "A window still open.", 3, now=now + timedelta(days=8))
    assert only_note(db).text == "A window still open."


def test_a_bookmark_is_set_and_taken_away_however_often_it_is_asked(
    db: Session, ana: Cast, now: datetime
) -> None:
    for keep, left in ((True, 1), (True, 1), (False, 0), (False, 0)):
        services.set_bookmark(db, ana.ana, *ABOVE, keep=keep, now=now)
        assert db.scalar(select(func.count()).select_from(Bookmark)) == left


def test_only_lessons_that_are_open_can_be_marked(db: Session, ana: Cast, now: datetime) -> None:
    for who, where in ((ana.ana, LOAD), (ana.caz, ABOVE)):
        with pytest.raises(NotAllowed):
            services.save_note(db, who, *where, "x", 0, now=now)
        with pytest.raises(NotAllowed):
            services.set_bookmark(db, who, *where, keep=True, now=now)
    services.save_note(db, ana.bea, *LOAD, "For the next class.", 0, now=now)


def test_nobody_else_reads_changes_or_removes_a_note(db: Session, ana: Cast, now: datetime) -> None:
    services.save_note(db, ana.ana, *ABOVE, "Mine.", 0, now=now)
    note = only_note(db).id
    for other in (ana.bea, ana.caz, ana.dee, ana.reg):
        assert services.find_marked(db, other.id) == []
        assert services.marks_of(db, other.id, only_note(db).lesson_id) == (None, False)
        for deed in (
            lambda who: services.get_note(db, who, note),
            lambda who: services.change_note(db, who, note, "Yours.", 1, now=NOW),
            lambda who: services.remove_note(db, who, note, now=NOW),
            lambda who: services.bring_back_note(db, who, note),
        ):
            with pytest.raises(Missing):
                deed(other)
    assert only_note(db).text == "Mine."


def test_what_is_marked_on_a_lesson_that_was_dropped_is_kept_and_said_to_be(
    db: Session, ana: Cast, now: datetime, tmp_path: Path
) -> None:
    services.save_note(db, ana.bea, *LOAD, "It moved.", 0, now=now)
    services.set_bookmark(db, ana.bea, *ABOVE, keep=True, now=now + timedelta(days=1))
    other = swapped("modules/02-table/01-load.md", "m02-l01", "m02-l09")["modules/02-table/01-load.md"]
    newer = swapped("pack.yaml", "version: 1", "version: 2") | {
        "modules/02-table/01-load.md": None, "modules/02-table/01-other.md": other,
    }  # fmt: skip
    load_pack(db, machine("cli"), write_pack(tmp_path / "2", newer), now=now)
    found = services.find_marked(db, ana.bea.id)
    assert [(e.title, e.is_taught, bool(e.bookmarked_at), bool(e.note)) for e in found] == [
        ("Above", True, True, False), ("Load", False, False, True),
    ]  # fmt: skip
    assert services.find_marked(db, ana.bea.id, "other") == []
    assert len(services.find_marked(db, ana.bea.id, NAME)) == 2


def marked(title: str, day: int, note: str = "", *, bookmark: int = 0, is_taught: bool = True) -> Marked:
    at = NOW.replace(day=day)
    text = NoteText(1, note, 1, at) if note else None
    return Marked("c", "Course", "m", "Module", "l", title, is_taught, text, NOW.replace(day=bookmark or day))


def test_the_latest_is_first_be_it_a_note_or_a_bookmark() -> None:
    entries = [marked("Old note", 3, "x"), marked("New", 9), marked("Bookmarked late", 2, "x", bookmark=8)]
    assert [entry.title for entry in latest_first(entries)] == ["New", "Bookmarked late", "Old note"]


def test_notes_are_taken_along_as_they_were_typed() -> None:
    text = as_markdown([marked("Bars", 3, "# Not a heading\n\n- one", is_taught=False)], ["3 November 2026"])
    assert text == (
        "# Notes and bookmarks\n\n## Bars (no longer in the course)\n\nCourse, Module. 3 November 2026, bookmarked.\n\n"
        "> # Not a heading\n>\n> - one\n"
    )
    assert plain_note("a\r\nb\rc \n") == "a\nb\nc"


@pytest.mark.usefixtures("host_course")
class TestThePages:
    """What the pages do with it, without any script."""

    @pytest.fixture
    def browser(self, client_of: Sign) -> FlaskClient:
        browser = client_of("ana")
        assert browser.post(f"/courses/{NAME}/enrol").status_code == 302
        return browser

    @staticmethod
    def said(browser: FlaskClient, path: str, code: int = 200) -> str:
        answer = browser.get(path)
        assert answer.status_code == code
        return " ".join(answer.get_data(as_text=True).split())

    def test_a_note_is_saved_shown_with_its_time_and_printed_with_the_lesson(
        self, browser: FlaskClient
    ) -> None:
        assert "al-note--none" in self.said(browser, PAGE)
        saved = browser.post(f"{PAGE}/note", data={"text": "Two\r\nlines <b>", "version": "0"})
        assert saved.headers["Location"] == f"{PAGE}#note"
        answer = browser.get(PAGE).text
        assert '<p class="al-note__text">Two\nlines &lt;b&gt;</p>' in answer
        assert "Saved 24 Nov 2026, 12:00 UTC" in answer
        assert "al-note--none" not in answer

    def test_two_windows_are_told_of_each_other_and_both_texts_are_there(
        self, browser: FlaskClient, host_db: Session
    ) -> None:
        browser.post(f"{PAGE}/note", data={"text": "First window.", "version": "0"})
        late = browser.post(f"{PAGE}/note", data={"text": "Second window.", "version": "0"})
        assert late.status_code == 409
        assert "First window." in late.text
        assert "Second window.</textarea>" in late.text
        assert only_note(host_db).text == "First window."
        assert 'name="version" type="hidden" value="1"' in late.text
        assert browser.post(f"{PAGE}/note", data={"text": "Both.", "version": "1"}).status_code == 302
        note = only_note(host_db).id
        again = browser.post(f"/notes/{note}", data={"text": "Third.", "version": "1"})
        assert again.status_code == 409
        assert "Both." in again.text

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"text": " \n ", "version": "0"}, 422),
            ({"version": "0"}, 422),
            ({"text": "x" * (LONGEST + 1), "version": "0"}, 422),
            ({"text": "x", "version": "-1"}, 422),
            ({"text": "x", "version": "1" * 10}, 422),
            ({"text": "x\x00", "version": "0"}, 400),
            ({"text": "x\r\n" * (LONGEST // 2), "version": "0"}, 302),
        ],
    )
    def test_a_malformed_note_comes_back_as_it_was_typed(
        self, browser: FlaskClient, host_db: Session, data: dict[str, str], code: int
    ) -> None:
        answer = browser.post(f"{PAGE}/note", data=data)
        assert answer.status_code == code
        assert db_count(host_db) == (code == 302)
        assert code != 422 or data.get("text", "").strip()[:100] in answer.text

    def test_a_note_is_removed_and_brought_back(self, browser: FlaskClient, host_db: Session) -> None:
        browser.post(f"{PAGE}/note", data={"text": "Keep me.", "version": "0"})
        note = only_note(host_db).id
        assert "Keep me." in self.said(browser, "/notes")
        gone = browser.post(f"/notes/{note}/remove").headers["Location"]
        page = self.said(browser, gone)
        assert "What you noted on “Above” can be brought back" in page
        assert "Keep me." not in page
        assert "Above: Keep me." in self.said(browser, "/notes")
        assert "al-note--none" in self.said(browser, PAGE)
        assert browser.post(f"/notes/{note}/bring-back").status_code == 302
        assert "Keep me." in self.said(browser, PAGE)

    def test_a_bookmark_is_set_on_the_lesson_and_stands_among_the_notes(self, browser: FlaskClient) -> None:
        assert "Nothing marked yet" in self.said(browser, "/notes")
        assert browser.post(f"{PAGE}/bookmark", data={"keep": "1"}).headers["Location"] == PAGE
        assert 'aria-pressed="true"' in self.said(browser, PAGE)
        assert "Bookmarked" in self.said(browser, "/notes")
        assert browser.post(f"{PAGE}/bookmark", data={"keep": "2"}).status_code == 400
        browser.post(f"{PAGE}/bookmark", data={"keep": "0"})
        assert "Nothing marked yet" in self.said(browser, "/notes")

    def test_one_takes_one_s_own_along_and_nobody_else_s(self, browser: FlaskClient, client_of: Sign) -> None:
        browser.post(f"{PAGE}/note", data={"text": "Ana’s own.", "version": "0"})
        got = browser.get("/notes/export")
        assert got.content_type == "text/markdown; charset=utf-8"
        assert got.headers["Content-Disposition"] == "attachment; filename=notes.md"
        assert "> Ana’s own.\n" in got.text
        for other in ("bea", "caz", "dee", "reg"):
            who = client_of(other)
            for path in ("/notes", "/notes/export", "/notes?removed=1", f"/notes?course={NAME}"):
                assert "own." not in who.get(path).text

    @pytest.mark.parametrize("who", ["bea", "caz", "dee", "reg"])
    @pytest.mark.parametrize("deed", ["", "/remove", "/bring-back"])
    def test_another_s_note_does_not_exist(
        self, browser: FlaskClient, client_of: Sign, host_db: Session, who: str, deed: str
    ) -> None:
        browser.post(f"{PAGE}/note", data={"text": "Mine.", "version": "0"})
        note = only_note(host_db).id
        sent = {"text": "Yours.", "version": "1"}
        assert client_of(who).post(f"/notes/{note}{deed}", data=sent).status_code == 404
        assert (only_note(host_db).text, only_note(host_db).removed_at) == ("Mine.", None)

    def test_a_visitor_signs_in_first(self, client_of: Sign) -> None:
        for path in ("/notes", "/notes/export"):
            assert client_of(None).get(path).status_code == 401
        assert client_of(None).post(f"{PAGE}/note", data={"text": "x", "version": "0"}).status_code == 401


def db_count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Note)) or 0
