"""The one queue: flags first, then age, across rooms and pages; and what it asks of the database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from ashilms.actor import Actor
from ashilms.desk import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.waiting import Counts, Turn, Undoable, Waiting, listed
from tests.conftest import NOW
from tests.desk.test_cost import Sign, copied
from tests.schooling import Counted, Founded, text_of

pytestmark = pytest.mark.any_database
BEA = Actor(1, "Bea")


def item(kind: str, id: int, minutes: int, *, flagged: bool = False) -> Waiting:
    since = NOW - timedelta(minutes=minutes)
    return Waiting(kind, id, 1, "Ana", since, "why", flagged, "somewhere", {})


ENTRIES = [item("entry", id, minutes=100 - id) for id in range(40)] + [item("entry", 90, 1, flagged=True)]
ESSAYS = [
    item("essay", 1, minutes=500),
    item("essay", 2, minutes=0, flagged=True),
    item("essay", 3, minutes=80),
]
UNDO = Undoable("Returned", NOW, "somewhere", {})
SOURCES = (
    lambda *_, **__: listed(ENTRIES),
    lambda *_, **__: listed(ESSAYS, [UNDO]),
)


@pytest.mark.parametrize(
    ("asked", "page", "begins", "shown"),
    [
        (1, 1, [("entry", 90), ("essay", 2), ("essay", 1), ("entry", 0)], 25),
        (2, 2, [("entry", 21), ("entry", 22)], 19),
        (0, 1, [("entry", 90)], 25),
        (99, 2, [("entry", 21)], 19),
    ],
)
def test_rooms_offer_what_waits_to_one_queue_flags_first_then_age(
    asked: int, page: int, begins: list[tuple[str, int]], shown: int
) -> None:
    queue = services.queue_of(None, BEA, SOURCES, page=asked, now=NOW)  # type: ignore[arg-type]
    assert (queue.waiting, queue.flagged, queue.page, queue.pages) == (44, 2, page, 2)
    assert [(found.kind, found.id) for found in queue.items][: len(begins)] == begins
    assert len(queue.items) == shown
    assert queue.undoable == [UNDO]


def test_whoever_stands_at_the_table_goes_before_every_flag() -> None:
    at_the_table = replace(item("screening", 7, minutes=1), first=True)
    queue = services.queue_of(None, BEA, (*SOURCES, lambda *_, **__: listed([at_the_table])), page=1, now=NOW)  # type: ignore[arg-type]
    assert [found.kind for found in queue.items][:3] == ["screening", "entry", "essay"]


def test_nothing_waits_on_one_empty_page() -> None:
    queue = services.queue_of(None, BEA, (), page=3, now=NOW)  # type: ignore[arg-type]
    assert (queue.items, queue.waiting, queue.page, queue.pages) == ([], 0, 1, 1)


def test_a_source_of_little_counts_and_lines_up_what_it_finds() -> None:
    offer = listed(ESSAYS)
    assert offer.counts == Counts(3, 1)
    turns = offer.line_up(2)
    assert turns == [
        Turn(True, False, NOW, "essay", 2),
        Turn(True, True, NOW - timedelta(minutes=500), "essay", 1),
    ]
    assert [found.id for found in offer.describe(turns)] == [1, 2]


def test_the_inbox_asks_as_often_for_two_thousand_entries_as_for_twenty(
    client_of: Sign, site_school: Founded, counted: Counted
) -> None:
    browser, db = client_of("bea"), site_school.db
    entry = db.scalars(select(Entry)).one()
    waits = {
        "state": State.SUBMITTED,
        "form_key": None,
        "lapses_at": NOW + timedelta(days=20),
        "flagged": False,
        "decision_id": None,
    }
    first = copied(db, entry, **waits)
    row = {
        column.key: getattr(first, column.key)
        for column in Entry.__mapper__.column_attrs
        if column.key != "id"
    }
    asked = []
    for many in (19, 1980):
        db.execute(insert(Entry), [row] * many)
        db.commit()
        with counted() as said:
            page = text_of(browser.get("/inbox?page=80"))
        asked.append(len(said))
    assert "2000 waiting" in page
    assert "Page 80 of 80" in page
    assert page.count('why">Session · P3') == 25
    assert asked[0] == asked[1] <= 21
