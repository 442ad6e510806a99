"""Keeping rooms and records, checking a room, locking and unlocking it: what is written, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.audit import services as audit
from ashilms.demo.doings import acceptance
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.sites import services
from ashilms.sites.models import RoomCheck, RoomInspection
from ashilms.sites.rules.records import needs_record
from tests.conftest import NOW, Cast
from tests.sites.conftest import Site

LATER = NOW + timedelta(hours=1)


def test_rooms_are_kept_by_instructors_and_registrars(site: Site) -> None:
    db, cast = site.db, site.cast
    for who in (cast.ana, cast.caz):
        with pytest.raises(NotAllowed):
            services.add_room(db, who, name="Room 9", site="School", now=NOW)
        with pytest.raises(NotAllowed):
            services.change_room(db, who, site.room.id, name="x", site="y", open=False, now=NOW)
        with pytest.raises(NotAllowed):
            services.record_acceptance(db, who, site.room.id, acceptance(date(2026, 11, 1)), now=NOW)
    with pytest.raises(Unacceptable, match="already has a room called Room 1"):
        services.add_room(db, cast.reg, name=" Room 1 ", site="School", now=NOW)
    services.change_room(db, cast.bea, site.room.id, name="Room 10", site="School", open=False, now=NOW)
    assert [room.name for room in services.find_rooms(db)] == ["Room 10"]
    assert services.find_rooms(db, only_open=True) == []
    with pytest.raises(Missing):
        services.get_room(db, 987_654)


def test_a_record_is_kept_beside_the_earlier_ones(site: Site) -> None:
    later = acceptance(date(2026, 11, 20), load_kind="static", installer="Quay Joinery")
    services.record_acceptance(site.db, site.cast.reg, site.room.id, later, now=NOW)
    assert [row.load_kind for row in site.room.inspections] == ["working", "static"]
    assert site.room.inspections[1].installer == "Quay Joinery"
    with pytest.raises(Unacceptable) as refused:
        services.record_acceptance(
            site.db, site.cast.reg, site.room.id, replace(later, load_kg=None), now=NOW
        )
    assert refused.value.field == "load_kg"
    assert len(site.room.inspections) == 2


def test_the_points_are_kept_version_by_version(db: Session) -> None:
    points: list[dict[str, Any]] = [{"id": "bars", "text": "The bars hold", "fails": "lock"}]
    first = services.load_check_plan(db, machine("test"), "bars", points, now=NOW)
    assert services.load_check_plan(db, machine("test"), "bars", points, now=LATER) is None
    second = services.load_check_plan(
        db, machine("test"), "bars", [*points, {**points[0], "id": "b"}], now=LATER
    )
    other = services.load_check_plan(db, machine("test"), "stools", points, now=NOW)
    assert (first and first.number, second and second.number) == (1, 2)
    assert [plan and plan.id for plan in services.find_check_plans(db)] == [
        second and second.id,
        other and other.id,
    ]
    assert services.get_check_plan(db, "stools") is other
    with pytest.raises(Missing, match="packs load"):
        services.get_check_plan(db, "floors")


def test_a_check_is_kept_with_every_answer(site: Site) -> None:
    check = site.check(note="All sound.")
    assert (check.outcome, check.at, check.note) == ("passed", NOW, "All sound.")
    assert (check.answers, check.plan.number) == (site.answers(), 1)
    assert site.room.locks == []
    record = audit.find_records(site.db, subject=f"room:{site.room.id}")[0]
    assert (record.action, record.actor) == ("sites.check-room", f"person:{site.cast.ana.id}")


def test_a_failed_fix_point_does_not_pass_and_locks_nothing(site: Site) -> None:
    check = site.check("floor")
    assert (check.outcome, [point.id for point in check.failed]) == ("not_passed", ["floor"])
    assert site.room.open_locks == []
    assert site.check().outcome == "passed"


@pytest.mark.parametrize(
    ("failed", "structural"), [(["fixings"], True), (["bar-load", "floor"], True), (["floor"], False)]
)
def test_a_failed_lock_point_or_a_refusal_locks_the_room_at_once(
    site: Site, failed: list[str], structural: bool
) -> None:
    check = site.check(*failed, refused=not structural, note="There is a crack in it.")
    [lock] = site.room.open_locks
    assert (check.outcome, lock.check_id, lock.structural) == ("locked", check.id, structural)
    assert (lock.at, lock.by_id) == (NOW, site.cast.ana.id)
    assert lock.reason.endswith("There is a crack in it.")
    assert "floor is dry" not in lock.reason, "what is put right locks nothing"
    with pytest.raises(Unacceptable, match="is locked"):
        site.check(who=site.cast.caz)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"answers": {"bars-of-gold": True}}, None, "of this check alone"),
        ({"answers": {}}, None, "Answer every point"),
        ({"answers": {}, "refused": True}, "note", "Say what is wrong"),
        ({"note": "Ask maria@example.org about it."}, "note", "e-mail address"),
        ({"note": "x" * 1001}, "note", "under 1000"),
    ],
)
def test_a_check_that_can_t_be_is_refused_and_leaves_nothing(
    site: Site, changes: dict[str, Any], field: str | None, says: str
) -> None:
    with pytest.raises(Unacceptable, match=says) as refused:
        site.check(**changes)
    assert refused.value.field == field
    assert site.db.scalar(select(func.count()).select_from(RoomCheck)) == 0


def test_no_check_passes_in_a_room_that_may_not_be_used(site: Site) -> None:
    with pytest.raises(Unacceptable, match="ended on 31 December 2026"):
        site.check(now=NOW + timedelta(days=60))
    services.change_room(site.db, site.cast.bea, site.room.id, name="R", site="S", open=False, now=NOW)
    with pytest.raises(Unacceptable, match="closed"):
        site.check()
    assert site.check("fixings").outcome == "locked", "a fault is recorded wherever it is seen"


def test_the_same_form_twice_makes_one_check(site: Site) -> None:
    assert site.check("fixings", key="same").id == site.check("fixings", key="same").id
    assert len(site.room.locks) == 1
    with pytest.raises(Clash, match="other answers"):
        site.check("floor", key="same")


def test_points_that_changed_meanwhile_are_looked_at_again(site: Site) -> None:
    points = [{"id": "bars", "text": "The bars hold", "fails": "lock"}]
    services.load_check_plan(site.db, machine("test"), "bars", points, now=LATER)
    with pytest.raises(Clash, match="have changed meanwhile"):
        site.check(now=LATER)


def test_a_check_is_seen_by_who_did_it_and_by_whoever_keeps_rooms(site: Site) -> None:
    """T11."""
    check, cast = site.check(), site.cast
    for name, may in {"ana": True, "bea": True, "reg": True, "caz": False}.items():
        who: Actor = getattr(cast, name)
        assert (list(services.find_checks_of(site.db, who, site.room.id)) == [check]) is may
        if may:
            assert services.get_check(site.db, who, check.id) is check
            continue
        with pytest.raises(Missing):
            services.get_check(site.db, who, check.id)
    with pytest.raises(NotAllowed):
        site.check(who=cast.reg)
    with pytest.raises(Missing):
        services.get_check(site.db, cast.ana, 987_654)


def test_a_lock_is_opened_once_with_a_reason_by_whoever_keeps_rooms(site: Site) -> None:
    site.check("floor", refused=True, note="The floor is under water.")
    for who in (site.cast.ana, site.cast.caz):
        with pytest.raises(NotAllowed):
            site.unlock(who)
    for reason in ("dry", "Ask 0151 2345678 about it."):
        with pytest.raises(Unacceptable):
            site.unlock(reason=reason)
    [lock] = site.room.open_locks
    site.unlock(site.cast.reg, now=LATER)
    assert lock.opening is not None
    assert (lock.opening.at, lock.opening.by_id, lock.opening.reason) == (
        LATER,
        site.cast.reg.id,
        "The bracket is new.",
    )
    assert site.room.open_locks == []
    with pytest.raises(Clash, match="meanwhile"):
        services.unlock_room(site.db, site.cast.bea, lock.id, reason="Once more for luck.", now=LATER)
    with pytest.raises(Missing):
        services.unlock_room(site.db, site.cast.bea, 987_654, reason="There is none such.", now=LATER)
    assert audit.verify_chain(site.db) is None


def test_every_fault_has_a_lock_of_its_own(site: Site) -> None:
    site.check("floor", refused=True, note="The floor is under water.")
    site.check("table", refused=True, note="The table is cracked.", who=site.cast.caz)
    site.unlock(now=LATER)
    assert [lock.reason for lock in site.room.open_locks] == ["The table is cracked."]


@pytest.mark.parametrize(
    ("changes", "opens"),
    [
        ({}, True),
        ({"inspected_on": NOW.date() - timedelta(days=1)}, False),
        ({"load_kind": "static"}, False),
        ({"table_kind": "unknown", "table_kg": None}, False),
    ],
)
def test_a_structural_lock_is_opened_on_a_new_record_alone(
    site: Site, changes: dict[str, Any], opens: bool
) -> None:
    site.check("fixings")
    with pytest.raises(Unacceptable, match="bears weight"):
        site.unlock(now=LATER)
    record = replace(acceptance(NOW.date()), **changes)
    services.record_acceptance(site.db, site.cast.bea, site.room.id, record, now=LATER)
    if opens:
        site.unlock(now=LATER)
    else:
        with pytest.raises(Unacceptable, match="bears weight"):
            site.unlock(now=LATER)
    assert bool(site.room.open_locks) is not opens


def test_the_desk_counts_what_the_rules_say_of_each_room(site: Site, cast: Cast) -> None:
    db, today = site.db, NOW.date()
    records: list[dict[str, Any]] = [
        {"valid_until": today + timedelta(days=29)},
        {"valid_until": today + timedelta(days=30)},
        {"load_kind": "static"},
        {"table_kind": "unknown", "table_kg": None},
        {"inspected_on": today - timedelta(days=300), "valid_until": today - timedelta(days=1),
         "installed_on": date(2020, 1, 1)},
    ]  # fmt: skip
    for number, record in enumerate(records):
        room = services.add_room(db, cast.bea, name=f"Room {number + 2}", site="School", now=NOW)
        services.record_acceptance(db, cast.bea, room.id, replace(acceptance(today), **record), now=NOW)
    row = db.scalars(select(RoomInspection).where(RoomInspection.room_id == site.room.id)).one()
    row.table_kind, row.table_kg, row.mounting = None, None, None  # as it was kept before
    services.change_room(db, cast.bea, room.id, name="Shut", site="School", open=False, now=NOW)
    site.check("floor", refused=True, note="The floor is under water.")
    db.flush()
    rooms: list[Callable[..., Any]] = [
        room.as_inspections for room in services.find_rooms(db, only_open=True)
    ]
    found = services.count_needy(db, today=today)
    assert (found.locked, found.ending) == (1, sum(needs_record(of(), today) for of in rooms))
    assert found.ending == 3
