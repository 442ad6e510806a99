"""Logging, sending, changing, amending and voiding sessions: what is refused, what is kept, who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.demo.doings import acceptance
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Sums
from ashilms.practicum.rules.sheet import Sheet
from ashilms.sites import services as sites
from tests.conftest import NOW
from tests.practicum.conftest import LEFT_CALF, Desk, at, with_screening

Change = Callable[[Desk], dict[str, Any]]


def reasons(desk: Desk, sheet: Sheet, **more: Any) -> dict[str, str]:
    """Return why a session can't be logged, by field; nothing is kept."""
    with pytest.raises(services.Refused) as refused:
        desk.send(sheet, **more)
    desk.db.rollback()
    assert desk.db.scalar(select(func.count()).select_from(Entry).where(Entry.state != "draft")) == 0
    return {reason.field: reason.sentence for reason in refused.value.reasons}


def test_a_session_is_sent_to_its_supervisor_as_it_was_filled_in(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    entry = desk.send(sheet)
    assert (entry.state, entry.round, entry.version) == ("submitted", 1, 1)
    assert (entry.starts, entry.ends) == (
        datetime(2026, 11, 24, 9, tzinfo=UTC),
        datetime(2026, 11, 24, 10, tzinfo=UTC),
    )
    assert (entry.category, entry.client, entry.depth, entry.score) == ("P3", "C-14", 3, 6)
    assert entry.check is not None
    assert entry.check.at == datetime(2026, 11, 24, 8, 41, tzinfo=UTC)
    assert entry.checked_at is None
    assert entry.lapses_at == now + timedelta(days=30)
    assert entry.decision is not None
    assert entry.decision["outcome"] == "MODIFY"
    assert [rule["rule"] for rule in entry.decision["fired"]] == ["varicose-left-calf"]
    assert entry.plan_id == desk.stage.plan_id
    assert services.ledger_of(desk.db, desk.cast.ana.id).total == Sums(pending=60)


def test_the_record_keeps_answers_as_codes_and_bands(desk: Desk, sheet: Sheet) -> None:
    entry = desk.send(sheet, answers={**LEFT_CALF, "bp-systolic": 137})
    assert entry.answers is not None
    assert entry.answers["bp-systolic"] == "..140"
    assert entry.answers["varicose-veins"] == ["left-calf"]
    desk.sign(entry)
    assert entry.sheet is None


def test_times_are_read_by_the_trainee_s_own_clock(desk: Desk, sheet: Sheet) -> None:
    here = replace(desk.cast.ana, zone="America/New_York")
    entry = desk.send(replace(sheet, start=at("05:00"), end=at("06:30")), here)
    assert entry.starts == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert entry.zone == "America/New_York"


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"end": at("12:01")}, "end", "has not ended yet"),
        ({"day": TODAY + timedelta(days=1)}, "end", "has not ended yet"),
        ({"day": TODAY - timedelta(days=8)}, "day", "within 7 days; for this one that was 23 November 2026"),
        ({"start": at("10:00"), "end": at("09:00")}, "end", "before the start"),
        ({"start": at("09:00"), "end": at("09:00")}, "end", "the same"),
        ({"decision_id": None}, "decision_id", "Screen the client first"),
        ({"decision_id": None, "category": "P4"}, "category", "P4 isn't open yet"),
        ({"decision_id": None, "category": "P99"}, "category", "Choose the category"),
        ({"decision_id": None, "room_id": None}, "room_id", "Choose the treatment room"),
        ({"decision_id": None, "check_id": None, "room_id": 987_654}, "room_id", "Choose the treatment room"),
        ({"supervisor_id": None}, "supervisor_id", "Choose who supervised you"),
        ({"strokes": ()}, "strokes", "at least one stroke"),
        ({"strokes": ("karate",)}, "strokes", "from the list"),
        ({"depth": 6}, "depth", "deepest level"),
        ({"score": 11}, "score", "highest score"),
        ({"score": None}, "score", "highest score"),
        ({"reflection": "Fine."}, "reflection", "sentence or two"),
        (
            {"reflection": "It went well, and Maria asked for more."},
            "reflection",
            "“Maria” looks like a name",
        ),
        ({"reflection": "word " * 1000}, "reflection", "under 4000"),
        ({"own_ratings": {"hygiene": 4}}, "own_ratings", "every criterion"),
    ],
)
def test_a_session_that_cannot_be_is_refused_at_its_field(
    desk: Desk, sheet: Sheet, changes: dict[str, Any], field: str, says: str
) -> None:
    """T01, V2.2.3: the services refuse whatever the form let through, and keep nothing."""
    assert says in reasons(desk, replace(sheet, **changes))[field]


def test_every_reason_is_given_at_once(desk: Desk) -> None:
    found = reasons(desk, Sheet())
    assert {
        "category",
        "day",
        "room_id",
        "supervisor_id",
        "strokes",
        "reflection",
    } <= set(found)


def test_identity_never_reaches_even_a_draft(desk: Desk, sheet: Sheet) -> None:
    with pytest.raises(Unacceptable):
        desk.draft(replace(sheet, reflection="Call 0170 1234567 next time."))
    desk.db.rollback()
    assert desk.db.scalar(select(func.count()).select_from(Entry)) == 0


def test_a_word_that_the_trainee_vouches_for_is_no_name(desk: Desk, sheet: Sheet) -> None:
    text = "I learnt to hold the Velcro strap before the drape moves."
    assert "Velcro" in reasons(desk, replace(sheet, reflection=text))["reflection"]
    assert desk.send(replace(sheet, reflection=text, not_names=("Velcro",))).state == "submitted"


def test_nothing_counts_before_the_course_was_taken_up(desk: Desk, sheet: Sheet) -> None:
    """V2.2.3."""
    new = people.as_actor(
        people.welcome_person(desk.db, "new", name="New", now=datetime(2026, 11, 1, tzinfo=UTC))
    )
    courses.enrol(desk.db, new, desk.stage.course_id, now=datetime(2026, 11, 24, tzinfo=UTC))
    desk.db.commit()
    early = replace(sheet, category="P5", day=date(2026, 11, 23))
    assert "You took up this course on 24 November 2026" in reasons(desk, early, who=new)["day"]
    assert desk.send(replace(early, day=date(2026, 11, 24)), new).state == "submitted"


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("08:30", "09:30", "from 09:00 to 10:00 that day. End at 09:00, or change that one."),
        ("09:30", "10:30", "Start at 10:00, or change that one."),
        ("09:15", "09:45", "Change that one if its times are wrong."),
        ("08:00", "11:00", "End at 09:00"),
    ],
)
def test_an_overlap_names_the_other_entry_and_the_way_out(
    desk: Desk, sheet: Sheet, start: str, end: str, says: str
) -> None:
    desk.send(sheet)
    again = replace(sheet, start=at(start), end=at(end))
    with pytest.raises(services.Refused) as refused:
        desk.send(again)
    assert says in str(refused.value)
    desk.db.rollback()
    desk.send(replace(again, start=at("10:00"), end=at("10:30")))
    desk.send(replace(again, start=at("08:00"), end=at("09:00")))


def test_a_void_or_rejected_session_gives_its_time_back(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.send(sheet)
    services.void_entry(desk.db, desk.cast.ana, entry.id, reason="Wrong day altogether.", now=now)
    second = desk.send(sheet)
    services.reject_entry(
        desk.db, desk.cast.bea, second.id, version=second.version, reason="I was not there.", now=now
    )
    assert desk.send(sheet).state == "submitted"


def test_a_supervisor_in_the_room_cannot_be_in_another_one(desk: Desk, sheet: Sheet) -> None:
    desk.send(sheet, desk.cast.caz)
    elsewhere = replace(sheet, room_id=desk.stage.other_room, start=at("09:30"), end=at("10:30"))
    with pytest.raises(services.Refused, match="Bea was in another room then, from 09:00 to 10:00"):
        desk.send(elsewhere)
    desk.db.rollback()
    assert desk.send(replace(elsewhere, category="P5")).state == "submitted", "on the premises is enough"


def test_a_supervisor_sees_to_so_many_tables_at_a_time(desk: Desk, sheet: Sheet) -> None:
    desk.load_caps(tables_at_once=1)
    desk.send(sheet, desk.cast.caz)
    with pytest.raises(services.Refused, match="Bea sees to 1 table at a time at most"):
        desk.send(sheet)


def test_at_first_sessions_with_clients_a_supervisor_sees_to_no_other_table(desk: Desk, sheet: Sheet) -> None:
    desk.load_caps(with_clients=True, tables_at_once=9, alone_first=1)
    desk.send(sheet, desk.cast.caz)
    with pytest.raises(services.Refused, match="no other table while with you at your first sessions"):
        desk.send(sheet)


def test_once_a_trainee_has_had_those_sessions_their_supervisor_may_see_to_another(
    desk: Desk, sheet: Sheet
) -> None:
    desk.load_caps(with_clients=True, tables_at_once=2, alone_first=1)
    for who in (desk.cast.ana, desk.cast.caz):
        desk.send(
            replace(
                sheet,
                start=at("07:00" if who is desk.cast.ana else "08:00"),
                end=at("08:00") if who is desk.cast.ana else at("09:00"),
            ),
            who,
        )
    assert desk.send(sheet, desk.cast.caz).state == "submitted"
    assert desk.send(sheet).state == "submitted"


def test_two_trainees_may_share_a_room_and_a_supervisor(desk: Desk, sheet: Sheet) -> None:
    desk.send(sheet, desk.cast.caz)
    assert desk.send(sheet).state == "submitted"


@pytest.mark.parametrize(
    ("who", "says"),
    [("ana", "Nobody supervises their own"), ("caz", "may not countersign"), ("reg", "may not")],
)
def test_a_supervisor_is_somebody_else_who_may_countersign(
    desk: Desk, sheet: Sheet, who: str, says: str
) -> None:
    """T03: at logging already."""
    assert says in reasons(desk, replace(sheet, supervisor_id=getattr(desk.cast, who).id))["supervisor_id"]


def test_a_supervisor_who_was_set_aside_may_not_countersign(desk: Desk, sheet: Sheet) -> None:
    people.get_person(desk.db, desk.cast.bea.id).active = False
    assert "may not countersign" in reasons(desk, sheet)["supervisor_id"]


def test_practice_counts_from_the_day_on_which_its_quiz_was_passed(desk: Desk, sheet: Sheet) -> None:
    new = people.as_actor(
        people.welcome_person(desk.db, "new", name="New", now=datetime(2026, 11, 20, tzinfo=UTC))
    )
    courses.enrol(desk.db, new, desk.stage.course_id, now=datetime(2026, 11, 20, tzinfo=UTC))
    desk.db.commit()
    assert "Pass “Bars, table and room” first" in reasons(desk, sheet, who=new)["category"]
    passed = datetime(2026, 11, 24, 11, tzinfo=UTC)
    courses.reach_milestone(desk.db, new.id, desk.stage.course_id, "quiz_passed", "quiz-m02", now=passed)
    desk.db.commit()
    yesterday = replace(sheet, day=date(2026, 11, 23))
    assert "Pass “Bars, table and room” first" in reasons(desk, yesterday, who=new)["category"]
    assert desk.send(sheet, new).state == "submitted"


def test_a_trainee_who_is_held_up_logs_nothing_until_it_is_cleared(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    hold = courses.place_hold(desk.db, desk.cast.bea, desk.cast.ana.id, "practicum", "Talk to Bea.", now=now)
    desk.db.commit()
    assert "Talk to Bea." in reasons(desk, sheet)["category"]
    courses.clear_hold(desk.db, desk.cast.bea, hold.id, now=now)
    assert desk.send(sheet).state == "submitted"


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"inspected_on": date(2026, 11, 24), "valid_until": date(2027, 1, 1)}, "had not been inspected"),
        ({"inspected_on": date(2026, 1, 1), "valid_until": date(2026, 11, 22)}, "ended on 22 November 2026"),
        ({"load_kind": "static"}, "gives no working load"),
        ({"load_kind": "unknown", "load_kg": None}, "gives no working load"),
    ],
)
def test_a_room_needs_a_record_that_holds_on_the_day_of_the_session(
    desk: Desk, sheet: Sheet, now: datetime, record: dict[str, Any], says: str
) -> None:
    room = sites.add_room(desk.db, desk.cast.reg, name="New", site="School", now=now)
    usual = acceptance(date(2026, 1, 1), valid_until=date(2026, 12, 31))
    sites.record_acceptance(desk.db, desk.cast.reg, room.id, replace(usual, **record), now=now)
    desk.db.commit()
    yesterday = replace(sheet, day=date(2026, 11, 23), room_id=room.id)
    assert says in reasons(desk, yesterday)["room_id"]


def test_a_session_across_a_clock_change_is_asked_which_it_was(desk: Desk, sheet: Sheet) -> None:
    here = replace(desk.cast.ana, zone="Europe/Berlin")
    night = replace(sheet, day=date(2026, 10, 25), start=at("02:10"), end=at("02:50"))
    later = datetime(2026, 10, 26, tzinfo=UTC)
    assert "Choose which" in reasons(desk, replace(night, category="P5"), who=here, now=later)["which"]
    entry = desk.send(replace(night, category="P5", which=3), here, now=later)
    assert entry.span is not None
    assert entry.span.minutes == 100


def test_minutes_over_the_daily_cap_are_kept_and_shown(desk: Desk, sheet: Sheet) -> None:
    yesterday = replace(sheet, day=date(2026, 11, 23), start=at("08:00"))
    long = desk.sign(desk.send(replace(yesterday, end=at("15:00"))))
    ledger = services.ledger_of(desk.db, desk.cast.ana.id)
    assert ledger.total == Sums(credited=360, over_cap=60)
    assert [fact.values["minutes"] for fact in services.facts_of(desk.db, long.person_id)] == [360]


def test_the_same_form_twice_makes_one_entry(desk: Desk, sheet: Sheet, now: datetime) -> None:
    sheet = with_screening(desk.db, desk.cast.ana, sheet)

    def log(what: Sheet) -> Entry:
        return services.log_entry(
            desk.db, desk.cast.ana, desk.stage.course_id, what, form_key="same", send=True, now=now
        )

    assert log(sheet).id == log(sheet).id
    with pytest.raises(Clash, match="sent before with other content"):
        log(replace(sheet, score=3))
    assert desk.db.scalar(select(func.count()).select_from(Entry)) == 1


def test_only_a_trainee_of_the_course_logs_in_it(desk: Desk, sheet: Sheet) -> None:
    for who in (desk.cast.bea, desk.cast.reg):
        with pytest.raises(NotAllowed):
            desk.send(sheet, who)


def test_a_draft_is_kept_changed_and_sent(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry, sheet = (
        desk.draft(Sheet(day=sheet.day)),
        with_screening(desk.db, desk.cast.ana, sheet),
    )
    assert (entry.state, entry.as_posting()) == ("draft", None)
    services.change_entry(desk.db, desk.cast.ana, entry.id, sheet, version=1, send=False, now=now)
    assert (entry.state, entry.version, entry.as_sheet()) == ("draft", 2, sheet)
    services.submit_entry(desk.db, desk.cast.ana, entry.id, now=now)
    assert entry.state == "submitted"


def test_a_draft_that_lacks_something_stays_a_draft(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.draft(replace(sheet, score=None))
    with pytest.raises(services.Refused, match="highest score"):
        services.submit_entry(desk.db, desk.cast.ana, entry.id, now=now)
    desk.db.rollback()
    assert desk.db.get_one(Entry, entry.id).state == "draft"


def test_an_older_copy_of_the_form_overwrites_nothing(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.draft(sheet)
    sheet = entry.as_sheet()
    services.change_entry(desk.db, desk.cast.ana, entry.id, sheet, version=1, send=False, now=now)
    with pytest.raises(Clash, match="changed meanwhile"):
        services.change_entry(desk.db, desk.cast.ana, entry.id, sheet, version=1, send=False, now=now)


@pytest.mark.parametrize("who", ["bea", "caz", "dee", "reg"])
def test_nobody_else_changes_sends_amends_or_voids_an_entry(
    desk: Desk, sheet: Sheet, now: datetime, who: str
) -> None:
    """T11: an id that is somebody else's is as good as none."""
    stranger: Actor = getattr(desk.cast, who)
    sent, draft = desk.send(sheet), desk.draft(sheet)
    tries: list[Callable[[], object]] = [
        lambda: services.change_entry(desk.db, stranger, draft.id, sheet, version=1, send=True, now=now),
        lambda: services.submit_entry(desk.db, stranger, draft.id, now=now),
        lambda: services.amend_entry(desk.db, stranger, sent.id, now=now),
    ]
    for attempt in tries:
        with pytest.raises(Missing):
            attempt()
    if who != "reg":
        with pytest.raises((Missing, NotAllowed)):
            services.void_entry(desk.db, stranger, sent.id, reason="Because I can do so.", now=now)
    assert (sent.state, draft.state) == ("submitted", "draft")


def test_an_entry_is_seen_by_its_trainee_its_supervisor_and_the_registrar_alone(
    desk: Desk, sheet: Sheet
) -> None:
    """T11."""
    sent, draft = desk.send(sheet), desk.draft(sheet)
    for entry, may in ((sent, {"ana", "bea", "reg"}), (draft, {"ana", "reg"})):
        for name in ("ana", "bea", "caz", "dee", "reg"):
            who: Actor = getattr(desk.cast, name)
            if name in may:
                assert services.find_entry(desk.db, who, entry.id) is entry
            else:
                with pytest.raises(Missing):
                    services.find_entry(desk.db, who, entry.id)
    with pytest.raises(Missing):
        services.find_entry(desk.db, desk.cast.ana, 987_654)


def test_a_void_entry_keeps_its_reason_and_counts_for_nothing(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    entry = desk.sign(desk.send(sheet))
    with pytest.raises(Unacceptable, match="Say why"):
        services.void_entry(desk.db, desk.cast.ana, entry.id, reason="oops", now=now)
    services.void_entry(desk.db, desk.cast.ana, entry.id, reason="Logged under the wrong day.", now=now)
    assert (entry.state, entry.events[-1].reason) == ("void", "Logged under the wrong day.")
    assert services.ledger_of(desk.db, desk.cast.ana.id).total == Sums(not_counted=60)
    assert services.facts_of(desk.db, desk.cast.ana.id) == ()
    with pytest.raises(Clash, match="declared void"):
        services.void_entry(desk.db, desk.cast.ana, entry.id, reason="And once more for luck.", now=now)


def test_what_is_sent_is_announced_and_recorded(desk: Desk, sheet: Sheet, now: datetime) -> None:
    told: list[dict[str, Any]] = []

    def listen(_: Session, **values: Any) -> None:
        told.append(values)

    with signals.entry_submitted.connected_to(listen):
        entry = desk.send(sheet)
    assert told == [
        {"person_id": desk.cast.ana.id, "entry_id": entry.id, "supervisor_id": desk.cast.bea.id, "now": now}
    ]
    record = audit.find_records(desk.db, subject=f"entry:{entry.id}")[0]
    assert (record.action, record.actor) == ("practicum.send", f"person:{desk.cast.ana.id}")
    assert audit.verify_chain(desk.db) is None


def test_a_form_keeps_one_draft_however_often_its_answer_is_lost(desk: Desk, sheet: Sheet) -> None:
    """The form does not know its draft yet, and sends its key again with what was filled in since."""
    db, ana, course = desk.db, desk.cast.ana, desk.stage.course_id
    first = services.keep_draft(db, ana, course, Sheet(reflection="one"), form_key="k", now=NOW)
    again = services.keep_draft(db, ana, course, Sheet(reflection="one"), form_key="k", now=NOW)
    later = services.keep_draft(db, ana, course, Sheet(reflection="two"), form_key="k", now=NOW)
    assert (first.id, again.id, later.id) == (first.id,) * 3
    assert (later.version, later.as_sheet().reflection) == (2, "two")
    with pytest.raises(Clash, match="sent before"):
        services.keep_draft(db, ana, course, Sheet(reflection="three"), form_key="k", now=NOW)
    assert db.scalar(select(func.count()).select_from(Entry)) == 1
