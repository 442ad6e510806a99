"""What an entry stands on: a session that was started on a decision, a case, a drill, or a note."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services as courses
from ashilms.courses.rules import CATEGORY_MET
from ashilms.demo.doings import check_room
from ashilms.errors import Missing
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Sums
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.services import Refused
from ashilms.screenings.models import Countersignature, PracticumPlan, ScreeningDecision
from ashilms.sites.models import RoomCheck
from tests.conftest import NOW
from tests.practicum.conftest import LEFT_CALF, WELL, Desk, at, make_content, with_screening
from tests.screenings.given import Given, give_check, give_decision

MINUTE = timedelta(minutes=1)


def refusal(desk: Desk, sheet: Sheet) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        desk.send(sheet)
    return {reason.field: reason.sentence for reason in refused.value.reasons}


def on(desk: Desk, sheet: Sheet, **given: Any) -> Sheet:
    """Return the sheet on a decision at 08:52 that is as `given`."""
    plan = desk.db.query(PracticumPlan).order_by(PracticumPlan.id.desc()).first()
    assert plan is not None
    check = give_check(desk.db, desk.cast.ana, desk.stage.room, at=NOW.replace(hour=8, minute=41))
    values = {"client": "C-14", "answers": LEFT_CALF, **given}
    decision = give_decision(
        desk.db, desk.cast.ana, plan, check, Given(**values), at=NOW.replace(hour=8, minute=52)
    )
    return replace(sheet, decision_id=decision.id)


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """The desk with every category open that nothing else opens."""
    content = make_content()
    for category in content["practicum"]["categories"]:
        category["open"] = True
    content["practicum"]["categories"][4]["requires"] = [{"category": "P4", "title": "P4"}]
    services.load_plan(desk.db, machine("test"), desk.stage.course_id, content, pack_version=2, now=NOW)
    return desk


def test_an_entry_stands_on_a_session_that_was_started_and_begins_no_earlier(
    desk: Desk, sheet: Sheet
) -> None:
    """T01: signed before contact, started, on that day, and nothing counts before."""
    bea, nine = desk.cast.bea.id, NOW.replace(hour=9)
    assert "not countersigned" in refusal(desk, on(desk, sheet))["decision_id"]
    signed = {"signer_id": bea, "signed_at": nine - 3 * MINUTE}
    assert "haven’t started" in refusal(desk, on(desk, sheet, **signed))["decision_id"]
    late = on(desk, sheet, **signed, started_at=nine + 5 * MINUTE)
    assert "You started this session at 09:05" in refusal(desk, late)["start"]
    begun = on(desk, sheet, **signed, started_at=nine + timedelta(seconds=40))
    assert "for 24 November 2026" in refusal(desk, replace(begun, day=NOW.date() - timedelta(days=1)))["day"]
    entry = desk.send(begun)
    assert (entry.decision_id, entry.client, entry.room_id) == (begun.decision_id, "C-14", desk.stage.room)
    assert entry.as_content()["decision_id"] == begun.decision_id
    again = replace(begun, start=at("10:00"), end=at("10:30"))
    assert "stands on this screening already" in refusal(desk, again)["decision_id"]
    services.void_entry(desk.db, desk.cast.ana, entry.id, reason="It was another length.", now=NOW)
    assert desk.send(begun).state == "submitted"


def test_nothing_is_logged_on_a_stop_or_on_somebody_else_s_decision(desk: Desk, sheet: Sheet) -> None:
    """T01, T11."""
    begun = {"signer_id": desk.cast.bea.id, "signed_at": NOW.replace(hour=8, minute=57)}
    stop = on(desk, sheet, answers={**WELL, "age": 17}, **begun, started_at=NOW.replace(hour=9))
    assert "Stop: decline" in refusal(desk, stop)["decision_id"]
    theirs = with_screening(desk.db, desk.cast.caz, sheet)
    for send in (True, False):
        with pytest.raises(Missing):
            services.log_entry(
                desk.db, desk.cast.ana, desk.stage.course_id, theirs, form_key=f"x{send}", send=send, now=NOW
            )


def test_a_check_within_the_minute_in_which_the_session_was_started_is_before_it(
    desk: Desk, sheet: Sheet
) -> None:
    """The log knows minutes, the start knows seconds."""
    nine = NOW.replace(hour=9)
    check = give_check(desk.db, desk.cast.ana, desk.stage.room, at=nine + timedelta(seconds=10))
    plan = desk.db.query(PracticumPlan).order_by(PracticumPlan.id.desc()).first()
    assert plan is not None
    signed = nine + timedelta(seconds=40)
    given = Given("C-14", LEFT_CALF, "P3", desk.cast.bea.id, signed, started_at=nine + timedelta(seconds=50))
    decision = give_decision(desk.db, desk.cast.ana, plan, check, given, at=nine + timedelta(seconds=20))
    assert desk.send(replace(sheet, decision_id=decision.id)).state == "submitted"


def test_an_amendment_keeps_the_decision_whatever_its_form_says(desk: Desk, sheet: Sheet) -> None:
    original = desk.sign(desk.send(sheet))
    amendment = services.amend_entry(desk.db, desk.cast.ana, original.id, now=NOW)
    other = on(
        desk, sheet, client="C-99", signer_id=desk.cast.bea.id, signed_at=NOW.replace(hour=8, minute=55)
    )
    services.change_entry(
        desk.db, desk.cast.ana, amendment.id, replace(other, end=at("09:40")), version=1, send=True, now=NOW
    )
    assert (amendment.decision_id, amendment.client) == (original.decision_id, "C-14")


def test_a_draft_from_before_decisions_were_records_is_sent_by_what_was_filled_in(
    desk: Desk, sheet: Sheet
) -> None:
    """It keeps its answers through a change; a form that sends answers anew is not read."""
    typed = with_screening(desk.db, desk.cast.ana, sheet)
    entry = desk.draft(replace(typed, decision_id=None))
    answers = {id: list(said) if isinstance(said, tuple) else said for id, said in LEFT_CALF.items()}
    assert entry.sheet is not None
    entry.sheet = {**entry.sheet, "client": "C-14", "answers": answers, "clearances": {}}
    desk.db.flush()
    changed = replace(entry.as_sheet(), score=4)
    services.change_entry(desk.db, desk.cast.ana, entry.id, changed, version=1, send=False, now=NOW)
    services.submit_entry(desk.db, desk.cast.ana, entry.id, now=NOW)
    assert (entry.client, entry.score, entry.decision_id) == ("C-14", 4, None)
    assert entry.decision is not None
    assert entry.decision["outcome"] == "MODIFY"
    fresh = desk.draft(replace(typed, decision_id=None))
    with pytest.raises(Refused, match="Screen the client first"):
        services.submit_entry(desk.db, desk.cast.ana, fresh.id, now=NOW)


def plain(sheet: Sheet, category: str, **changes: Any) -> Sheet:
    """Return a sheet for practice in which nobody is worked on."""
    return replace(
        sheet,
        decision_id=None,
        check_id=None,
        category=category,
        strokes=(),
        depth=None,
        score=None,
        **changes,
    )


@pytest.mark.parametrize("category", ["P1", "P6"])
def test_watching_and_receiving_ask_for_a_note_alone(open_desk: Desk, sheet: Sheet, category: str) -> None:
    entry = open_desk.sign(open_desk.send(plain(sheet, category)))
    assert (entry.client, entry.depth, entry.decision, entry.flags) == ("", None, None, [])
    assert services.ledger_of(open_desk.db, open_desk.cast.ana.id).total == Sums(credited=60)


def test_a_drill_stands_on_a_check_during_it_whatever_it_found(open_desk: Desk, sheet: Sheet) -> None:
    drill = plain(sheet, "P2")
    assert "Choose the check that you did" in refusal(open_desk, drill)["check_id"]
    found = check_room(
        open_desk.db, open_desk.cast.ana, open_desk.stage.room, "bars", failed="bar-load", refused=True,
        note="The left bar moves under load.", now=NOW.replace(hour=9, minute=30),
    )  # fmt: skip
    entry = open_desk.sign(open_desk.send(replace(drill, check_id=found.id)))
    (done,) = services.find_done(open_desk.db, entry.person_id, entry.course_id)
    assert (done.category, done.minutes, done.refused) == ("P2", 60, True)
    early = replace(drill, check_id=found.id, start=at("10:00"), end=at("10:30"))
    assert "Choose the check" in refusal(open_desk, early)["check_id"]
    assert open_desk.db.get_one(RoomCheck, found.id).outcome == "locked"


def test_a_case_stands_on_a_countersigned_decision_of_any_outcome(open_desk: Desk, sheet: Sheet) -> None:
    case = plain(sheet, "P7")
    stop = {"answers": {**WELL, "age": 17}, "category": "P7"}
    times = {"start": at("08:45"), "end": at("09:05")}
    unsigned = on(open_desk, replace(case, **times), **stop)
    assert "not countersigned" in refusal(open_desk, unsigned)["decision_id"]
    signed = {"signer_id": open_desk.cast.bea.id, "signed_at": NOW.replace(hour=8, minute=55)}
    elsewhen = on(open_desk, case, **stop, **signed)
    assert "was made at 08:52" in refusal(open_desk, elsewhen)["start"]
    entry = open_desk.sign(open_desk.send(on(open_desk, replace(case, **times), **stop, **signed)))
    (done,) = services.find_done(open_desk.db, entry.person_id, entry.course_id)
    assert (done.outcome, done.client) == ("STOP_DECLINE", "C-14")


def test_a_category_opens_once_the_one_before_is_complete(open_desk: Desk, sheet: Sheet) -> None:
    """The last signature notes it as a milestone, which opens the next from that day on."""
    session = on(open_desk, sheet, category="P5", signer_id=open_desk.cast.bea.id,
                 signed_at=NOW.replace(hour=8, minute=57), started_at=NOW.replace(hour=9))  # fmt: skip
    assert refusal(open_desk, session)["category"].startswith("Come to all that P4 needs first")
    plan = open_desk.db.query(PracticumPlan).order_by(PracticumPlan.id.desc()).first()
    assert plan is not None
    content = {**plan.content, "practicum": {**plan.content["practicum"]}}
    content["practicum"]["categories"] = [
        {**c, "min_minutes": 30, "min_entries": 1, "min_clients": 1, "min_observed": 0}
        if c["code"] == "P4"
        else c
        for c in plan.content["practicum"]["categories"]
    ]
    services.load_plan(
        open_desk.db, machine("test"), open_desk.stage.course_id, content, pack_version=3, now=NOW
    )
    yesterday = replace(sheet, category="P4", day=NOW.date() - timedelta(days=1))
    entry = open_desk.sign(open_desk.send(yesterday))
    reached = courses.milestones_of(open_desk.db, entry.person_id, entry.course_id)
    assert (CATEGORY_MET, "P4") in reached
    assert open_desk.send(session).category == "P5"


def test_a_fifth_session_with_one_client_and_a_late_signature_do_not_count(
    open_desk: Desk, sheet: Sheet, db: Session
) -> None:
    """The ledger says why, for every minute."""
    courses.reach_milestone(
        db, open_desk.cast.ana.id, open_desk.stage.course_id, CATEGORY_MET, "P4", now=NOW - timedelta(days=9)
    )
    days = [NOW.date() - timedelta(days=n) for n in range(5)]
    for number, day in enumerate(days):
        session = replace(sheet, category="P4", day=day)
        open_desk.sign(open_desk.send(session, client="C-7"), now=NOW + number * MINUTE)
    late = open_desk.send(replace(sheet, category="P5", start=at("10:00"), end=at("11:00")), client="C-8")
    open_desk.sign(late, now=NOW + timedelta(days=8))
    ledger = services.ledger_of(db, open_desk.cast.ana.id)
    assert (ledger.total.credited, ledger.total.not_counted) == (240, 120)
    reasons = [line.reason for line in ledger.lines if line.reason]
    assert reasons == [
        "More than 4 sessions with one client: further ones don’t count.",
        "Signed more than 7 days after it was sent.",
    ]
    (alike,) = services.find_done(db, late.person_id, late.course_id)
    assert (alike.times, alike.minutes) == (4, 240)
    db.execute(update(Entry).values(credited=None, refused=None))
    each = services.find_done(db, late.person_id, late.course_id)
    assert [(one.times, one.minutes) for one in each] == [(1, 60)] * 4, "worked out anew, it is the same"


def test_every_entry_that_counts_names_a_decision_and_its_signature(desk: Desk, sheet: Sheet) -> None:
    entry = desk.sign(desk.send(sheet))
    joined = (
        desk.db.query(Entry.id)
        .join(ScreeningDecision, ScreeningDecision.id == Entry.decision_id)
        .join(Countersignature, Countersignature.decision_id == ScreeningDecision.id)
    )
    assert [id for (id,) in joined] == [entry.id]


def test_a_planned_ending_by_hands_alone_counts_in_the_mix_once_it_is_signed(
    desk: Desk, sheet: Sheet
) -> None:
    """Where somebody practises on a peer it is not asked, and so not kept."""
    ana, course = desk.cast.ana.id, desk.stage.course_id
    planned = replace(sheet, category="P5", hands_ending=True)
    entry = desk.send(planned)
    assert entry.hands_ending
    assert services.find_done(desk.db, ana, course) == []
    assert services.facts_of(desk.db, ana) == ()
    desk.sign(entry)
    assert [done.hands_ending for done in services.find_done(desk.db, ana, course)] == [True]
    (fact,) = services.facts_of(desk.db, ana)
    assert "hands-ending" in fact.values["features"]
    assert not desk.send(replace(planned, category="P3", start=at("07:00"), end=at("08:00"))).hands_ending


def test_a_planned_ending_is_signed_for_and_what_was_signed_before_reads_as_it_did(
    desk: Desk, sheet: Sheet
) -> None:
    entry = desk.sign(desk.send(replace(sheet, category="P5")))
    assert "hands_ending" not in entry.as_content()
    entry.hands_ending = True
    desk.db.flush()
    assert services.find_altered(desk.db) == [entry.id]
    desk.db.rollback()
    amendment = services.amend_entry(desk.db, desk.cast.ana, entry.id, now=NOW)
    planned = replace(amendment.as_sheet(), hands_ending=True)
    services.change_entry(desk.db, desk.cast.ana, amendment.id, planned, version=1, send=True, now=NOW)
    assert amendment.events[-1].changes == [["Ending", "", "by hands alone, as planned"]]
