"""Recording, verifying and withdrawing credentials, and declaring close ties: who may, once, and on the record."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.audit import services as audit
from ashilms.demo import doings
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.supervision import services
from ashilms.supervision.models import Credential
from ashilms.supervision.services import Typed
from tests.conftest import NOW, Cast
from tests.told import is_over

TODAY = NOW.date()
DAY = timedelta(days=1)
PAPER = Typed(
    "licence", "Massage therapist", "Board of Massage, Oregon", "MT-1", TODAY - 9 * DAY, TODAY + 9 * DAY
)
AID = Typed(
    "first-aid", "Standard first aid with CPR", "A trainer", "FA-1", TODAY - 9 * DAY, TODAY + 365 * DAY
)
LEVEL = Typed("level", "Foundation", "This school", "", TODAY - 9 * DAY, None, 1)
REASON = "The board's register says that it had lapsed."


def verified(db: Session, cast: Cast, *papers: Typed) -> list[Credential]:
    """Record and verify papers of Bea's."""
    rows = [services.record_credential(db, cast.reg, cast.bea.id, paper, now=NOW) for paper in papers]
    return [services.verify_credential(db, cast.reg, row.id, now=NOW) for row in rows]


def test_a_credential_counts_once_somebody_else_has_verified_it(db: Session, cast: Cast) -> None:
    row = services.record_credential(db, cast.reg, cast.bea.id, PAPER, now=NOW)
    verified(db, cast, AID, LEVEL)
    assert "waits for a registrar" in services.find_entitlement(db, cast.bea.id, TODAY).reason
    services.verify_credential(db, cast.reg, row.id, now=NOW)
    assert services.find_entitlement(db, cast.bea.id, TODAY).credentials
    assert (row.verified_by, row.verified_at) == (cast.reg.id, NOW)
    assert [r.action for r in audit.find_records(db, subject=f"credential:{row.id}")] == [
        "supervision.verify", "supervision.record",
    ]  # fmt: skip


def test_nobody_verifies_their_own(db: Session, cast: Cast) -> None:
    """T03: a registrar who supervises asks another registrar."""
    both = replace(cast.bea, roles=cast.bea.roles | cast.reg.roles)
    row = services.record_credential(db, both, both.id, PAPER, now=NOW)
    with pytest.raises(NotAllowed, match="their own"):
        services.verify_credential(db, both, row.id, now=NOW)
    assert row.verified_at is None


@pytest.mark.parametrize("who", ["ana", "bea", "dee"])
def test_only_a_registrar_keeps_credentials(db: Session, cast: Cast, who: str) -> None:
    """T11."""
    actor, (row,) = getattr(cast, who), verified(db, cast, PAPER)
    tries: list[Any] = [
        lambda: services.record_credential(db, actor, cast.bea.id, LEVEL, now=NOW),
        lambda: services.verify_credential(db, actor, row.id, now=NOW),
        lambda: services.doubt_credential(db, actor, row.id, since=TODAY, reason=REASON, seen=0, now=NOW),
        lambda: services.find_standings(db, actor, TODAY),
        lambda: services.find_ties(db, actor),
    ]
    for attempt in tries:
        with pytest.raises(Missing):
            attempt()


def test_a_credential_is_seen_by_its_holder_and_registrars(db: Session, cast: Cast) -> None:
    """T11."""
    (row,) = verified(db, cast, PAPER)
    for actor in (cast.bea, cast.reg):
        assert services.get_credential(db, actor, row.id) is row
        assert list(services.credentials_of(db, actor, cast.bea.id)) == [row]
    for actor in (cast.ana, cast.dee):
        with pytest.raises(Missing):
            services.get_credential(db, actor, row.id)
        with pytest.raises(Missing):
            services.credentials_of(db, actor, cast.bea.id)


def test_what_was_recorded_verified_and_withdrawn_happens_once(db: Session, cast: Cast) -> None:
    (row,) = verified(db, cast, PAPER)
    with pytest.raises(Unacceptable, match="on record already"):
        services.record_credential(db, cast.reg, cast.bea.id, PAPER, now=NOW)
    with pytest.raises(Clash):
        services.verify_credential(db, cast.reg, row.id, now=NOW)
    services.doubt_credential(db, cast.reg, row.id, since=TODAY, reason=REASON, seen=0, now=NOW)
    with pytest.raises(Clash):
        services.doubt_credential(db, cast.reg, row.id, since=TODAY - DAY, reason=REASON, seen=0, now=NOW)
    assert (row.withdrawn_from, row.withdrawn_reason) == (TODAY, REASON)


def test_a_credential_that_was_withdrawn_is_not_verified_any_more(db: Session, cast: Cast) -> None:
    row = services.record_credential(db, cast.reg, cast.bea.id, PAPER, now=NOW)
    services.doubt_credential(db, cast.reg, row.id, since=PAPER.valid_from, reason=REASON, seen=0, now=NOW)
    with pytest.raises(Clash):
        services.verify_credential(db, cast.reg, row.id, now=NOW)


@pytest.mark.parametrize(
    ("since", "reason", "field"),
    [
        (TODAY - 10 * DAY, REASON, "since"),
        (TODAY + DAY, REASON, "since"),
        (TODAY + 10 * DAY, REASON, "since"),
        (TODAY, "lapsed", "reason"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_refused_at_its_field(
    db: Session, cast: Cast, since: date, reason: str, field: str
) -> None:
    (row,) = verified(db, cast, PAPER)
    with pytest.raises(Unacceptable) as refused:
        services.doubt_credential(db, cast.reg, row.id, since=since, reason=reason, seen=0, now=NOW)
    assert refused.value.field == field
    assert row.withdrawn_at is None


def test_the_registrar_sees_first_what_has_to_be_done(db: Session, cast: Cast) -> None:
    verified(db, cast, replace(PAPER, valid_until=TODAY + 30 * DAY), AID, LEVEL)
    services.record_credential(db, cast.reg, cast.dee.id, PAPER, now=NOW)
    dee, bea = services.find_standings(db, cast.reg, TODAY)
    assert (dee.name, dee.waiting, bool(dee.entitlement)) == ("Dee", 1, False)
    assert (bea.name, bea.until, bea.ends_soon, bea.level) == ("Bea", TODAY + 30 * DAY, True, 1)
    (later,) = [s for s in services.find_standings(db, cast.reg, TODAY - DAY) if s.name == "Bea"]
    assert not later.ends_soon, "31 days ahead is not soon"


def test_who_supervises_is_reminded_of_what_ends_until_the_next_is_verified(db: Session, cast: Cast) -> None:
    def keys(days: int) -> list[str]:
        found = services.find_reminders(db, now=NOW + days * DAY)
        return [f"{one.person.name} {one.kind} {one.days}" for one in found]

    verified(db, cast, PAPER, replace(AID, valid_until=TODAY + 60 * DAY), LEVEL)
    services.record_credential(db, cast.reg, cast.ana.id, AID, now=NOW)  # she supervises nobody
    assert keys(0) == ["Bea licence 30", "Bea first-aid 60"]
    assert keys(9) == ["Bea licence 7", "Bea first-aid 60"]
    assert keys(30) == ["Bea first-aid 30"], "the licence has ended"
    assert keys(61) == []
    anew = replace(AID, number="FA-2", valid_from=TODAY, valid_until=TODAY + 400 * DAY)
    row = services.record_credential(db, cast.reg, cast.bea.id, anew, now=NOW)
    assert keys(30) == ["Bea first-aid 30"], "it counts for nothing yet"
    waits = ("credential-ends", f"first-aid:{TODAY + 60 * DAY}")
    assert not is_over(db, *waits, person_id=cast.bea.id, now=NOW)
    assert is_over(db, *waits, person_id=cast.bea.id, now=NOW + 61 * DAY), "it has ended"
    services.verify_credential(db, cast.reg, row.id, now=NOW)
    assert keys(30) == []
    assert is_over(db, *waits, person_id=cast.bea.id, now=NOW), "the next one holds on"


def entitled(db: Session, cast: Cast) -> None:
    doings.entitle(
        db, cast.reg, cast.bea.id, cast.dee.id, since=TODAY - 99 * DAY, until=TODAY + 99 * DAY, now=NOW
    )


@pytest.mark.parametrize(
    ("declarer", "address", "close"),
    [
        ("ana", "bea@example.org", True),
        ("ana", " Bea@Example.ORG ", True),
        ("bea", "ana@example.org", True),
        ("ana", "somebody@example.org", False),
        ("caz", "bea@example.org", False),
    ],
)
def test_a_tie_that_either_side_declared_keeps_both_from_each_other(
    db: Session, cast: Cast, declarer: str, address: str, close: bool
) -> None:
    """T03: nobody signs a relative's session."""
    entitled(db, cast)
    services.declare_tie(db, getattr(cast, declarer), address, now=NOW)
    assert (cast.bea.id in services.barred_from(db, cast.ana.id)) is close
    assert (cast.ana.id in services.barred_from(db, cast.bea.id)) is close
    assert (cast.bea.id in services.find_offered(db, cast.ana.id, TODAY)) is not close
    assert ("A close tie" in services.judge_naming(db, cast.ana.id, cast.bea.id, TODAY)) is close
    assert bool(services.judge_signing(db, cast.ana.id, cast.bea.id, [TODAY])) is not close


def test_a_tie_holds_for_whoever_comes_later_and_whoever_changes_their_address(
    db: Session, cast: Cast, now: datetime
) -> None:
    services.declare_tie(db, cast.ana, "eve@example.org", now=now)
    eve = people.welcome_person(db, "eve", name="Eve", email="Eve@example.org", now=now, roles=["supervisor"])
    assert eve.id in services.barred_from(db, cast.ana.id)
    services.declare_tie(db, cast.ana, "bea@example.org", now=now)
    people.get_person(db, cast.bea.id).email = "new@example.org"
    db.flush()
    assert cast.bea.id in services.barred_from(db, cast.ana.id)


@pytest.mark.parametrize("second", ["of who declared it", "of who was declared"])
def test_a_tie_holds_for_a_second_account_likewise(db: Session, cast: Cast, second: str) -> None:
    """T03: one address is one human being, whichever account the tie names."""
    address = "ana@example.org" if second == "of who declared it" else "bea@example.org"
    other = people.welcome_person(db, "second", name="Again", email=address.upper(), now=NOW)
    people.get_person(db, cast.bea.id).email = "bea@example.org"
    services.declare_tie(db, cast.ana, "bea@example.org", now=NOW)
    everybody = {cast.ana.id, cast.bea.id, other.id}
    assert services.barred_from(db, cast.ana.id) == everybody
    assert services.barred_from(db, cast.bea.id) == everybody
    assert services.barred_from(db, other.id) == everybody
    assert services.barred_from(db, cast.caz.id) == {cast.caz.id}


def test_nobody_signs_for_themselves_through_a_second_account(db: Session, cast: Cast) -> None:
    """T03: one address is one human being, in whatever case it is written."""
    entitled(db, cast)
    people.get_person(db, cast.bea.id).email = "ANA@example.org"
    db.flush()
    assert cast.bea.id not in services.find_offered(db, cast.ana.id, TODAY)
    assert "same e-mail address" in services.judge_naming(db, cast.ana.id, cast.bea.id, TODAY)
    assert "same e-mail address" in services.judge_signing(db, cast.ana.id, cast.bea.id, [TODAY]).reason


def test_a_tie_is_declared_once_and_ended_by_a_registrar_with_a_reason(db: Session, cast: Cast) -> None:
    row = services.declare_tie(db, cast.ana, "bea@example.org", now=NOW)
    with pytest.raises(Unacceptable, match="declared this one before"):
        services.declare_tie(db, cast.ana, "BEA@example.org", now=NOW)
    with pytest.raises(Unacceptable, match="your own address"):
        services.declare_tie(db, cast.ana, "ana@example.org", now=NOW)
    for actor in (cast.ana, cast.bea):
        with pytest.raises(Missing):
            services.end_tie(db, actor, row.id, reason="We are friends no more.", now=NOW)
    with pytest.raises(Unacceptable):
        services.end_tie(db, cast.reg, row.id, reason="over", now=NOW)
    services.end_tie(db, cast.reg, row.id, reason="It was a slip of the pen.", now=NOW)
    with pytest.raises(Clash):
        services.end_tie(db, cast.reg, row.id, reason="It was a slip of the pen.", now=NOW)
    assert services.barred_from(db, cast.ana.id) == {cast.ana.id}
    assert services.own_ties(db, cast.ana) == []


def test_what_is_asked_for_a_list_of_supervisors_takes_as_many_queries_as_for_one(
    db: Session, cast: Cast, now: datetime
) -> None:
    from sqlalchemy import event

    said: list[str] = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    entitled(db, cast)
    counts = []
    for n in range(2):
        said.clear()
        services.find_offered(db, cast.ana.id, TODAY)
        services.find_standings(db, cast.reg, TODAY)
        counts.append(len(said))
        more = [
            people.welcome_person(db, f"s{n}{k}", name=f"S{k}", now=now, roles=["supervisor"]).id
            for k in range(5)
        ]
        doings.entitle(db, cast.reg, *more, since=TODAY - DAY, until=TODAY + DAY, now=now)
    assert counts[0] == counts[1]


@pytest.mark.any_database
def test_whom_somebody_is_close_to_is_found_by_reading_everybody_three_times_at_most(
    db: Session, cast: Cast
) -> None:
    """The inbox asks it of each of its rooms; addresses are compared in lower case, of which there is no index."""
    query = services.select_barred(db, cast.bea.id).compile(
        db.get_bind(), compile_kwargs={"literal_binds": True}
    )
    plan = [row.detail for row in db.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert len([step for step in plan if step.startswith("SCAN ashilms_person")]) <= 3
