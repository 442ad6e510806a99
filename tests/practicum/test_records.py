"""The record of hours: what it adds up to, whose it is, and that sheet and paper say the same."""

import csv
import io
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.errors import Missing, Unacceptable
from ashilms.formats import hours
from ashilms.practicum import services
from ashilms.practicum.drawing import record_pdf
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Posting, post
from ashilms.practicum.rules.records import (
    HEAD,
    HoursRecord,
    Recorded,
    month_in_words,
    rows_of,
    sums_in_words,
)
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import State
from ashilms.spreadsheet import TRIGGERS
from tests.conftest import CAST, NOW, Cast
from tests.practicum.conftest import Desk, Stage, build_stage, make_sheet

BERLIN = "Europe/Berlin"


def held(
    id: int, starts: datetime, minutes: int, state: State, supervisor: str = "Bea", category: str = "P3"
) -> Posting:
    """Return a session as the ledger sees it."""
    return Posting(id, category, Span(starts, starts + timedelta(minutes=minutes)), BERLIN, state)


def record_of(*sessions: tuple[Posting, str], month: str = "", room: str = "Room 1") -> HoursRecord:
    """Return the record of these sessions, each with its supervisor."""
    names = {posting.id: supervisor for posting, supervisor in sessions}
    lines = post([posting for posting, _ in sessions], daily_cap=360).lines
    made = tuple(Recorded(line, room, "School", names[line.entry.id], "C-1") for line in lines)
    kept = tuple(one for one in made if month in ("", one.month))
    return HoursRecord("Ana", NOW, (12, "ab" * 32), kept, {"P3": "Peer practice"}, month)


NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 January in Berlin."""
WHOLE = record_of(
    (held(1, datetime(2026, 11, 2, 9, tzinfo=UTC), 60, State.COUNTERSIGNED), "Bea"),
    (held(2, datetime(2026, 11, 2, 12, tzinfo=UTC), 330, State.COUNTERSIGNED), "Dee"),
    (held(3, datetime(2026, 12, 1, 9, tzinfo=UTC), 45, State.SUBMITTED), "Bea"),
    (held(4, datetime(2026, 12, 2, 9, tzinfo=UTC), 30, State.VOID, category="P4"), "Bea"),
    (held(5, NEW_YEAR, 40, State.COUNTERSIGNED), "Bea"),
)


def test_every_way_of_adding_it_up_comes_to_the_same() -> None:
    """By category, supervisor and month each minute stands once."""
    for totals in (WHOLE.by_category, WHOLE.by_supervisor, WHOLE.by_month):
        assert sum(one.sessions for one in totals) == 5
        assert sum(one.sums.minutes for one in totals) == WHOLE.total.minutes == 505
        assert sum(one.sums.credited for one in totals) == WHOLE.total.credited == 400
    assert [one.name for one in WHOLE.by_category] == ["P3 · Peer practice", "P4 · P4"]
    assert [(one.name, one.sums.credited, one.sums.over_cap) for one in WHOLE.by_supervisor] == [
        ("Bea", 100, 0), ("Dee", 300, 30),
    ]  # fmt: skip


def test_a_session_belongs_to_the_month_in_which_it_began_where_it_was_held() -> None:
    """A minute to midnight in London is the next year in Berlin."""
    assert [one.name for one in WHOLE.by_month] == ["2026-11", "2026-12", "2027-01"]
    assert WHOLE.sessions[-1].day == date(2027, 1, 1)


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-00", "11-2026", "2026-1a", "x"])
def test_what_is_no_month_has_no_words(month: str) -> None:
    """So that no page is made of it."""
    assert month_in_words("2026-11") == "November 2026"
    with pytest.raises(ValueError, match=r"month|isoformat"):
        month_in_words(month)


def test_the_sheet_has_a_row_for_each_session() -> None:
    """Every column named, every minute in one of four."""
    head, *rows = rows_of(WHOLE)
    assert head == HEAD
    assert all(len(row) == len(HEAD) for row in rows)
    named = [dict(zip(HEAD, row, strict=True)) for row in rows]
    assert [row["minutes"] for row in named] == [60, 330, 45, 30, 40]
    parts = ("credited", "waiting", "over the daily cap", "not counted")
    assert all(sum(row[part] for part in parts) == row["minutes"] for row in named)
    assert [row["why"] for row in named] == ["", "Over the daily cap.", "", "Declared void.", ""]


def test_what_it_comes_to_is_told_in_a_line() -> None:
    """With nothing in it that is nought."""
    assert (
        sums_in_words(WHOLE.total)
        == "6 h 40 min credited, 45 min waiting, 30 min over the daily cap, 30 min not counted"
    )
    assert sums_in_words(record_of().total) == "nothing yet"


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """Return what a PDF says."""
    file = tmp_path / "record.pdf"
    file.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(found.stdout.split())


def draw(app: Flask, record: HoursRecord) -> bytes:
    """Draw the record as the site does."""
    with app.app_context():
        return record_pdf(record, app.extensions["ashilms"].render, provider="School of tests")


@pytest.mark.any_database
def test_the_paper_says_what_the_sheet_says_and_leaves_lines_to_sign_on(app: Flask, tmp_path: Path) -> None:
    """Totals, every session, each supervisor's line, and the place in the audit record."""
    text = text_of(draw(app, WHOLE), tmp_path)
    for said in (
        "Record of supervised practice", "Ana, trainee", "Bea, supervisor", "Dee, supervisor",
        "not continuing education", "Declared void.", "Over the daily cap.", hours(400),
        "at its record 12", "1 January 2027",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("entry ") >= 5
    month = text_of(draw(app, record_of(*[], month="2026-11")), tmp_path)
    assert "Supervised practice in November 2026" in month
    assert "No session was sent in this month." in month


@pytest.mark.any_database
def test_letters_that_no_font_has_are_named(app: Flask) -> None:
    """Never printed as boxes; other alphabets that have a font are."""
    first = (held(1, datetime(2026, 11, 2, 9, tzinfo=UTC), 60, State.COUNTERSIGNED), "Bea")
    assert draw(app, record_of(first, room="Зал Ω ớ")).startswith(b"%PDF")
    with pytest.raises(Unacceptable, match="道"):
        draw(app, record_of(first, room="道場"))


def test_a_record_is_its_own_trainee_s_and_the_registrar_s(db: Session, cast: Cast, stage: Stage) -> None:
    """T11: to supervisors and to other trainees there is none."""
    Desk(db, cast, stage).send(make_sheet(stage, cast.bea.id))
    for who in (cast.ana, cast.reg):
        assert services.record_hours(db, who, cast.ana.id, now=NOW).total.pending == 60
    for who in (cast.bea, cast.caz, cast.dee):
        with pytest.raises(Missing):
            services.record_hours(db, who, cast.ana.id, now=NOW)


def test_a_month_leaves_the_others_out(db: Session, cast: Cast, stage: Stage) -> None:
    """And what is no month has no record."""
    Desk(db, cast, stage).send(make_sheet(stage, cast.bea.id))
    assert len(services.record_hours(db, cast.ana, cast.ana.id, month="2026-11", now=NOW).sessions) == 1
    assert services.record_hours(db, cast.ana, cast.ana.id, month="2026-10", now=NOW).sessions == ()
    with pytest.raises(Missing):
        services.record_hours(db, cast.ana, cast.ana.id, month="2026-13", now=NOW)


@pytest.mark.any_database
def test_however_many_sessions_there_are_it_asks_as_often(db: Session, cast: Cast, stage: Stage) -> None:
    """A trainee's hundredth session costs no query more."""
    first = Desk(db, cast, stage).send(make_sheet(stage, cast.bea.id))
    asked: list[str] = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for days in range(1, 4):
        kept = {column.name: getattr(first, column.name) for column in Entry.__table__.columns}
        gone = timedelta(days=days)
        new = {"id": None, "form_key": None, "decision_id": None}
        times = {"starts": first.starts - gone, "ends": first.ends - gone}
        db.add(Entry(**kept | new | times))
        db.commit()
        asked.clear()
        assert len(services.record_hours(db, cast.ana, cast.ana.id, now=NOW).sessions) == days + 1
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_sheet_and_paper_are_downloaded_from_the_page(
    host_db: Session, client_of: Callable[[str | None], FlaskClient]
) -> None:
    """T11, T20: no cell of the sheet is computed, both keep out of caches, and they are nobody else's."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    stage = build_stage(host_db, cast)
    Desk(host_db, cast, stage).send(make_sheet(stage, cast.bea.id))
    ana, address = client_of("ana"), f"/practicum/hours/{cast.ana.id}"
    assert f'href="{address}"' in ana.get("/practicum").text
    page = ana.get(f"{address}?month=2026-11").text
    assert f'href="{address}.pdf?month=2026-11"' in page
    taken = ana.get(f"{address}.csv")
    rows = list(csv.reader(io.StringIO(taken.data.decode("utf-8-sig"), newline="")))
    assert (len(rows), tuple(rows[0])) == (2, HEAD)
    assert not any(cell.startswith(TRIGGERS) for row in rows for cell in row)
    paper = ana.get(f"{address}.pdf")
    assert paper.data.startswith(b"%PDF")
    assert {taken.headers["Cache-Control"], paper.headers["Cache-Control"]} == {"no-store"}
    assert ana.get(f"{address}?month=2020-1").status_code == 404
    for who, status in (("reg", 200), ("caz", 404), ("bea", 403)):
        assert {client_of(who).get(address + end).status_code for end in ("", ".csv", ".pdf")} == {status}
