"""Reporting, adding, correcting, closing and opening again: who may, what is kept, and what follows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.incidents import services
from ashilms.incidents.models import Incident
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.services import PAUSE
from ashilms.sites.models import RoomLock
from tests.conftest import NOW, Cast
from tests.incidents.conftest import HAPPENED, REVIEW, Office
from tests.practicum.conftest import Desk, at, make_sheet
from tests.told import is_over

pytestmark = pytest.mark.any_database


def locks_of(office: Office) -> list[RoomLock]:
    """Return every lock there is."""
    return list(office.db.scalars(select(RoomLock).order_by(RoomLock.id)))


def test_a_report_is_kept_as_it_was_sent(office: Office) -> None:
    row = office.report(severity=2)
    assert (row.state, row.version, row.severity, row.happened) == ("opened", 1, 2, HAPPENED)
    assert (row.occurred_at, row.discovered_at) == (NOW.replace(hour=9, minute=40), NOW)
    assert [(event.step, event.by_id) for event in row.events] == [("report", office.cast.ana.id)]
    assert (row.draft, row.facts) == (None, {})
    assert audit.verify_chain(office.db) is None


def test_the_session_says_what_nobody_has_to_write_again(office: Office, entry: Entry) -> None:
    row = office.report(entry_id=entry.id, trainee_id=None, supervisor_id=None, room_id=None)
    assert (row.trainee_id, row.supervisor_id, row.room_id) == (
        entry.person_id,
        entry.supervisor_id,
        entry.room_id,
    )
    assert row.facts == {
        "client": "C-14", "decision": "MODIFY, practicum version 1", "depth": "3", "score": "6",
    }  # fmt: skip


def test_a_draft_is_its_reporter_s_alone_until_it_is_sent(office: Office) -> None:
    """T11: not even a registrar knows of it."""
    row = office.report(send=False, severity=5, day=None)
    assert (row.state, row.consequences.pauses) == ("draft", False)
    for who in (office.cast.bea, office.cast.reg, office.cast.caz):
        assert services.find_incidents(office.db, who) == []
        with pytest.raises(Missing):
            services.find_incident(office.db, who, row.id)
    services.change_report(
        office.db, office.cast.ana, row.id, office.filled(), version=row.version, send=True, now=NOW
    )
    assert services.find_incident(office.db, office.cast.reg, row.id).draft is None


def test_a_draft_changed_in_another_window_is_not_written_over(office: Office) -> None:
    row = office.report(send=False)
    with pytest.raises(Clash, match="another window"):
        services.change_report(
            office.db, office.cast.ana, row.id, office.filled(), version=7, send=True, now=NOW
        )
    sent = office.report()
    with pytest.raises(Clash, match="sent already"):
        services.get_draft(office.db, office.cast.ana, sent.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (lambda o: {"room_id": 999}, "room_id"),
        (lambda o: {"trainee_id": o.cast.caz.id}, "trainee_id"),
        (lambda o: {"supervisor_id": o.cast.reg.id}, "supervisor_id"),
        (lambda o: {"happened": "Call 0151 2345 6789 about it."}, "happened"),
    ],
)
def test_a_report_that_names_what_one_may_not_name_is_refused(
    office: Office, changes: Callable[[Office], dict[str, Any]], field: str
) -> None:
    """T11: a trainee accuses no other trainee."""
    with pytest.raises(services.Refused) as refused:
        office.report(**changes(office))
    assert [name for name, _ in refused.value.problems] == [field]


def test_somebody_else_s_session_can_t_be_named(office: Office, entry: Entry) -> None:
    """T11."""
    with pytest.raises(Missing):
        office.report(office.cast.caz, entry_id=entry.id, trainee_id=office.cast.caz.id)


def test_an_incident_is_seen_by_whom_it_concerns_alone(office: Office) -> None:
    """T11: the trainee, who supervised, registrars; neither a second instructor nor another trainee."""
    row = office.report()
    seen = {
        who: list(services.find_incidents(office.db, getattr(office.cast, who))) for who in vars(office.cast)
    }
    assert {who for who, rows in seen.items() if row in rows} == {"ana", "bea", "reg"}
    for who in ("caz", "dee"):
        with pytest.raises(Missing):
            services.add_note(office.db, getattr(office.cast, who), row.id, text="I was there.", now=NOW)


# What follows


@pytest.mark.parametrize("severity", range(6))
def test_from_three_on_the_trainee_is_paused_and_from_four_on_the_room_is_locked(
    office: Office, severity: int
) -> None:
    row = office.report(severity=severity)
    held = courses.open_holds_of(office.db, office.cast.ana.id)
    assert [hold.kind for hold in held] == ([PAUSE] if severity >= 3 else [])
    assert [lock.room_id for lock in locks_of(office)] == ([row.room_id] if severity >= 4 else [])
    assert [r.id for r in services.open_incidents_of(office.db, office.cast.ana.id, at_least=3)] == (
        [row.id] if severity >= 3 else []
    )


def test_equipment_that_failed_has_the_room_locked_whatever_came_of_it(office: Office) -> None:
    row = office.report(severity=0, equipment_failed=True)
    (lock,) = locks_of(office)
    assert (lock.structural, lock.check_id) == (True, None)
    assert lock.reason == f"Something broke or gave way here on 24 November 2026: incident {row.id}."
    assert courses.open_holds_of(office.db, office.cast.ana.id) == []


def test_whoever_is_paused_logs_what_was_before_and_nothing_after(office: Office, desk: Desk) -> None:
    office.report(severity=3)
    assert desk.send(make_sheet(office.stage, office.cast.bea.id)).state == "submitted"
    later = NOW.replace(hour=16)
    sheet = make_sheet(office.stage, office.cast.bea.id, start=at("14:00"), end=at("15:00"))
    with pytest.raises(practicum.Refused, match="being looked into"):
        desk.send(sheet, now=later)


def test_a_corrected_severity_keeps_what_stood_there_and_lets_its_consequences_follow(office: Office) -> None:
    row, reg = office.report(severity=1), office.cast.reg
    values = {"reason": "The client was seen by a doctor.", "now": NOW}
    services.correct_severity(office.db, reg, row.id, 4, version=row.version, **values)
    assert row.events[-1].changes == [
        [
            "Severity",
            "1 · Passing discomfort",
            "4 · Hospital, fracture, numbness or weakness, a fall onto the client",
        ]
    ]
    assert len(courses.open_holds_of(office.db, office.cast.ana.id)) == len(locks_of(office)) == 1
    services.correct_severity(office.db, reg, row.id, 1, version=row.version, **values)
    assert len(courses.open_holds_of(office.db, office.cast.ana.id)) == 1, "a pause ends with a review alone"
    assert services.needs_outsider(office.db, row)


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        ("bea", {}, NotAllowed), ("ana", {}, NotAllowed), ("caz", {}, Missing), ("reg", {"severity": 1}, Unacceptable),
        ("reg", {"severity": 9}, Unacceptable), ("reg", {"reason": "no"}, Unacceptable), ("reg", {"version": 0}, Clash),
    ],
)  # fmt: skip
def test_only_a_registrar_corrects_a_severity_and_says_why(
    office: Office, who: str, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    row = office.report()
    given = {"severity": 3, "reason": "A doctor was seen.", "version": row.version, "now": NOW, **changes}
    with pytest.raises(refusal):
        services.correct_severity(
            office.db, getattr(office.cast, who), row.id, given.pop("severity"), **given
        )
    office.db.rollback()
    assert office.db.get_one(Incident, row.id).severity == 1


# Seeing to it


def test_details_are_added_and_what_stood_there_stays_beside_it(office: Office) -> None:
    row, bea = office.report(), office.cast.bea
    more: dict[str, Any] = {"owner_id": bea.id, "due_on": NOW.date(), "now": NOW}
    for facts in ({"position": "prone", "symptoms": "Sore."}, {"position": "seated", "symptoms": "Sore."}):
        services.add_details(office.db, bea, row.id, facts=facts, version=row.version, **more)
    again = services.add_details(
        office.db, bea, row.id, facts={"position": "seated", "symptoms": "Sore."}, version=row.version, **more
    )
    assert [event.changes for event in row.events[1:]] == [
        [
            ["Position of the client", "", "Face down"], ["Symptoms, and how they went on", "", "Sore."],
            ["Who sees to it", "", "Bea"], ["By when", "", "24 November 2026"],
        ],
        [["Position of the client", "Face down", "Seated"]],
    ]  # fmt: skip
    assert again.version == 3


@pytest.mark.parametrize("who", ["ana", "caz", "dee"])
def test_details_are_added_by_who_supervised_or_a_registrar_alone(office: Office, who: str) -> None:
    """T11."""
    row = office.report()
    with pytest.raises((NotAllowed, Missing)):
        services.add_details(
            office.db,
            getattr(office.cast, who),
            row.id,
            facts={},
            owner_id=None,
            due_on=None,
            version=1,
            now=NOW,
        )


def test_facts_that_can_t_be_change_nothing(office: Office) -> None:
    row = office.report()
    with pytest.raises(services.Refused) as refused:
        services.add_details(
            office.db, office.cast.reg, row.id, facts={"client": "Maria", "symptoms": "ana@example.org"},
            owner_id=office.cast.caz.id, due_on=None, version=1, now=NOW,
        )  # fmt: skip
    assert [field for field, _ in refused.value.problems] == ["client", "symptoms", "owner_id"]
    assert len(row.events) == 1


def test_a_small_incident_is_closed_by_who_supervised(office: Office) -> None:
    row = office.report(severity=2)
    services.start_review(office.db, office.cast.bea, row.id, version=row.version, now=NOW)
    office.close(row, office.cast.bea)
    assert (row.state, row.closed_by, row.events[-1].text) == ("closed", office.cast.bea.id, REVIEW)
    assert services.open_incidents_of(office.db, office.cast.ana.id) == []


def test_a_registrar_who_reported_it_is_too_near_to_close_it(office: Office) -> None:
    row = office.report(office.cast.reg, severity=3, supervisor_id=None)
    assert not services.may_close(office.db, office.cast.reg, row)
    with pytest.raises(NotAllowed, match="not involved"):
        office.close(row)
    other = replace(office.cast.dee, roles=frozenset({"registrar"}))
    assert office.close(row, other).state == "closed"


def test_opened_again_it_pauses_again(office: Office) -> None:
    row = office.close(office.report(severity=4))
    assert not is_over(office.db, "incident-closed", str(row.id), now=NOW)
    assert not row.consequences.urgent
    services.reopen_incident(
        office.db, office.cast.reg, row.id, reason="The client wrote again.", version=row.version, now=NOW
    )
    assert (row.state, row.closed_at, row.closed_by) == ("opened", None, None)
    assert is_over(office.db, "incident-closed", str(row.id), now=NOW), "a mail still to come must not say so"
    assert len(courses.open_holds_of(office.db, office.cast.ana.id)) == 1
    assert len(locks_of(office)) == 2


def test_what_is_closed_takes_notes_and_nothing_else(office: Office) -> None:
    row = office.close(office.report())
    services.add_note(office.db, office.cast.ana, row.id, text="She is well.", now=NOW)
    with pytest.raises(Clash, match="Open it again"):
        office.close(row)
    with pytest.raises(Clash, match="Open it again"):
        services.start_review(office.db, office.cast.reg, row.id, version=row.version, now=NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [("x", "sentence"), ("Write to ana@example.org.", "e-mail"), ("0151 2345 6789", "telephone")],
)
def test_a_note_says_something_and_tells_nobody_s_identity(office: Office, text: str, says: str) -> None:
    row = office.report()
    with pytest.raises(Unacceptable, match=says):
        services.add_note(office.db, office.cast.bea, row.id, text=text, now=NOW)


def test_a_trainee_who_supervises_too_never_sees_to_their_own(office: Office, cast: Cast) -> None:
    """T03."""
    both: Actor = replace(cast.ana, roles=frozenset({"trainee", "registrar"}))
    row = office.report(severity=1)
    assert not services.handles(both, row)
    with pytest.raises(NotAllowed):
        office.close(row, both)
