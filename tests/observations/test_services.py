"""Observing: who may, what is kept, who sees it, and what a programme gets of it."""

from datetime import timedelta

import pytest

from ashilms.accounts import services as people
from ashilms.actor import SUPERVISOR
from ashilms.audit import services as audit
from ashilms.bookings import services as bookings
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.observations import services
from ashilms.observations.models import Observation
from ashilms.plugins import Met
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs.kinds import ConsecutiveObservations
from ashilms.rubrics.rules import Result
from ashilms.supervision import services as supervision
from tests.conftest import NOW
from tests.observations.conftest import FAIL, GOOD, LOW, Watch, later, rate
from tests.practicum.conftest import RATINGS, entitle, make_sheet

pytestmark = pytest.mark.any_database


def test_what_is_signed_with_a_session_is_an_observation_like_any_other(watch: Watch) -> None:
    entry = watch.sign()
    (row,) = services.find_observations(watch.db, watch.cast.ana)
    review = entry.reviews[0]
    assert (row.entry_id, row.review_id, row.assessor_id) == (entry.id, review.id, watch.cast.bea.id)
    assert (row.client, row.category, row.ratings, row.outcome) == ("C-14", "P3", RATINGS, "passed")
    assert (row.credentials, row.roles) == (review.credentials, review.roles)
    entry_fact, fact = (
        practicum.facts_of(watch.db, entry.person_id)[0],
        services.facts_of(watch.db, entry.person_id)[0],
    )
    assert (entry_fact.kind, fact.id, fact.kind) == (
        "practicum_entry",
        f"observation:{row.id}",
        "observation",
    )
    assert fact.values == {
        "passed": True, "assessor": watch.cast.bea.id, "client": "C-14", "category": "P3", "rubric": "observation",
        "starts": "2026-11-24T09:00:00+00:00", "ends": "2026-11-24T10:00:00+00:00",
    }  # fmt: skip
    assert audit.verify_chain(watch.db) is None


def test_a_session_that_was_signed_without_ratings_was_not_observed(watch: Watch) -> None:
    watch.sign(rated=None)
    assert services.find_observations(watch.db, watch.cast.reg) == []


def test_two_assessors_in_a_row_on_two_clients_meet_the_requirement(watch: Watch) -> None:
    watch.sign()
    watch.watch(watch.cast.dee)
    facts = services.facts_of(watch.db, watch.cast.ana.id)
    met = ConsecutiveObservations().judge({"rubric": "observation", "count": 2}, facts, NOW.date())
    assert isinstance(met, Met)


def test_a_booking_that_was_observed_says_that_the_trainee_came(watch: Watch) -> None:
    row = watch.watch(watch.cast.dee)
    (booking,) = bookings.own_bookings(watch.db, watch.cast.ana.id, since=NOW)
    assert (booking.came, booking.marked_by, row.client, row.booking_id) == (
        True,
        watch.cast.dee.id,
        "C-21",
        booking.id,
    )


REFUSED = [
    (rate(GOOD, ratings={}), "ratings", "every criterion"),
    (rate(GOOD, outcome=Result.NOT_PASSED), "ratings", "another outcome"),
    (rate(GOOD, ratings=RATINGS | {"strange": 4}), "ratings", "no criterion"),
    (rate(GOOD, ratings=RATINGS | {"contact": 6}), "ratings", "no level"),
    (rate(LOW, comment="No."), "text", "what you saw"),
    (rate(GOOD, comment="Call 0151 2345 6789."), "text", "telephone"),
    (rate(GOOD, client="Maria"), "client", "such as C-14"),
]


def test_what_no_observation_is_comes_back_with_a_sentence(watch: Watch) -> None:
    row = watch.booked(watch.cast.dee)
    for rated, field, says in REFUSED:
        with pytest.raises(Unacceptable, match=says) as refused:
            services.observe_booking(watch.db, watch.cast.dee, row.id, rated, now=later(16))
        assert refused.value.field == field
    assert row.came is None


def test_nobody_observes_before_it_begins_or_twice(watch: Watch) -> None:
    row = watch.booked(watch.cast.dee)
    with pytest.raises(Clash, match="not begun"):
        services.observe_booking(watch.db, watch.cast.dee, row.id, GOOD, now=NOW)
    services.observe_booking(watch.db, watch.cast.dee, row.id, GOOD, now=later(16))
    with pytest.raises(Clash, match="already"):
        services.observe_booking(watch.db, watch.cast.dee, row.id, LOW, now=later(16))


def test_the_same_assessor_observes_one_session_once_by_whichever_door(watch: Watch) -> None:
    """The booking was observed, and the same hour is logged and signed: without ratings it can be."""
    watch.watch(watch.cast.bea, hour=15)
    hour = make_sheet(watch.stage, watch.cast.bea.id, start=later(15).time(), end=later(16).time())
    entry = watch.desk.send(hour, now=later(17))
    with pytest.raises(Unacceptable, match="Leave the ratings empty"):
        watch.desk.sign(entry, ratings=RATINGS, outcome=Result.PASSED, now=later(17))
    watch.db.rollback()
    watch.desk.sign(watch.db.get_one(Entry, entry.id), now=later(17))
    assert len(services.find_observations(watch.db, watch.cast.ana)) == 1


def test_a_second_assessor_rates_unseen_and_then_both_see_both(watch: Watch, entry: Entry) -> None:
    """T13: what the first gave is shown to the second only when they have signed their own."""
    watch.ask(entry)
    watch.sign(entry)
    dee = watch.cast.dee
    (first,) = services.find_observations(watch.db, watch.cast.bea)
    with pytest.raises(Missing):
        services.find_observation(watch.db, dee, first.id)
    assert [item.kind for item in services.waiting_for(watch.db, dee, now=NOW)] == ["observation"]
    own = services.observe_entry(watch.db, dee, entry.id, LOW, now=NOW)
    assert own.client == "C-14", "the session says whose it is"
    assert services.waiting_for(watch.db, dee, now=NOW) == []
    assert [row.id for row in services.observations_of(watch.db, watch.cast.bea, entry)] == [first.id, own.id]
    with pytest.raises(Missing):
        services.observe_entry(watch.db, watch.cast.bea, entry.id, GOOD, now=NOW)


def test_one_whom_nobody_asked_observes_no_session(watch: Watch, entry: Entry) -> None:
    """V8.2.2, T11."""
    for who in (watch.cast.dee, watch.cast.caz, watch.cast.ana, watch.cast.reg):
        with pytest.raises(Missing):
            services.observe_entry(watch.db, who, entry.id, GOOD, now=NOW)


def test_neither_the_trainee_nor_a_stranger_asks_for_a_second_assessor(watch: Watch, entry: Entry) -> None:
    """V8.2.2, T11."""
    for who in (watch.cast.ana, watch.cast.caz, watch.cast.dee):
        with pytest.raises(Missing):
            services.ask_second(watch.db, who, entry.id, watch.cast.dee.id, now=NOW)


def test_somebody_close_or_not_entitled_is_not_asked(watch: Watch, entry: Entry) -> None:
    """T12: a relative assesses nobody."""
    dee = people.get_person(watch.db, watch.cast.dee.id)
    dee.email = "dee@example.org"
    supervision.declare_tie(watch.db, watch.cast.ana, "dee@example.org", now=NOW)
    with pytest.raises(Unacceptable, match="not close"):
        services.ask_second(watch.db, watch.cast.bea, entry.id, dee.id, now=NOW)
    eve = people.welcome_person(watch.db, "eve", name="Eve", now=NOW, roles=[SUPERVISOR])
    entitle(watch.db, watch.cast.reg, eve.id)
    with pytest.raises(Unacceptable, match="Choose an instructor"):
        services.ask_second(watch.db, watch.cast.bea, entry.id, eve.id, now=NOW)


def test_a_tie_declared_after_the_booking_still_keeps_them_apart(watch: Watch) -> None:
    """T12."""
    row = watch.booked(watch.cast.dee)
    people.get_person(watch.db, watch.cast.dee.id).email = "dee@example.org"
    supervision.declare_tie(watch.db, watch.cast.ana, "dee@example.org", now=NOW)
    with pytest.raises(NotAllowed, match="close tie"):
        services.observe_booking(watch.db, watch.cast.dee, row.id, GOOD, now=later(16))


def test_one_whose_licence_has_ended_observes_nobody(watch: Watch) -> None:
    """T12: judged on the day of the session and when it is signed."""
    row = watch.booked(watch.cast.dee)
    with pytest.raises(NotAllowed, match="licence ended"):
        services.observe_booking(watch.db, watch.cast.dee, row.id, GOOD, now=NOW + timedelta(days=800))


def test_it_is_seen_by_whom_it_concerns_alone(watch: Watch) -> None:
    """T11, V8.2.2."""
    row = watch.watch(watch.cast.dee)
    for who in (watch.cast.ana, watch.cast.dee, watch.cast.reg):
        assert services.find_observation(watch.db, who, row.id) is row
    for who in (watch.cast.bea, watch.cast.caz):
        with pytest.raises(Missing):
            services.find_observation(watch.db, who, row.id)
        assert services.find_observations(watch.db, who) == []


def test_one_that_passes_counts_while_its_session_is_signed_and_one_that_does_not_always(
    watch: Watch,
) -> None:
    ana = watch.cast.ana
    entry = watch.sign()
    assert len(services.facts_of(watch.db, ana.id)) == 1
    practicum.void_entry(watch.db, ana, entry.id, reason="It was another day.", now=NOW)
    assert services.facts_of(watch.db, ana.id) == ()
    low = watch.sign(rated=LOW)
    practicum.void_entry(watch.db, ana, low.id, reason="It was another day.", now=NOW)
    assert [fact.values["passed"] for fact in services.facts_of(watch.db, ana.id)] == [False]


def test_agreement_is_for_those_who_assess(watch: Watch) -> None:
    """V8.2.1."""
    for who in (watch.cast.ana, watch.cast.caz):
        with pytest.raises(Missing):
            services.measure_agreement(watch.db, who)


def test_agreement_is_measured_over_sessions_that_two_rated(watch: Watch, entry: Entry) -> None:
    watch.ask(entry)
    services.observe_entry(watch.db, watch.cast.dee, entry.id, LOW, now=NOW)
    (measured,) = services.measure_agreement(watch.db, watch.cast.reg)
    assert measured.agreement.overall.sessions == 0, "nothing is compared until the session is signed"
    watch.sign(entry)
    watch.watch(watch.cast.dee)
    (measured,) = services.measure_agreement(watch.db, watch.cast.bea)
    line = measured.agreement.overall
    assert (line.sessions, line.rated, line.alike, line.words) == (1, 12, 11, "too few to say")


def test_an_automatic_fail_by_a_second_assessor_counts_too(watch: Watch, entry: Entry) -> None:
    watch.ask(entry)
    watch.sign(entry)
    services.observe_entry(watch.db, watch.cast.dee, entry.id, FAIL, now=NOW)
    assert watch.case().owner_id == watch.cast.dee.id
    assert {row.outcome for row in watch.db.query(Observation)} == {"passed", "not_passed"}
