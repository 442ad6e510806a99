"""Whose facts a standing looks at: every room's below, and what rooms above and plugins answer when they are asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.certificates import services as certificates
from ashilms.certificates.rules import Status
from ashilms.incidents import services as incidents
from ashilms.incidents.rules.report import Report
from ashilms.plugins import Fact, Met, Unmet
from ashilms.practicum.models import Entry
from ashilms.programs import services
from ashilms.programs.kinds import CertificateHeld, NoOpenIncident
from tests.conftest import NOW
from tests.schooling import KINDS, Founded

DAY = NOW.date()


def facts(school: Founded, kind: str) -> list[Fact]:
    found = services.evidence_of(school.db, school.cast.ana.id, school.program_id)
    return [fact for fact in found if fact.kind == kind]


def test_a_countersigned_session_tells_what_kinds_look_at(school: Founded) -> None:
    (fact,) = facts(school, "practicum_entry")
    assert {
        "category",
        "minutes",
        "client",
        "supervisor",
        "signed_by",
        "starts",
        "refused",
        "features",
    } == set(fact.values)
    assert (fact.values["refused"], fact.values["features"]) == (False, [])


def test_contact_minutes_are_told_by_module(school: Founded) -> None:
    earned = facts(school, "credit_earned")
    assert earned
    assert all(fact.values["minutes"] > 0 for fact in earned)
    assert not {fact.id for fact in earned} & {fact.id for fact in facts(school, "module_completed")}


def test_a_certificate_is_told_from_when_it_is_drawn_with_what_became_of_it(school: Founded) -> None:
    row = school.issue()
    assert facts(school, "certificate") == []
    certificates.finish(
        school.db, school.cast.reg, row.number, certificates.Pressed("f" * 64, "key"), now=NOW
    )
    (fact,) = facts(school, "certificate")
    assert (fact.id, fact.on, fact.values["program"]) == (
        f"certificate:{row.number}",
        DAY,
        "level-1-foundation",
    )
    later = NOW + timedelta(days=3)
    certificates.change_status(
        school.db, school.cast.reg, row.number, Status.SUSPENDED, reason="A complaint.", now=later
    )
    held, params = CertificateHeld(), {"program": "level-1-foundation"}
    (fact,) = facts(school, "certificate")
    answers = [held.judge(params, (fact,), (NOW + timedelta(days=days)).date()) for days in (2, 3)]
    assert [type(answer) for answer in answers] == [Met, Unmet]


def reported(school: Founded, **changes: Any) -> incidents.Incident:
    entry = school.db.query(Entry).filter_by(person_id=school.cast.ana.id).one()
    report = Report(
        "The client said the stop word.", NOW.date(), NOW.time().replace(tzinfo=None, hour=0, minute=1),
        entry.room_id, severity=3, trainee_id=school.cast.ana.id, supervisor_id=school.cast.bea.id,
    )  # fmt: skip
    return incidents.report_incident(
        school.db, school.cast.ana, replace(report, **changes), form_key="one", now=NOW, send=True
    )


def test_an_incident_is_told_with_each_day_it_was_opened_or_closed(school: Founded) -> None:
    row = reported(school)
    (fact,) = facts(school, "incident")
    assert fact.values == {"severity": 3, "turned": [[DAY.isoformat(), True]]}
    closed, again = NOW + timedelta(days=2), NOW + timedelta(days=5)
    review = "I read the report and spoke with both of them; the strap was worn and is replaced."
    incidents.close_incident(
        school.db, school.cast.reg, row.id, review=review, version=row.version, now=closed
    )
    incidents.reopen_incident(
        school.db, school.cast.reg, row.id, reason="The client wrote again.", version=row.version, now=again
    )
    school.db.expire_all()
    (fact,) = facts(school, "incident")
    days = [DAY - timedelta(days=1) + timedelta(days=n) for n in range(8)]
    met = [isinstance(NoOpenIncident().judge({"severity": 3}, (fact,), day), Met) for day in days]
    assert met == [True, False, False, True, True, True, False, False]


def test_a_draft_is_no_incident(school: Founded) -> None:
    row = reported(school)
    row.state, row.sent_at = "draft", None
    school.db.flush()
    assert facts(school, "incident") == []


@pytest.mark.any_database
def test_a_plugin_gives_facts_to_its_own_kind(school: Founded) -> None:
    def tell(db: Session, *, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
        return {person: [Fact("swim:1", "swum", DAY, {"metres": 400})] for person in person_ids}

    with signals.evidence_asked.connected_to(tell):
        assert [fact.values["metres"] for fact in facts(school, "swum")] == [400]
    assert facts(school, "swum") == []


@pytest.mark.any_database
def test_what_was_signed_later_is_no_part_of_an_earlier_standing(school: Founded) -> None:
    """Whoever asks today what stood on a past day gets the answer that was given then."""
    (entry,) = facts(school, "practicum_entry")
    assert entry.since == entry.on + timedelta(days=1)
    who = (school.cast.ana.id, school.program_id, KINDS)
    met = [
        leaf.met
        for on in (entry.on, entry.since)
        for leaf in services.proof_of(school.db, *who, on=on).standing.proof.leaves()
        if leaf.kind == "practicum_minutes"
    ]
    assert met == [False, True]
