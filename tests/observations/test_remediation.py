"""From an automatic fail to the observation that closes it: the pause is lifted by nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.observations import services
from ashilms.observations.rules.remediation import State
from ashilms.practicum import services as practicum
from tests.conftest import NOW
from tests.observations.conftest import FAIL, LOW, RESULT, TERMS, Watch, later
from tests.practicum.conftest import make_sheet

pytestmark = pytest.mark.any_database


def holds(watch: Watch) -> list[str]:
    """Return what holds Ana up."""
    return [hold.kind for hold in courses.open_holds_of(watch.db, watch.cast.ana.id)]


def test_an_automatic_fail_pauses_the_trainee_at_once(watch: Watch) -> None:
    row = watch.failed()
    assert (row.trainee_id, row.owner_id, row.state) == (watch.cast.ana.id, watch.cast.bea.id, State.OPENED)
    assert holds(watch) == [practicum.PAUSE]
    after = make_sheet(watch.stage, watch.cast.bea.id, start=later(14).time(), end=later(15).time())
    with pytest.raises(practicum.Refused, match="remediation"):
        watch.desk.send(after, now=later(16))


def test_one_that_merely_does_not_pass_pauses_nobody(watch: Watch) -> None:
    watch.sign(rated=LOW)
    assert holds(watch) == []
    assert services.find_remediations(watch.db, watch.cast.ana) == []


def test_no_earlier_one_closes_it_and_none_that_does_not_pass(watch: Watch) -> None:
    row, bea = watch.agreed(), watch.cast.bea
    low = watch.watch(watch.cast.dee, LOW)
    for id in (low.id, row.observation_id, 999):
        with pytest.raises(Unacceptable, match="since then that passes"):
            services.close_remediation(watch.db, bea, row.id, id, result=RESULT, now=later(17))
    assert holds(watch) == [practicum.PAUSE]


def test_nothing_is_closed_before_the_trainee_has_acknowledged_the_contract(watch: Watch) -> None:
    row = watch.failed()
    proof = watch.watch(watch.cast.dee)
    services.write_contract(watch.db, watch.cast.bea, row.id, TERMS, number=0, now=later(17))
    with pytest.raises(Clash, match="acknowledges the contract first"):
        services.close_remediation(watch.db, watch.cast.bea, row.id, proof.id, result=RESULT, now=later(17))
    services.acknowledge(watch.db, watch.cast.ana, row.id, number=1, now=later(17))
    assert services.find_proofs(watch.db, row) == [], "it was before the contract"


def test_another_contract_is_acknowledged_anew_and_the_first_stays(watch: Watch) -> None:
    row = watch.agreed()
    longer = replace(TERMS, due_on=NOW.date() + timedelta(days=30))
    services.write_contract(watch.db, watch.cast.bea, row.id, longer, number=1, now=NOW)
    assert (row.state, [one.due_on for one in row.contracts]) == (
        State.WRITTEN,
        [TERMS.due_on, longer.due_on],
    )
    with pytest.raises(Clash, match="another has taken its place"):
        services.acknowledge(watch.db, watch.cast.ana, row.id, number=1, now=NOW)
    services.acknowledge(watch.db, watch.cast.ana, row.id, number=2, now=NOW)
    with pytest.raises(Clash):
        services.acknowledge(watch.db, watch.cast.ana, row.id, number=2, now=NOW)
    with pytest.raises(Clash, match="another contract meanwhile"):
        services.write_contract(watch.db, watch.cast.bea, row.id, TERMS, number=1, now=NOW)


def test_everything_that_is_wrong_with_a_contract_is_told_at_once(watch: Watch) -> None:
    row = watch.failed()
    bad = replace(TERMS, issue="?", due_on=NOW.date() - timedelta(days=1))
    with pytest.raises(services.Refused) as refused:
        services.write_contract(watch.db, watch.cast.bea, row.id, bad, number=0, now=NOW)
    assert [field for field, _ in refused.value.problems] == ["issue", "due_on"]


def test_a_trainee_neither_writes_nor_closes_their_own(watch: Watch) -> None:
    """T12, T14."""
    row = watch.agreed()
    proof = watch.watch(watch.cast.dee)
    ana = watch.cast.ana
    for deed in (
        lambda: services.write_contract(watch.db, ana, row.id, TERMS, number=1, now=NOW),
        lambda: services.close_remediation(watch.db, ana, row.id, proof.id, result=RESULT, now=later(17)),
    ):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(NotAllowed, match="trainee acknowledges"):
        services.acknowledge(watch.db, watch.cast.bea, row.id, number=1, now=NOW)
    with pytest.raises(NotAllowed, match="Somebody else has to clear"):
        courses.clear_hold(watch.db, replace(ana, roles=watch.cast.bea.roles), row.hold_id, now=NOW)


def test_it_is_nobody_else_s(watch: Watch) -> None:
    """T11, V8.2.2."""
    row, db = watch.failed(), watch.db
    for stranger in (watch.cast.caz, watch.cast.dee):
        deeds: list[Callable[[], object]] = [
            lambda who=stranger: services.get_remediation(db, who, row.id),
            lambda who=stranger: services.write_contract(db, who, row.id, TERMS, number=0, now=NOW),
            lambda who=stranger: services.acknowledge(db, who, row.id, number=1, now=NOW),
            lambda who=stranger: services.close_remediation(db, who, row.id, 1, result=RESULT, now=NOW),
        ]
        for deed in deeds:
            with pytest.raises(Missing):
                deed()
        assert services.find_remediations(db, stranger) == []


def test_it_waits_in_the_inbox_of_whoever_sees_to_it_and_comes_first_when_it_is_overdue(watch: Watch) -> None:
    row, bea = watch.agreed(), watch.cast.bea
    (item,) = services.waiting_for(watch.db, bea, now=NOW)
    assert (item.kind, item.id, item.flagged, "8 December 2026" in item.why) == (
        "remediation",
        row.id,
        False,
        True,
    )
    (item,) = services.waiting_for(watch.db, bea, now=NOW + timedelta(days=15))
    assert (item.flagged, item.why) == (True, "Remediation was due on 8 December 2026")
    assert services.waiting_for(watch.db, watch.cast.dee, now=NOW) == []


def test_a_second_fail_is_a_second_remediation_with_a_pause_of_its_own(watch: Watch) -> None:
    row = watch.agreed()
    watch.watch(watch.cast.dee, FAIL)
    proof = watch.watch(watch.cast.bea, hour=17)
    services.close_remediation(watch.db, watch.cast.bea, row.id, proof.id, result=RESULT, now=later(19))
    assert len(services.find_fails(watch.db, watch.cast.ana.id)) == 2
    assert holds(watch) == [practicum.PAUSE] * 2, (
        "the other one still holds, and what the review board looks at"
    )


def test_a_fail_that_was_set_aside_since_counted_until_then(watch: Watch) -> None:
    """A past day is replayed as it was known then."""
    row, ana = watch.failed(), watch.cast.ana.id
    was = services.find_facts(watch.db, [ana])[ana]
    aside = later(20)
    services.set_aside_fail(watch.db, watch.cast.reg, row.observation_id, reason="It was a drill.", now=aside)
    observed = [fact for fact in was if fact.kind == "observation"]
    known = services.find_facts(watch.db, [ana], known=aside)[ana]
    assert observed
    assert [fact for fact in known if fact.kind == "observation"] == observed
    assert not [fact for fact in services.find_facts(watch.db, [ana])[ana] if fact.kind == "observation"]
