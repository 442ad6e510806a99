"""The stored ledger is what the whole one says, whatever is signed, replaced or declared void, in any order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.services.reckoning import reckon
from tests.conftest import NOW
from tests.practicum.conftest import Desk, at, make_content

HELD = st.tuples(st.integers(0, 60), st.integers(30, 300))
"""When a session began, in hours, and how many minutes it took."""


def stored_is_whole(db: Session, person_id: int) -> bool:
    whole, sums = services.ledger_of(db, person_id, now=NOW), services.sums_of(db, person_id, now=NOW)
    entries = services.find_own(db, person_id)
    lines = services.find_lines(db, entries, now=NOW)
    told = {line.entry.id: line for line in whole.lines}
    return (sums.total, dict(sums.by_category), lines) == (whole.total, dict(whole.by_category), told)


def add(desk: Desk, model: Entry, hours: int, minutes: int) -> Entry:
    """Add a session that waits, so many hours after midnight two days ago."""
    columns = {
        c.key: getattr(model, c.key) for c in Entry.__mapper__.column_attrs if c.key not in ("id", "form_key")
    }
    starts = NOW.replace(hour=0, minute=0) - timedelta(days=2) + timedelta(hours=hours)
    entry = Entry(
        **{**columns, "starts": starts, "ends": starts + timedelta(minutes=minutes), "minutes": minutes}
    )
    desk.db.add(entry)
    desk.db.flush()
    return entry


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sessions=st.lists(
        st.tuples(st.integers(0, 60), st.integers(30, 300)), min_size=1, max_size=6, unique_by=lambda s: s[0]
    ),
    steps=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["countersigned", "void", "amended"])), max_size=9
    ),
)
def test_the_stored_ledger_is_the_whole_one_whatever_happens_in_whatever_order(
    desk: Desk, sheet: Sheet, sessions: list[tuple[int, int]], steps: list[tuple[int, str]]
) -> None:
    desk.db.rollback()
    desk.db.query(Entry).delete()
    model = waiting_session(desk, sheet)
    entries = [add(desk, model, hours, minutes) for hours, minutes in sessions]
    for which, state in steps:
        entry = entries[which % len(entries)]
        if state == "countersigned" or entry.state == "countersigned":
            entry.state = state
            reckon(desk.db, entry)
    assert stored_is_whole(desk.db, model.person_id)
    assert services.find_misreckoned(desk.db) == []


def waiting_session(desk: Desk, sheet: Sheet) -> Entry:
    """Return a session of Ana's that waits and takes no place in the ledger."""
    person = desk.cast.ana.id
    return Entry(
        person_id=person, course_id=desk.stage.course_id, plan_id=desk.stage.plan_id, state="submitted", version=1,
        round=1, created_at=NOW, sent_at=NOW, lapses_at=NOW + timedelta(days=30), zone="Europe/Berlin", category="P3",
        room_id=desk.stage.room, supervisor_id=desk.cast.bea.id, client="C-1", in_room=True, flagged=False,
    )  # fmt: skip


def test_signing_and_voiding_reckon_the_day_anew(desk: Desk, sheet: Sheet) -> None:
    first = desk.sign(desk.send(replace(sheet, start=at("00:30"), end=at("04:30"))))
    second = desk.sign(desk.send(replace(sheet, start=at("05:00"), end=at("09:00"))))
    assert (first.credited, second.credited) == (240, 120)
    services.void_entry(desk.db, desk.cast.ana, first.id, reason="It was another day.", now=NOW)
    assert (first.credited, second.credited) == (None, 240)
    assert stored_is_whole(desk.db, desk.cast.ana.id)


def test_what_was_never_reckoned_or_by_another_cap_is_worked_out_and_reckoned_by_the_job(
    desk: Desk, sheet: Sheet
) -> None:
    db, ana = desk.db, desk.cast.ana
    entry = desk.sign(desk.send(replace(sheet, start=at("05:00"), end=at("09:00"))))
    content = make_content()
    content["practicum"]["caps"]["daily_minutes"] = 200
    services.load_plan(db, ana, desk.stage.course_id, content, pack_version=2, now=NOW)
    assert services.reckon_course(db, desk.stage.course_id) == 1
    assert (entry.credited, services.reckon_course(db, desk.stage.course_id)) == (200, 0)
    db.execute(update(Entry).values(credited=None, refused=None))
    db.expire_all()
    assert (entry.credited, services.sums_of(db, ana.id, now=NOW).total.credited) == (None, 200)
    assert services.reckon_unreckoned(db) == 1
    assert (entry.credited, services.reckon_unreckoned(db)) == (200, 0)
    assert stored_is_whole(db, ana.id)


def test_a_credit_that_somebody_changed_is_found_out(desk: Desk, sheet: Sheet) -> None:
    """T02: the ledger worked out from the entries is held against the stored one."""
    entry = desk.sign(desk.send(sheet))
    assert services.find_misreckoned(desk.db) == []
    desk.db.execute(update(Entry).values(credited=600))
    desk.db.expire_all()
    assert services.find_misreckoned(desk.db) == [entry.id]
