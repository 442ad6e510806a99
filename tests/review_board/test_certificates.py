"""Cases and certificates: held up while one is open, suspended, revoked, and disputed."""

import pytest

from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.errors import Clash, NotAllowed
from ashilms.practicum.models import Entry
from ashilms.programs import services as programs
from ashilms.programs.rules import BOARD_CASE, what_holds_up
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import Opinion
from ashilms.review_board.rules.kinds import Finding, Measure, Sort
from tests.conftest import NOW
from tests.review_board.conftest import DISMISSED, LATER, REASON, SAID, SET_ASIDE, UPHELD, WHY, welcome
from tests.schooling import *  # noqa: F403  # fixtures
from tests.schooling import KINDS, Founded

REVOKED = Opinion(Finding.SHOWN, frozenset({Measure.REVOKE, Measure.VOID}))
SUSPENDED = Opinion(Finding.SHOWN, frozenset({Measure.SUSPEND}))


def accuse(school: Founded, *, heard: bool = True) -> BoardCase:
    """Let Bea bring Ana's session before the board, and Ana answer."""
    entry = school.db.query(Entry).one()
    row = services.open_falsified(school.db, school.cast.bea, entry.id, WHY, now=NOW)
    if heard:
        services.answer(school.db, school.cast.ana, row.id, SAID, now=LATER)
    school.db.commit()
    return row


def decide(school: Founded, row: BoardCase, opinion: Opinion) -> None:
    """Let two instructors from outside find the same."""
    for key in ("eve", "fay"):
        member = welcome(school.db, f"{key}-{row.id}")
        services.vote(school.db, member, row.id, opinion, REASON, seen=row.version, now=LATER)
        school.db.commit()


def test_nothing_is_issued_while_a_case_is_open_and_again_after_it(school: Founded) -> None:
    """T27: whatever the programme asks for."""
    row = accuse(school)
    evidence = programs.proof_of(
        school.db,
        school.cast.ana.id,
        school.program_id,
        KINDS,
        on=LATER.date(),
    ).evidence
    assert "Nothing is issued" in what_holds_up(evidence)
    assert programs.why_held_up(school.db, school.cast.ana.id) == what_holds_up(evidence)
    assert programs.why_held_up(school.db, school.cast.caz.id) == ""
    assert BOARD_CASE in {fact.kind for fact in evidence}
    with pytest.raises(Clash, match="review board"):
        school.issue(now=LATER)
    school.db.rollback()
    decide(school, row, DISMISSED)
    assert school.issue(now=LATER).status == Status.ISSUING


def test_a_disputed_decision_holds_nothing_up(school: Founded) -> None:
    row = school.certify()
    certificates.change_status(school.db, school.cast.reg, row.number, Status.REVOKED, reason=REASON, now=NOW)
    services.dispute(school.db, school.cast.ana, Sort.CERTIFICATE, row.id, WHY, now=LATER)
    evidence = programs.proof_of(
        school.db,
        school.cast.ana.id,
        school.program_id,
        KINDS,
        on=LATER.date(),
    ).evidence
    assert what_holds_up(evidence) == ""


def test_a_certificate_that_stands_on_the_session_is_among_the_evidence_and_revoked_with_it(
    school: Founded,
) -> None:
    certificate = school.certify()
    row = accuse(school)
    assert row.ids(Sort.CERTIFICATE) == [certificate.id]
    decide(school, row, REVOKED)
    assert school.db.get_one(Certificate, certificate.id).status == Status.REVOKED
    assert school.db.query(Entry).one().state == "void"


def test_whoever_approved_the_certificate_is_involved(school: Founded) -> None:
    """T03: Dee did, and Reg suspended it."""
    certificate = school.certify()
    row = accuse(school)
    assert services.find_involved(school.db, [row])[row.id] == {school.cast.dee.id, school.cast.bea.id}
    assert "had a part" in services.why_barred(school.db, school.cast.dee, row)
    certificates.change_status(
        school.db, school.cast.reg, certificate.number, Status.SUSPENDED, reason=REASON, now=NOW
    )
    with pytest.raises(NotAllowed, match="had a part"):
        services.vote(school.db, school.cast.reg, row.id, DISMISSED, REASON, seen=row.version, now=LATER)


def test_a_suspension_is_set_aside_once_and_the_board_s_own_is_final(school: Founded) -> None:
    certificate = school.certify()
    certificates.change_status(
        school.db, school.cast.reg, certificate.number, Status.SUSPENDED, reason=REASON, now=NOW
    )
    row = services.dispute(school.db, school.cast.ana, Sort.CERTIFICATE, certificate.id, WHY, now=LATER)
    school.db.commit()
    decide(school, row, SET_ASIDE)
    assert school.db.get_one(Certificate, certificate.id).status == Status.VALID
    decide(school, accuse(school), SUSPENDED)
    assert school.db.get_one(Certificate, certificate.id).status == Status.SUSPENDED
    with pytest.raises(Clash, match="final"):
        services.dispute(school.db, school.cast.ana, Sort.CERTIFICATE, certificate.id, WHY, now=LATER)


@pytest.mark.parametrize("opinion", [UPHELD, SET_ASIDE])
def test_a_revoked_certificate_stays_revoked_and_a_new_one_may_be_approved(
    school: Founded, opinion: Opinion
) -> None:
    certificate = school.certify()
    certificates.change_status(
        school.db, school.cast.reg, certificate.number, Status.REVOKED, reason=REASON, now=NOW
    )
    row = services.dispute(school.db, school.cast.ana, Sort.CERTIFICATE, certificate.id, WHY, now=LATER)
    school.db.commit()
    decide(school, row, opinion)
    assert row.decision == opinion
    assert school.db.get_one(Certificate, certificate.id).status == Status.REVOKED
    assert programs.current_award(school.db, school.cast.ana.id, school.program_id) is None
