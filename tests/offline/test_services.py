"""What a device brings: taken once, decided again here, and never written over what is newer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.errors import Clash, Missing, NotAllowed, Refusal, Unacceptable
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.offline.services.drafts import ELSEWHERE, NO_DECISION
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.screenings import services as screenings
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules import codes
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck
from tests.conftest import NOW
from tests.offline.cases import BASE
from tests.offline.conftest import BACK, DONE, ENDED, MINUTE, Device
from tests.practicum.conftest import make_content


def failing(device: Device) -> dict[str, bool]:
    """Return the points of a check of which one that locks did not hold."""
    point = next(p for p in sites.get_check_plan(device.db, "bars").as_points() if p.fails == "lock")
    return device.held | {point.id: False}


def test_a_session_arrives_whole_and_each_part_with_both_times(device: Device) -> None:
    """T01: the supervisor's code is held against the minute in which it was typed."""
    check, secret = device.check(), device.authenticator()
    begun = device.begun(check, secret)
    rows = [device.send(item) for item in (check, begun, device.draft(begun))]
    assert [(row.captured_at, row.synced_at, row.notes) for row in rows] == [
        (at, BACK, []) for at in (DONE, DONE + 5 * MINUTE, ENDED)
    ]
    entry = device.db.get_one(Entry, rows[-1].entry_id)
    sheet, decision = entry.as_sheet(), device.db.get_one(ScreeningDecision, rows[1].decision_id)
    assert (entry.state, sheet.check_id, sheet.decision_id) == ("draft", rows[0].check_id, decision.id)
    assert device.db.get_one(RoomCheck, rows[0].check_id).at == DONE
    assert (decision.decided_at, decision.recorded_at, decision.client) == (DONE + 5 * MINUTE, BACK, "C-14")
    assert decision.signature is not None
    assert decision.start is not None
    assert (decision.signature.way, decision.start.at) == ("offline", DONE + 7 * MINUTE)
    assert services.find_arrivals(device.db, [entry.id]) == {entry.id: rows[-1]}
    practicum.submit_entry(device.db, device.cast.ana, entry.id, now=BACK)
    assert entry.state == "submitted"


def test_a_code_that_is_wrong_or_of_another_minute_signs_nothing_and_starts_nothing(device: Device) -> None:
    """T01: and the decision stays, so that it is seen."""
    check, secret = device.check(), device.authenticator()
    device.send(check)
    late = {"supervisor_id": device.cast.bea.id, "code": codes.code_at(secret, DONE), "at": BACK.isoformat()}
    for signed in (late, late | {"code": "000000"}, late | {"supervisor_id": device.cast.dee.id}, None):
        row = device.send(device.begun(check, secret, signed=signed))
        decision = device.db.get_one(ScreeningDecision, row.decision_id)
        assert (decision.signature, decision.start) == (None, None)
        assert row.notes[-1].startswith("The start of the session was not taken: ")


def test_the_same_item_again_is_the_same_and_makes_nothing_new(device: Device) -> None:
    """T01: whatever was sent and got no answer is sent again."""
    for item in (device.check(), device.draft()):
        first = device.send(item)
        assert device.send(item, now=BACK + timedelta(days=1)) is first
        assert first.synced_at == BACK
    assert device.db.scalar(select(func.count()).select_from(OfflineItem)) == 2
    assert device.db.scalar(select(func.count()).select_from(Entry)) == 1
    told = device.db.scalars(select(AuditRecord).where(AuditRecord.action == "offline.receive")).all()
    assert len(told) == 2


def test_one_key_is_there_once_for_a_person_whatever_the_code_does(device: Device) -> None:
    row = device.send(device.check())
    values = {"person_id": row.person_id, "key": row.key, "kind": "draft", "digest": "d", "notes": []}
    device.db.add(OfflineItem(**values, captured_at=NOW, synced_at=NOW))
    with pytest.raises(IntegrityError):
        device.db.flush()


def test_somebody_elses_key_is_their_own(device: Device) -> None:
    item = device.draft()
    mine, theirs = device.send(item), device.send(item, device.cast.caz)
    assert mine.entry_id != theirs.entry_id


def test_the_same_key_with_other_content_is_refused(device: Device) -> None:
    item = device.draft()
    device.send(item)
    with pytest.raises(Clash, match="sent before with other content"):
        device.send(replace(item, body={**item.body, "plan_x": 7}))


def test_only_a_trainee_of_the_course_sends(device: Device) -> None:
    with pytest.raises(NotAllowed):
        device.send(device.check(), device.cast.bea)
    with pytest.raises(Refusal):
        device.send(device.draft(course_id=device.stage.course_id + 1))


def test_a_fault_found_without_a_network_locks_the_room_when_it_arrives(device: Device) -> None:
    row = device.send(device.check(answers=failing(device)))
    check = device.db.get_one(RoomCheck, row.check_id)
    (lock,) = check.room.open_locks
    assert (check.outcome, check.at, lock.at) == ("locked", DONE, BACK)


def test_a_room_that_was_locked_meanwhile_is_told_and_the_check_stays_true(device: Device) -> None:
    sites.lock_after_incident(
        device.db, device.cast.bea, device.stage.room, reason="A bracket moved.", structural=True,
        now=DONE + timedelta(hours=1),
    )  # fmt: skip
    row = device.send(device.check())
    assert device.db.get_one(RoomCheck, row.check_id).outcome == "passed"
    assert row.notes == ["The room was locked at 15:00, after this check. A bracket moved."]


def test_a_check_that_passed_in_a_locked_room_is_refused(device: Device) -> None:
    before = DONE - timedelta(hours=1)
    sites.lock_after_incident(
        device.db, device.cast.bea, device.stage.room, reason="Cracked.", structural=True, now=before
    )
    with pytest.raises(Unacceptable, match="locked"):
        device.send(device.check())


def test_a_check_is_judged_by_the_points_of_its_time(device: Device) -> None:
    before, after = device.check(), device.check(at=BACK)
    points = [{"id": "only", "text": "Everything holds", "fails": "fix"}]
    sites.load_check_plan(device.db, machine("test"), "bars", points, now=DONE + timedelta(hours=1))
    assert device.send(before).check_id is not None
    with pytest.raises(Clash, match="changed"):
        device.send(after)


def test_a_decision_that_differs_is_told_and_ours_holds(device: Device) -> None:
    check = device.check()
    device.send(check)
    row = device.send(device.decision(check, told={"outcome": "STOP_DECLINE", "limits": {}}))
    assert row.notes == [
        "On this device the decision was “Stop: decline”; here it is “Proceed”. This one holds."
    ]
    assert device.db.get_one(ScreeningDecision, row.decision_id).outcome == "PROCEED"
    row = device.send(device.decision(check, told={"outcome": "PROCEED", "limits": {"max_depth": 5}}))
    assert row.notes == [
        "Here the limits are others, and these hold: One foot at a time. Client's score 6 at most."
    ]


def test_what_the_device_allowed_and_we_do_not_is_no_session(device: Device) -> None:
    """T01: whatever a device says of its own decision, a stop is a stop."""
    check, secret = device.check(), device.authenticator()
    device.send(check)
    stopped = device.begun(check, secret, answers={**BASE, "age": 17})
    row = device.send(stopped)
    decision = device.db.get_one(ScreeningDecision, row.decision_id)
    assert (decision.outcome, decision.start) == ("STOP_DECLINE", None)
    assert [note.partition(":")[0] for note in row.notes] == [
        "On this device the decision was “Proceed”; here it is “Stop",
        "The start of the session was not taken",
    ]


def test_rules_that_were_changed_since_are_told(device: Device) -> None:
    content, check = make_content(), device.check()
    content["practicum"]["caps"]["daily_minutes"] -= 1
    loaded = {"pack_version": 2, "now": DONE + timedelta(hours=1)}
    screenings.load_plan(device.db, machine("test"), device.stage.course_id, content, **loaded)
    device.send(check)
    row = device.send(device.decision(check))
    assert row.notes == [
        "The screening rules were changed since this device had them; those that hold now decided."
    ]


def test_a_screening_without_its_check_or_with_something_open_is_refused(device: Device) -> None:
    check = device.check()
    with pytest.raises(Unacceptable, match="has not arrived"):
        device.send(device.decision(check))
    device.db.rollback()
    device.send(check)
    with pytest.raises(Unacceptable, match="Answer this question"):
        device.send(device.decision(check, answers={**BASE, "age": "old"}))


def test_a_later_version_of_a_draft_changes_the_one_that_arrived(device: Device) -> None:
    first = device.draft()
    row = device.send(first)
    later = device.send(device.draft(replaces=[first.key], sheet={"depth": 3}))
    assert later.entry_id == row.entry_id
    assert device.db.get_one(Entry, row.entry_id).as_sheet().depth == 3


@pytest.mark.parametrize(("said", "kept"), [(True, True), (False, False), (None, False), ("yes", False)])
def test_a_draft_says_whether_an_ending_by_hands_alone_was_planned(
    device: Device, said: object, kept: bool
) -> None:
    row = device.send(device.draft(sheet={"hands_ending": said}))
    assert device.db.get_one(Entry, row.entry_id).as_sheet().hands_ending is kept


def test_a_draft_that_was_changed_elsewhere_is_not_written_over(device: Device) -> None:
    first = device.draft()
    entry = device.db.get_one(Entry, device.send(first).entry_id)
    sheet = replace(entry.as_sheet(), depth=4)
    practicum.change_entry(device.db, device.cast.ana, entry.id, sheet, version=1, send=False, now=BACK)
    device.db.commit()
    with pytest.raises(Clash) as clash:
        device.send(device.draft(replaces=[first.key], sheet={"depth": 1}))
    device.db.rollback()
    assert str(clash.value) == ELSEWHERE
    assert device.db.get_one(Entry, entry.id).as_sheet().depth == 4


def test_an_earlier_version_that_comes_late_makes_no_second_draft(device: Device) -> None:
    """T01: the first sending is still under way when the second, changed, is taken."""
    first = device.draft()
    row = device.send(device.draft(replaces=[first.key]))
    late = device.send(first)
    assert late.entry_id == row.entry_id
    assert device.db.scalar(select(func.count()).select_from(Entry)) == 1
    assert services.find_arrivals(device.db, [row.entry_id]) == {row.entry_id: row}


def test_a_draft_whose_screening_did_not_arrive_or_is_somebody_elses_stands_on_none(device: Device) -> None:
    """T11."""
    check = device.check()
    device.send(check, device.cast.caz)
    theirs = device.decision(check)
    device.send(theirs, device.cast.caz)
    for screened in (theirs, replace(theirs, key="00000000-never-arrived-0000")):
        row = device.send(device.draft(screened))
        assert row.notes == [NO_DECISION]
        sheet = device.db.get_one(Entry, row.entry_id).as_sheet()
        assert (sheet.check_id, sheet.decision_id) == (None, None)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ({"reflection": "Call her on 0151 496 0123 tomorrow."}, "telephone"),
        ({"reflection": "x" * 4_001}, "4000"),
    ],
)
def test_what_the_log_refuses_is_refused(device: Device, sheet: dict[str, Any], said: str) -> None:
    """A device is no way round."""
    with pytest.raises(Unacceptable, match=said):
        device.send(device.draft(sheet=sheet))


def test_what_is_no_value_of_the_form_is_left_blank(device: Device) -> None:
    odd = {
        "category": 5,
        "day": "x",
        "start": "9",
        "depth": 9,
        "score": True,
        "strokes": ["fly", 1],
        "end": "25:00",
    }
    entry = device.db.get_one(Entry, device.send(device.draft(sheet=odd)).entry_id)
    sheet = entry.as_sheet()
    assert (sheet.category, sheet.day, sheet.start, sheet.depth, sheet.score) == ("", None, None, None, None)
    assert (sheet.strokes, sheet.end) == ((), None)


def test_a_kit_holds_the_rooms_and_supervisors_of_now_and_no_rules(device: Device) -> None:
    kit = services.pack_kit(device.db, device.cast.ana, now=NOW)
    assert [room["unfit"] for room in kit["rooms"]] == [None, None]
    assert {one["name"] for one in kit["supervisors"]} == {"Bea", "Dee"}
    assert [course["title"] for course in kit["courses"]] == ["Bars"]


def test_rules_are_given_to_whoever_takes_the_course(device: Device) -> None:
    rules = services.pack_rules(device.db, device.cast.ana, device.stage.course_id)
    assert {one["id"]: one["asks_ending"] for one in rules["categories"]} == {"P3": False, "P5": True}
    assert (len(rules["points"]), rules["plan"]) == (16, 1)
    with pytest.raises(Missing):
        services.pack_rules(device.db, device.cast.bea, device.stage.course_id)


def test_a_key_is_one_persons_of_one_name(device: Device) -> None:
    """V14.3.3: another person, another name or another site gets another key."""
    made = {
        services.make_key(secret, who, name)
        for secret in ("a", "b")
        for who in (device.cast.ana, device.cast.caz)
        for name in ("one", "two")
    }
    assert len(made) == 8
    assert {len(key) for key in made} == {32}
    assert services.make_key("a", device.cast.ana, "one") in made
