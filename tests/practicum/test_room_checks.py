"""A session stands on a room that could be used then and on a check that passed before it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ashilms.actor import Actor
from ashilms.demo.doings import acceptance, check_room
from ashilms.practicum import services
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.services import Refused
from ashilms.sites import services as sites
from tests.conftest import NOW
from tests.practicum.conftest import Desk, at

EARLY = NOW.replace(hour=8, minute=41)


def checked(desk: Desk, sheet: Sheet, who: Actor, at: datetime = EARLY, **more: Any) -> Sheet:
    """Return the sheet on a check that somebody did."""
    check = check_room(desk.db, who, desk.stage.room, "bars", now=at, **more)
    return replace(sheet, check_id=check.id)


def refusal(desk: Desk, sheet: Sheet) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        desk.send(sheet)
    return {reason.field: reason.sentence for reason in refused.value.reasons}


def test_a_session_stands_on_a_check_that_fits(desk: Desk, sheet: Sheet) -> None:
    """T01: one's own, or the named supervisor's; the entry refers to it."""
    cast = desk.cast
    assert "Choose the check" in refusal(desk, checked(desk, sheet, cast.caz))["check_id"]
    assert "Choose the check" in refusal(desk, checked(desk, sheet, cast.dee))["check_id"]
    early = checked(desk, sheet, cast.ana, EARLY.replace(hour=6))
    assert "holds for two hours" in refusal(desk, early)["check_id"]
    late = checked(desk, sheet, cast.ana, EARLY.replace(hour=9))
    assert "after its start" in refusal(desk, late)["check_id"]
    yesterday = checked(desk, sheet, cast.ana, EARLY - timedelta(days=1))
    assert "of 23 November 2026" in refusal(desk, yesterday)["check_id"]
    dusty = checked(desk, sheet, cast.ana, EARLY.replace(minute=50), failed="floor")
    assert "did not pass" in refusal(desk, dusty)["check_id"]
    entry = desk.send(checked(desk, sheet, cast.bea))
    assert entry.check is not None
    assert (entry.check.person_id, entry.checked_at) == (cast.bea.id, None)
    assert entry.as_content()["check_id"] == entry.check_id


def test_a_session_in_a_locked_room_is_refused(desk: Desk, sheet: Sheet) -> None:
    """T01: while it was locked, however early the check; before and after, it may be logged."""
    good, cast = checked(desk, sheet, desk.cast.ana), desk.cast
    check_room(
        desk.db, cast.caz, desk.stage.room, failed="table", refused=True, note="The hinge is cracked.",
        now=EARLY.replace(hour=9, minute=30),
    )  # fmt: skip
    assert "locked on 24 November 2026 at 09:30" in refusal(desk, good)["room_id"]
    assert "The hinge is cracked." in refusal(desk, good)["room_id"]
    desk.send(replace(good, end=at("09:30")))
    lock = sites.get_room(desk.db, desk.stage.room).open_locks[0]
    ten = EARLY.replace(hour=10, minute=0)
    sites.unlock_room(desk.db, cast.bea, lock.id, reason="There is a new table.", now=ten)
    after = replace(sheet, start=at("10:00"), end=at("10:40"))
    assert "Check it again" in refusal(desk, replace(after, check_id=good.check_id))["check_id"]
    desk.send(checked(desk, after, cast.ana, ten))


def test_a_check_that_failed_since_takes_the_place_of_the_one_that_passed(desk: Desk, sheet: Sheet) -> None:
    good = checked(desk, sheet, desk.cast.ana)
    check_room(desk.db, desk.cast.ana, desk.stage.room, failed="floor", now=EARLY.replace(minute=55))
    assert "at 08:55, did not pass" in refusal(desk, good)["check_id"]


def test_a_record_that_came_after_the_session_holds_for_none_before_it(desk: Desk, sheet: Sheet) -> None:
    room = sites.add_room(desk.db, desk.cast.bea, name="New", site="School", now=NOW)
    sites.record_acceptance(desk.db, desk.cast.bea, room.id, acceptance(NOW.date()), now=NOW)
    yesterday = replace(sheet, room_id=room.id, day=date(2026, 11, 23))
    assert "had not been inspected" in refusal(desk, yesterday)["room_id"]


def test_an_entry_whose_check_was_typed_keeps_it_through_an_amendment(desk: Desk, sheet: Sheet) -> None:
    """Entries from before checks were recorded stay what they were, signature and all."""
    entry = desk.send(sheet)
    entry.check_id, entry.checked_at, entry.decision_id = None, EARLY, None
    desk.db.flush()
    desk.sign(entry)
    assert not {"check_id", "decision_id"} & set(entry.as_content())
    assert services.find_altered(desk.db) == []
    amendment = services.amend_entry(desk.db, desk.cast.ana, entry.id, now=NOW)
    desk.db.commit()
    shorter = replace(sheet, end=at("09:40"), check_id=None)
    elsewhere = replace(shorter, room_id=desk.stage.other_room)
    values = {"version": 1, "send": True, "now": NOW}
    with pytest.raises(Refused, match="Choose the check"):
        services.change_entry(desk.db, desk.cast.ana, amendment.id, elsewhere, **values)
    desk.db.rollback()
    services.change_entry(desk.db, desk.cast.ana, amendment.id, shorter, **values)
    assert (amendment.checked_at, amendment.check_id, amendment.client) == (EARLY, None, "C-14")


def test_a_draft_from_before_checks_were_recorded_can_be_read(desk: Desk, sheet: Sheet) -> None:
    entry = desk.draft(replace(sheet, decision_id=None, check_id=None))
    assert entry.sheet is not None
    kept = {name: value for name, value in entry.sheet.items() if name != "check_id"}
    entry.sheet = {**kept, "check_at": "08:41:00", "check_held": True}
    assert entry.as_sheet().check_id is None
