"""Sessions that nobody answers: who is reminded when, once each, and who decides in a supervisor's place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ashilms.actor import Actor
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services
from ashilms.practicum.rules.lateness import stage_of
from ashilms.practicum.rules.sheet import Sheet
from ashilms.supervision import services as supervision
from ashilms.supervision.services import Span
from tests.conftest import NOW
from tests.practicum.conftest import Desk

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("days", "stage"),
    [(0, None), (6.99, None), (7, 7), (13.99, 7), (14, 14), (20.99, 14), (21, 21), (29, 21)],
)
def test_the_stage_is_the_last_one_reached(days: float, stage: int | None) -> None:
    assert stage_of(NOW, NOW + timedelta(days=days)) == stage
    assert stage_of(None, NOW) is None


def stand_in(desk: Desk, who: Actor, scope: Span | int) -> None:
    supervision.assign_substitute(desk.db, desk.cast.reg, desk.cast.bea.id, who.id, scope, now=NOW)


def readers(desk: Desk, days: float) -> list[tuple[str, int, str]]:
    found = services.find_reminders(desk.db, now=NOW + timedelta(days=days))
    return [(reminder.to.name, reminder.days, reminder.template) for reminder in found]


def test_the_supervisor_is_reminded_twice_and_the_registrars_are_told_before_it_lapses(
    desk: Desk, sheet: Sheet
) -> None:
    desk.send(sheet)
    assert readers(desk, 6) == []
    assert readers(desk, 7) == [("Bea", 7, "entry-waiting")]
    assert readers(desk, 14) == [("Bea", 14, "entry-waiting")]
    assert readers(desk, 21) == [("Bea", 21, "entry-late"), ("Reg", 21, "entry-late")]
    assert readers(desk, 30) == []


def test_whoever_stands_in_is_reminded_too_and_nobody_of_what_was_answered(desk: Desk, sheet: Sheet) -> None:
    entry = desk.send(sheet)
    stand_in(desk, desk.cast.dee, Span(TODAY, TODAY + 9 * DAY))
    assert readers(desk, 8) == [("Bea", 7, "entry-waiting"), ("Dee", 7, "entry-waiting")]
    assert readers(desk, 15) == [("Bea", 14, "entry-waiting")], "Dee stands in no more"
    desk.sign(entry)
    assert readers(desk, 8) == []


@pytest.mark.parametrize(
    ("starts", "ends", "decides"), [(0, 0, True), (-3, 3, True), (1, 3, False), (-3, 0, True)]
)
def test_a_substitute_decides_on_the_days_of_the_span(
    desk: Desk, sheet: Sheet, starts: int, ends: int, decides: bool
) -> None:
    entry = desk.send(sheet)
    stand_in(desk, desk.cast.dee, Span(TODAY + starts * DAY, TODAY + ends * DAY))
    waiting = services.waiting_for(desk.db, desk.cast.dee, now=NOW)
    assert [item.id for item in waiting] == [entry.id] * decides
    assert services.is_signer(desk.db, desk.cast.dee, entry, now=NOW) is decides
    if not decides:
        with pytest.raises(Missing):
            services.find_entry(desk.db, desk.cast.dee, entry.id, now=NOW)
        return
    services.countersign_entry(desk.db, desk.cast.dee, entry.id, version=1, ratings={}, outcome=None, now=NOW)
    assert (entry.reviews[0].reviewer_id, entry.supervisor_id) == (desk.cast.dee.id, desk.cast.bea.id)
    late = NOW + 99 * DAY
    assert services.find_entry(desk.db, desk.cast.dee, entry.id, now=late) is entry, (
        "they see what they signed"
    )


def test_a_substitute_for_one_session_decides_on_that_one_alone(desk: Desk, sheet: Sheet) -> None:
    first = desk.send(sheet)
    second = desk.send(replace(sheet, day=TODAY - DAY))
    services.assign_stand_in(desk.db, desk.cast.reg, first.id, desk.cast.dee.id, now=NOW)
    assert [item.id for item in services.waiting_for(desk.db, desk.cast.dee, now=NOW)] == [first.id]
    with pytest.raises(Missing):
        services.get_waiting(desk.db, desk.cast.dee, second.id, now=NOW)
    with pytest.raises(Unacceptable, match="stand in for this session already"):
        services.assign_stand_in(desk.db, desk.cast.reg, first.id, desk.cast.dee.id, now=NOW)


def test_a_substitute_signs_by_their_own_credentials_and_never_their_own_or_a_relative_s(
    desk: Desk, sheet: Sheet
) -> None:
    """T03."""
    entry = desk.send(sheet)
    stand_in(desk, desk.cast.dee, Span(TODAY, TODAY))
    supervision.declare_tie(desk.db, desk.cast.dee, "ana@example.org", now=NOW)
    with pytest.raises(NotAllowed, match="close tie"):
        services.countersign_entry(
            desk.db, desk.cast.dee, entry.id, version=1, ratings={}, outcome=None, now=NOW
        )
    with pytest.raises(Unacceptable, match="entitled on that day"):
        services.assign_stand_in(desk.db, desk.cast.reg, entry.id, desk.cast.dee.id, now=NOW)
    with pytest.raises(Unacceptable):
        services.assign_stand_in(desk.db, desk.cast.reg, entry.id, desk.cast.ana.id, now=NOW)


def test_only_a_registrar_lets_somebody_stand_in_for_what_waits(desk: Desk, sheet: Sheet) -> None:
    """T11."""
    entry = desk.send(sheet)
    for who in (desk.cast.ana, desk.cast.bea, desk.cast.dee):
        with pytest.raises(Missing):
            services.assign_stand_in(desk.db, who, entry.id, desk.cast.dee.id, now=NOW)
        with pytest.raises(Missing):
            supervision.assign_substitute(
                desk.db, who, desk.cast.bea.id, desk.cast.dee.id, Span(TODAY, TODAY), now=NOW
            )
    desk.sign(entry)
    with pytest.raises(Clash):
        services.assign_stand_in(desk.db, desk.cast.reg, entry.id, desk.cast.dee.id, now=NOW)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (TODAY, TODAY - DAY, "ends_on"),
        (TODAY - 9 * DAY, TODAY - DAY, "ends_on"),
        (TODAY, TODAY + 93 * DAY, "ends_on"),
    ],
)
def test_a_span_that_cannot_be_is_refused_at_its_field(
    desk: Desk, starts: date, ends: date, field: str
) -> None:
    with pytest.raises(Unacceptable) as refused:
        stand_in(desk, desk.cast.dee, Span(starts, ends))
    assert refused.value.field == field
    with pytest.raises(Unacceptable):
        stand_in(desk, desk.cast.ana, Span(TODAY, TODAY))
