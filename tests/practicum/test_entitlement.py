"""Who may be named for a session and who may sign it: on its day, when signing, and while a licence is withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.errors import NotAllowed
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.services import Refused
from ashilms.screenings.rules.coding import digest_of
from ashilms.screenings.rules.plan import read_plan
from ashilms.supervision import services as supervision
from ashilms.supervision.models import Credential
from tests.conftest import NOW
from tests.practicum.conftest import Desk, make_content
from tests.practicum.test_races import School, at_once, school

__all__ = ["school"]
REASON = "The board's register says that it had lapsed."


def papers(db: Session, person_id: int) -> dict[str, Credential]:
    """Return a person's credentials by kind."""
    return {row.kind: row for row in db.scalars(select(Credential).where(Credential.person_id == person_id))}


def withdraw(desk: Desk, kind: str, since: date, *, now: datetime = NOW) -> None:
    row = papers(desk.db, desk.cast.bea.id)[kind]
    supervision.doubt_credential(desk.db, desk.cast.reg, row.id, since=since, reason=REASON, seen=0, now=now)


@pytest.mark.parametrize(
    ("kind", "days", "says"),
    [
        ("licence", 0, "Bea's licence turned out to have lapsed by 24 November 2026."),
        ("licence", -1, "Bea's licence turned out to have lapsed by 24 November 2026."),
        ("first-aid", 0, "Bea's first-aid certificate turned out to have lapsed by 24 November 2026."),
        ("level", 0, "Bea's record holds no level in this programme for 24 November 2026."),
    ],
)
def test_a_supervisor_is_named_who_was_entitled_on_the_session_s_day(
    desk: Desk, sheet: Sheet, kind: str, days: int, says: str
) -> None:
    withdraw(desk, kind, NOW.date() + timedelta(days=days))
    with pytest.raises(Refused) as refused:
        desk.send(sheet)
    assert [(r.field, r.sentence) for r in refused.value.reasons] == [("supervisor_id", says)]


def test_the_day_that_counts_is_the_session_s_and_not_that_of_sending(desk: Desk, sheet: Sheet) -> None:
    withdraw(desk, "licence", NOW.date())
    yesterday = desk.send(replace(sheet, day=NOW.date() - timedelta(days=1)))
    assert yesterday.state == "submitted"


def test_whoever_signs_is_entitled_on_the_session_s_day_and_when_signing(desk: Desk, sheet: Sheet) -> None:
    """T03."""
    entry = desk.send(replace(sheet, day=NOW.date() - timedelta(days=1)))
    withdraw(desk, "licence", NOW.date())
    with pytest.raises(NotAllowed, match=r"Your licence turned out to have lapsed by 24 November 2026\."):
        desk.sign(entry)
    desk.db.rollback()
    assert entry.state == "submitted"
    services.return_entry(
        desk.db, desk.cast.bea, entry.id, version=1, reason="Name somebody else, please.", now=NOW
    )


@pytest.mark.parametrize(("kind", "called"), [("licence", "licence"), ("first-aid", "first-aid certificate")])
def test_a_paper_that_ended_before_signing_stops_the_signature(
    desk: Desk, sheet: Sheet, kind: str, called: str
) -> None:
    papers(desk.db, desk.cast.bea.id)[kind].valid_until = NOW.date()
    desk.db.flush()
    entry = desk.send(sheet)
    with pytest.raises(NotAllowed, match=f"Your {called} ended on 24 November 2026"):
        desk.sign(entry, now=NOW + timedelta(days=1))
    desk.sign(desk.db.get_one(Entry, entry.id))


def test_a_signature_says_which_credentials_it_stands_on(desk: Desk, sheet: Sheet) -> None:
    entry = desk.sign(desk.send(sheet))
    held = papers(desk.db, desk.cast.bea.id)
    assert entry.reviews[0].credentials == [held[kind].id for kind in ("licence", "first-aid", "level")]
    record = audit.find_records(desk.db, subject=f"entry:{entry.id}")[0]
    assert record.after["credentials"] == entry.reviews[0].credentials


def test_a_return_stands_on_no_credential(desk: Desk, sheet: Sheet) -> None:
    entry = desk.send(sheet)
    review = services.return_entry(
        desk.db, desk.cast.bea, entry.id, version=1, reason="Which region was it?", now=NOW
    )
    assert review.credentials == []


def test_nobody_is_named_or_signs_across_a_close_tie(desk: Desk, sheet: Sheet) -> None:
    """T03: whichever side declared it, before sending and before signing."""
    entry = desk.send(sheet)
    supervision.declare_tie(desk.db, desk.cast.bea, "ana@example.org", now=NOW)
    with pytest.raises(NotAllowed, match="close tie between you and this trainee"):
        desk.sign(entry)
    other = replace(sheet, day=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match="A close tie between you and Bea is on record"):
        desk.send(other)
    desk.db.rollback()


def test_a_category_may_ask_for_a_higher_level() -> None:
    content = make_content()
    content["practicum"]["categories"][0]["supervisor_level"] = 2
    levels = [category.supervisor_level for category in read_plan(content).categories.values()]
    assert levels[0] == 2
    assert set(levels[1:]) == {1}


def test_a_level_that_does_not_suffice_is_out_of_scope(desk: Desk, sheet: Sheet) -> None:
    entry = desk.send(sheet)
    content = make_content()
    for category in content["practicum"]["categories"]:
        category["supervisor_level"] = 2
    entry.plan.content, entry.plan.digest = content, digest_of(content)
    desk.db.flush()
    with pytest.raises(NotAllowed, match="was 1 on 24 November 2026; this category needs level 2"):
        desk.sign(entry)


@pytest.mark.parametrize("turn", range(4))
def test_a_signature_and_a_withdrawal_at_once_never_leave_a_signature_that_nobody_doubts(
    school: School, turn: int
) -> None:
    """T03, V2.3.2: the licence is withdrawn first, and nothing is signed; or after, having seen what was signed."""
    entry = school.sent()
    with Session(school.engine) as db:
        licence = papers(db, school.cast.bea.id)["licence"].id
    tries: list[Callable[[Session], object]] = [
        lambda db: services.countersign_entry(
            db, school.cast.bea, entry.id, version=1, ratings={}, outcome=None, now=NOW
        ),
        lambda db: supervision.doubt_credential(
            db, school.cast.reg, licence, since=NOW.date(), reason=REASON, seen=0, now=NOW
        ),
    ]
    through, _ = at_once(school, tries if turn % 2 else tries[::-1])
    with Session(school.engine) as db:
        signed = db.get_one(Entry, entry.id).state == "countersigned"
        withdrawn = db.get_one(Credential, licence).withdrawn_from is not None
        assert through == 1, "whoever withdrew it had been shown that nothing was signed"
        assert signed is not withdrawn
        assert audit.verify_chain(db) is None
