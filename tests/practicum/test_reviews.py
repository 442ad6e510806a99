"""Countersigning, returning, rejecting and amending: who may, what is frozen, what the ledger and facts say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.ledger import Sums
from ashilms.practicum.rules.sheet import Sheet
from ashilms.rubrics.rules import Result
from tests.practicum.conftest import RATINGS, WELL, Desk, at, entitle

REASON = "The reflection says nothing about the gluteal work."
LOW = RATINGS | {"foot-placement": 3}


def test_a_signature_credits_the_minutes_and_freezes_the_observation(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    entry = desk.sign(desk.send(sheet), ratings=RATINGS, outcome=Result.PASSED, text="Calm and exact.")
    review = entry.reviews[0]
    assert entry.state == "countersigned"
    assert (review.verdict, review.outcome, review.ratings) == ("countersign", "passed", RATINGS)
    assert (review.plan_id, review.rubric, review.round) == (desk.stage.plan_id, "observation", 1)
    assert review.roles == ["instructor", "supervisor"]
    assert services.ledger_of(desk.db, desk.cast.ana.id).total == Sums(credited=60)
    (practised,) = services.facts_of(desk.db, desk.cast.ana.id)
    assert (practised.id, practised.kind, practised.on) == (
        f"entry:{entry.id}",
        "practicum_entry",
        now.date(),
    )
    assert practised.values == {
        "category": "P3", "minutes": 60, "client": "C-14", "supervisor": desk.cast.bea.id,
        "signed_by": desk.cast.bea.id, "starts": "2026-11-24T09:00:00+00:00", "refused": False, "features": [],
    }  # fmt: skip


def test_an_observation_that_does_not_pass_still_credits_the_hour(desk: Desk, sheet: Sheet) -> None:
    desk.sign(
        desk.send(sheet), ratings=LOW, outcome=Result.NOT_PASSED, text="Two quick loadings at the start."
    )
    assert services.ledger_of(desk.db, desk.cast.ana.id).credited_minutes == 60


def test_a_session_that_was_not_observed_is_signed_without_ratings(desk: Desk, sheet: Sheet) -> None:
    entry = desk.sign(desk.send(sheet))
    assert (entry.reviews[0].outcome, entry.reviews[0].rubric) == (None, None)
    assert [fact.kind for fact in services.facts_of(desk.db, desk.cast.ana.id)] == ["practicum_entry"]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"ratings": {"hygiene": 4}, "outcome": Result.PASSED}, "ratings", "Rate every criterion"),
        ({"ratings": RATINGS, "outcome": None}, "ratings", "another outcome"),
        ({"ratings": LOW, "outcome": Result.PASSED}, "ratings", "another outcome"),
        (
            {"ratings": RATINGS, "auto_fails": ["ignored-stop"], "outcome": Result.PASSED},
            "ratings",
            "another",
        ),
        ({"ratings": LOW, "outcome": Result.NOT_PASSED}, "text", "Say what you saw"),
        ({"ratings": {"charm": 5}, "outcome": Result.PASSED}, "ratings", "no criterion"),
        ({"ratings": RATINGS | {"hygiene": 9}, "outcome": Result.PASSED}, "ratings", "no level"),
        ({"text": "Call me on 0170 1234567 about it."}, "text", "telephone"),
        ({"outcome": Result.PASSED}, "ratings", "another outcome"),
    ],
)
def test_a_signature_that_is_unclear_is_refused(
    desk: Desk, sheet: Sheet, changes: dict[str, Any], field: str, says: str
) -> None:
    entry = desk.send(sheet)
    with pytest.raises(Unacceptable, match=says) as refused:
        desk.sign(entry, **changes)
    assert refused.value.field == field
    assert (entry.state, entry.reviews) == ("submitted", [])


def test_an_auto_fail_alone_is_an_observation_that_does_not_pass(desk: Desk, sheet: Sheet) -> None:
    entry = desk.sign(
        desk.send(sheet), auto_fails=["ignored-stop"], outcome=Result.NOT_PASSED,
        text="The stop word was said twice.",
    )  # fmt: skip
    assert (entry.reviews[0].auto_fails, entry.reviews[0].outcome) == (["ignored-stop"], "not_passed")


def test_a_supervisor_who_is_no_instructor_signs_but_does_not_assess(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    row = people.welcome_person(desk.db, "eve", name="Eve", now=now, roles=[SUPERVISOR])
    entitle(desk.db, desk.cast.reg, row.id)
    eve = people.as_actor(row)
    entry = desk.send(replace(sheet, supervisor_id=eve.id))
    with pytest.raises(Unacceptable, match="Only an instructor observes"):
        services.countersign_entry(
            desk.db, eve, entry.id, version=1, ratings=RATINGS, outcome=Result.PASSED, now=now
        )
    services.countersign_entry(desk.db, eve, entry.id, version=1, ratings={}, outcome=None, now=now)
    assert entry.state == "countersigned"


def decisions(desk: Desk, who: Actor, entry: Entry, now: datetime) -> list[Callable[[], object]]:
    """Every way in which somebody decides on an entry."""
    common: dict[str, Any] = {"version": entry.version, "now": now}
    return [
        lambda: services.countersign_entry(desk.db, who, entry.id, ratings={}, outcome=None, **common),
        lambda: services.return_entry(desk.db, who, entry.id, reason=REASON, **common),
        lambda: services.reject_entry(desk.db, who, entry.id, reason=REASON, **common),
    ]


@pytest.mark.parametrize("name", ["ana", "caz", "dee", "reg"])
def test_nobody_but_the_named_supervisor_decides(desk: Desk, sheet: Sheet, now: datetime, name: str) -> None:
    """T03, T11: one's own, somebody else's to sign, and a role that signs nothing."""
    entry = desk.send(sheet)
    for decide in decisions(desk, getattr(desk.cast, name), entry, now):
        with pytest.raises((Missing, NotAllowed)):
            decide()
    assert (entry.state, desk.db.scalar(select(func.count()).select_from(Review))) == ("submitted", 0)


def test_nobody_signs_their_own_session_whatever_their_roles(desk: Desk, sheet: Sheet, now: datetime) -> None:
    """T03: an instructor who is a trainee as well."""
    both = replace(desk.cast.ana, roles=desk.cast.ana.roles | {INSTRUCTOR, SUPERVISOR})
    entry = desk.send(sheet)
    for decide in decisions(desk, both, entry, now):
        with pytest.raises(NotAllowed, match="Nobody signs their own"):
            decide()
    entry.supervisor_id = desk.cast.ana.id
    with pytest.raises(IntegrityError):
        desk.db.flush()


def test_a_supervisor_who_lost_the_role_signs_nothing(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.send(sheet)
    for decide in decisions(desk, replace(desk.cast.bea, roles=frozenset()), entry, now):
        with pytest.raises(NotAllowed, match="Only instructors and supervisors"):
            decide()


@pytest.mark.parametrize("first", [0, 1, 2])
def test_what_was_decided_is_not_decided_again(desk: Desk, sheet: Sheet, now: datetime, first: int) -> None:
    """V2.3.1: each state refuses the steps of another."""
    entry = desk.send(sheet)
    decisions(desk, desk.cast.bea, entry, now)[first]()
    desk.db.commit()
    for decide in decisions(desk, desk.cast.bea, entry, now):
        with pytest.raises(Clash):
            decide()
    if first != 1:
        with pytest.raises(Clash):
            services.change_entry(
                desk.db, desk.cast.ana, entry.id, sheet, version=entry.version, send=True, now=now
            )
        with pytest.raises(Clash):
            services.submit_entry(desk.db, desk.cast.ana, entry.id, now=now)
    assert desk.db.scalar(select(func.count()).select_from(Review)) == 1


def test_a_draft_is_never_signed(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.draft(sheet)
    for decide in decisions(desk, desk.cast.bea, entry, now):
        with pytest.raises(Missing):
            decide()


def test_a_returned_entry_comes_back_changed_with_what_changed(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    """T01: the supervisor sees the difference."""
    entry = desk.send(sheet)
    services.return_entry(desk.db, desk.cast.bea, entry.id, version=1, reason=REASON, now=now)
    assert (entry.state, entry.events[-1].reason) == ("returned", REASON)
    assert services.ledger_of(desk.db, desk.cast.ana.id).lines[0].reason.startswith("Returned to you")
    better = replace(entry.as_sheet(), end=at("09:45"), score=5)
    later = now + timedelta(days=20)
    services.change_entry(
        desk.db, desk.cast.ana, entry.id, better, version=entry.version, send=True, now=later
    )
    assert entry.events[-1].changes == [
        ["Time", "09:00 to 10:00, 1 h", "09:00 to 09:45, 45 min"],
        ["Highest score", "6", "5"],
    ]
    assert (entry.round, entry.first_sent_at, entry.sent_at) == (2, now, later)
    desk.sign(entry, now=later)
    assert [review.verdict for review in entry.reviews] == ["return", "countersign"]


def test_an_entry_that_changed_meanwhile_is_not_signed_unseen(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    entry = desk.send(sheet)
    services.return_entry(desk.db, desk.cast.bea, entry.id, version=1, reason=REASON, now=now)
    services.change_entry(
        desk.db, desk.cast.ana, entry.id, replace(entry.as_sheet(), score=2), version=2, send=True, now=now
    )
    with pytest.raises(Clash, match="changed meanwhile"):
        desk.sign(entry, version=1)


def test_an_amendment_takes_the_place_of_the_signed_entry_once_it_is_signed(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    original = desk.sign(desk.send(sheet), ratings=RATINGS, outcome=Result.PASSED)
    signed = original.as_content()
    amendment = services.amend_entry(desk.db, desk.cast.ana, original.id, now=now)
    assert services.amend_entry(desk.db, desk.cast.ana, original.id, now=now).id == amendment.id
    filled = amendment.as_sheet()
    assert (filled.decision_id, filled.start, filled.end, filled.strokes) == (
        original.decision_id, at("09:00"), at("10:00"), ("glide", "compression"),
    )  # fmt: skip
    shorter = replace(sheet, end=at("09:40"), check_id=filled.check_id)
    much_later = now + timedelta(days=60)
    services.change_entry(desk.db, desk.cast.ana, amendment.id, shorter, version=1, send=True, now=much_later)
    assert services.ledger_of(desk.db, desk.cast.ana.id).total == Sums(credited=60, pending=40)
    assert amendment.events[-1].changes == [["Time", "09:00 to 10:00, 1 h", "09:00 to 09:40, 40 min"]]
    desk.sign(amendment, now=much_later)
    assert (original.state, amendment.state) == ("amended", "countersigned")
    assert services.ledger_of(desk.db, desk.cast.ana.id).total == Sums(credited=40, not_counted=60)
    assert original.as_content() == signed
    assert services.find_altered(desk.db) == []


def test_an_amendment_for_another_day_is_logged_within_the_window_like_any_other(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    original = desk.sign(desk.send(sheet))
    amendment = services.amend_entry(desk.db, desk.cast.ana, original.id, now=now)
    other_day = replace(sheet, day=now.date() + timedelta(days=1))
    with pytest.raises(services.Refused, match="within 7 days"):
        services.change_entry(
            desk.db,
            desk.cast.ana,
            amendment.id,
            other_day,
            version=1,
            send=True,
            now=now + timedelta(days=60),
        )


def test_an_entry_with_an_open_amendment_is_not_voided_under_it(
    desk: Desk, sheet: Sheet, now: datetime
) -> None:
    original = desk.sign(desk.send(sheet))
    amendment = services.amend_entry(desk.db, desk.cast.ana, original.id, now=now)
    with pytest.raises(Clash, match="An amendment of this entry is open"):
        services.void_entry(desk.db, desk.cast.ana, original.id, reason="It was another day.", now=now)
    services.void_entry(desk.db, desk.cast.ana, amendment.id, reason="No amendment needed.", now=now)
    services.void_entry(desk.db, desk.cast.ana, original.id, reason="It was another day.", now=now)
    assert (original.state, amendment.state) == ("void", "void")


def test_only_signed_entries_are_amended(desk: Desk, sheet: Sheet, now: datetime) -> None:
    with pytest.raises(Clash):
        services.amend_entry(desk.db, desk.cast.ana, desk.send(sheet).id, now=now)


def test_a_signed_entry_that_was_altered_in_the_database_is_found(desk: Desk, sheet: Sheet) -> None:
    """T02."""
    first = desk.sign(desk.send(sheet))
    second = desk.sign(desk.send(replace(sheet, start=at("10:00"), end=at("11:00"))))
    assert services.find_altered(desk.db) == []
    second.ends = second.ends + timedelta(minutes=30) if second.ends else None
    desk.db.flush()
    assert services.find_altered(desk.db) == [second.id]
    assert first.state == "countersigned"


@pytest.mark.parametrize(
    "column",
    ["category", "client", "reflection", "score", "depth", "strokes", "answers", "decision", "supervisor_id",
     "room_id", "starts", "check_id", "own_ratings", "zone"],
)  # fmt: skip
def test_every_field_of_a_session_is_under_its_signature(desk: Desk, sheet: Sheet, column: str) -> None:
    """T02: whichever field is changed behind the signature, it shows."""
    other: dict[str, Any] = {
        "category": "P5", "client": "C-15", "reflection": "Other words altogether.", "score": 2, "depth": 1,
        "strokes": ["fan"], "answers": {}, "decision": {}, "supervisor_id": desk.cast.dee.id,
        "room_id": desk.stage.other_room, "starts": desk.db.scalar(select(func.min(Entry.created_at))),
        "check_id": None, "own_ratings": {"hygiene": 1}, "zone": "Europe/Berlin",
    }  # fmt: skip
    entry = desk.sign(desk.send(sheet))
    value = other[column]
    if column == "starts" and entry.starts is not None:
        value = entry.starts - timedelta(minutes=30)
    setattr(entry, column, value)
    desk.db.flush()
    assert services.find_altered(desk.db) == [entry.id]


def test_what_nobody_signed_in_thirty_days_has_lapsed(desk: Desk, sheet: Sheet, now: datetime) -> None:
    entry = desk.send(sheet)
    late = now + timedelta(days=30)
    assert services.ledger_of(desk.db, desk.cast.ana.id, now=late).total == Sums(not_counted=60)
    assert services.waiting_for(desk.db, desk.cast.bea, now=late) == []
    with pytest.raises(Clash, match="lapsed"):
        desk.sign(entry, now=late)
    desk.sign(entry, now=late - timedelta(seconds=1))


def test_what_waits_is_sorted_by_flags_and_then_by_age(desk: Desk, sheet: Sheet, now: datetime) -> None:
    plain = desk.send(sheet, now=now - timedelta(minutes=20))
    flagged = desk.send(
        replace(sheet, start=at("10:00"), end=at("11:00"), score=8),
        now=now - timedelta(minutes=9),
    )
    newer = desk.send(replace(sheet, start=at("11:00"), end=at("11:30")), desk.cast.caz)
    waiting = services.waiting_for(desk.db, desk.cast.bea, now=now)
    assert [item.id for item in waiting] == [flagged.id, plain.id, newer.id]
    assert [item.flagged for item in waiting] == [True, False, False]
    assert waiting[0].why == "The client said 8: foot work ends at 8."
    assert (waiting[1].who, waiting[1].why) == ("Ana", "Session · P3, 1 h, modify")
    assert (waiting[1].endpoint, waiting[1].values) == ("ashilms.practicum.review_entry", {"id": plain.id})
    soon = services.waiting_for(desk.db, desk.cast.bea, now=now + timedelta(days=25))
    assert {item.id: item.why for item in soon}[plain.id] == "Lapses on 24 December 2026 if unsigned"
    for name in ("dee", "reg", "caz"):
        assert services.waiting_for(desk.db, getattr(desk.cast, name), now=now) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"score": 7}, "The client said 7; the decision allowed 6 at most."),
        ({"score": 9}, "The client said 9: foot work ends at 8."),
        ({"answers": {"bp-systolic": 145}, "score": 6}, "the decision allowed 5 at most."),
        (
            {"answers": {"bp-systolic": 145, "varicose-veins": ("left-calf", "right-calf")}, "score": 5},
            "Several limits at once",
        ),
    ],
)
def test_what_went_past_the_limits_is_logged_as_it_was_and_flagged(
    desk: Desk, sheet: Sheet, changes: dict[str, Any], says: str
) -> None:
    answers = {**WELL, **changes.pop("answers", {})}
    entry = desk.send(replace(sheet, **changes), answers=answers)
    assert entry.flags is not None
    assert any(says in flag for flag in entry.flags)


def test_a_decision_is_announced_and_recorded(desk: Desk, sheet: Sheet, now: datetime) -> None:
    told: list[dict[str, Any]] = []

    def listen(_: object, **values: Any) -> None:
        told.append(values)

    entry = desk.send(sheet)
    with signals.entry_decided.connected_to(listen):
        services.return_entry(desk.db, desk.cast.bea, entry.id, version=1, reason=REASON, now=now)
    said = {"person_id": desk.cast.ana.id, "entry_id": entry.id, "decision": "return", "now": now}
    assert told == [said | {"actor": desk.cast.bea}]
    record = audit.find_records(desk.db, subject=f"entry:{entry.id}")[0]
    assert (record.action, record.before) == ("practicum.return", {"state": "submitted"})
    assert REASON not in str(record.after), "what a person wrote is in the chain as a digest"
    assert audit.verify_chain(desk.db) is None
