"""A licence that turns out to have lapsed: what rests on it, shown, doubted, decided on, and told in the ledger."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.supervision import services
from ashilms.supervision.models import Credential, Doubt
from tests.conftest import NOW, Cast
from tests.schooling import *  # noqa: F403 - its fixtures: Ana was observed, and may be certified
from tests.schooling import BEGAN, Founded

HELD = (BEGAN + timedelta(days=2)).date()
"""The day of Ana's session, which Bea signed on the same day."""
DAY = timedelta(days=1)
WHY = "The board's register says that it had lapsed."
REASON = "She held a licence of the neighbouring state that day."


def licence(db: Session, cast: Cast, kind: str = "licence") -> Credential:
    """Return Bea's licence, or another paper of hers."""
    query = select(Credential).where(Credential.person_id == cast.bea.id, Credential.kind == kind)
    return db.scalars(query).one()


def doubt(school: Founded, since: date = HELD, seen: int = 1) -> list[Doubt]:
    row = licence(school.db, school.cast)
    return list(
        services.doubt_credential(
            school.db, school.cast.reg, row.id, since=since, reason=WHY, seen=seen, now=NOW
        )
    )


def entry_of(school: Founded) -> Entry:
    return school.db.scalars(select(Entry).where(Entry.person_id == school.cast.ana.id)).one()


@pytest.mark.parametrize("kind", ["licence", "first-aid", "level"])
@pytest.mark.parametrize(("since", "count"), [(HELD - DAY, 1), (HELD, 1), (HELD + 2 * DAY, 0)])
def test_what_rests_on_a_credential_is_what_was_held_or_signed_from_that_day_on(
    school: Founded, since: date, count: int, kind: str
) -> None:
    certificate, paper = school.certify(), licence(school.db, school.cast, kind)
    found = services.find_dependents(school.db, school.cast.reg, paper.id, since)
    assert [one.id for one in found.entries] == [entry_of(school).id][:count]
    assert [one.name for one in found.certificates] == [certificate.number][:count]


def test_what_rests_on_another_s_credential_is_another_s(school: Founded) -> None:
    other = services.credentials_of(school.db, school.cast.reg, school.cast.dee.id)
    for row in other:
        assert services.find_dependents(school.db, school.cast.reg, row.id, HELD - DAY).entries == ()


def test_a_withdrawal_doubts_exactly_what_was_shown(school: Founded) -> None:
    with pytest.raises(Unacceptable, match="Meanwhile 1 signed session rests on it"):
        doubt(school, seen=0)
    school.db.rollback()
    assert licence(school.db, school.cast).withdrawn_at is None
    (row,) = doubt(school)
    assert (row.entry_id, row.decision) == (entry_of(school).id, None)
    assert practicum.ledger_of(school.db, school.cast.ana.id).credited_minutes == 70, (
        "it counts until it is decided"
    )
    assert services.find_notes(school.db, [row.entry_id])[row.entry_id].startswith("Under review")


def test_a_session_that_no_longer_counts_is_declared_void_and_the_ledger_says_why(school: Founded) -> None:
    certificate = school.certify()
    (row,) = doubt(school)
    (review,) = services.find_under_review(school.db, school.cast.reg)
    assert [one.name for one in review.certificates] == [certificate.number]
    services.decide_doubt(school.db, school.cast.reg, row.id, counts=False, reason=WHY, now=NOW)
    entry = entry_of(school)
    assert (entry.state, entry.events[-1].reason) == ("void", WHY)
    assert practicum.ledger_of(school.db, school.cast.ana.id).credited_minutes == 0
    assert services.find_notes(school.db, [entry.id]) == {entry.id: f"No longer counts: {WHY}"}
    assert services.find_under_review(school.db, school.cast.reg) == []
    assert certificate.status == "valid", "its status is the registrar's to change, by its own page"
    assert audit.verify_chain(school.db) is None


def test_a_session_that_stands_counts_as_before_and_is_decided_once(school: Founded) -> None:
    (row,) = doubt(school)
    services.decide_doubt(school.db, school.cast.reg, row.id, counts=True, reason=REASON, now=NOW)
    assert entry_of(school).state == "countersigned"
    assert services.find_notes(school.db, [row.entry_id]) == {}
    with pytest.raises(Clash, match="decided meanwhile"):
        services.decide_doubt(school.db, school.cast.reg, row.id, counts=False, reason=REASON, now=NOW)


def test_a_session_declared_void_meanwhile_is_not_declared_so_again(school: Founded) -> None:
    (row,) = doubt(school)
    practicum.void_entry(school.db, school.cast.ana, row.entry_id, reason="It was another day.", now=NOW)
    (review,) = services.find_under_review(school.db, school.cast.reg)
    assert review.sessions == ((row, None),)
    with pytest.raises(Clash, match="void"):
        services.decide_doubt(school.db, school.cast.reg, row.id, counts=False, reason=REASON, now=NOW)
    school.db.rollback()


def test_only_a_registrar_who_did_not_sign_decides(school: Founded) -> None:
    """T03."""
    (row,) = doubt(school)
    for who in (school.cast.ana, school.cast.bea, school.cast.dee):
        with pytest.raises(Missing):
            services.decide_doubt(school.db, who, row.id, counts=True, reason=REASON, now=NOW)
        with pytest.raises(Missing):
            services.find_dependents(school.db, who, row.credential_id, HELD)
    both = type(school.cast.bea)(school.cast.bea.id, "Bea", frozenset({"registrar", "instructor"}))
    with pytest.raises(NotAllowed, match="You signed this session yourself"):
        services.decide_doubt(school.db, both, row.id, counts=True, reason=REASON, now=NOW)
    with pytest.raises(Unacceptable):
        services.decide_doubt(school.db, school.cast.reg, row.id, counts=True, reason="fine", now=NOW)
    assert row.decision is None
