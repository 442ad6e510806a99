"""A level is earned anew after its certificate was revoked or ran out for good; the old one stays what it is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, Word
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.jobs.models import Job
from ashilms.programs import services as programs
from ashilms.programs.models import Award
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import KINDS, text_of

Sign = Callable[[str | None], FlaskClient]
WHY = "She asked to earn it again."
LONG_AFTER = NOW + timedelta(days=3650)


def anew(held: Certified, by: Actor | None = None, reason: str = WHY, now: datetime = NOW) -> Certificate:
    school = held.school
    by = by or school.cast.reg
    return services.begin_anew(school.db, by, held.row.number, KINDS, reason=reason, now=now)


def waiting(held: Certified) -> list[int]:
    """Return who is in the approver's queue."""
    db = held.school.db
    ready = programs.find_ready(db, KINDS, anew=services.find_begun_anew(db), on=NOW.date())
    return [binding.person_id for binding, _ in ready]


def test_what_was_revoked_is_earned_again_in_a_cycle_of_its_own(certified: Certified) -> None:
    db, old = certified.school.db, certified.row
    certified.bring_to(Status.REVOKED)
    said = old.payload
    assert waiting(certified) == []  # a new one after a revocation is a decision of its own
    anew(certified)
    assert waiting(certified) == [certified.school.cast.ana.id]
    new = certified.school.certify()
    assert waiting(certified) == []
    cycles = db.execute(select(Award.cycle, Award.number).order_by(Award.cycle)).all()
    assert [tuple(row) for row in cycles] == [(1, old.number), (2, new.number)]
    assert (old.status, old.payload, new.status) == (Status.REVOKED, said, Status.VALID)
    assert programs.find_number_after(db, old.number) is None  # it renews nothing


def test_it_is_in_the_history_and_in_the_record_and_its_holder_is_told(certified: Certified) -> None:
    db = certified.school.db
    certified.bring_to(Status.REVOKED)
    anew(certified)
    event = services.history_of(db, certified.row.id)[-1]
    assert (event.status, event.reason, event.by) == ("anew", WHY, certified.school.cast.reg.label)
    record = db.scalars(select(AuditRecord).where(AuditRecord.action == "certificates.begin_anew")).one()
    assert record.after is not None
    assert record.after["cycle"] == 2
    assert record.after["reason"].startswith("salted:")  # of which the text goes when its holder is erased
    assert audit.verify_chain(db) is None
    told = [job.payload for job in db.scalars(select(Job).where(Job.kind == "certificates.tell"))]
    assert {"number": certified.row.number, "what": "anew"} in told


def test_what_ran_out_for_good_ends_and_old_evidence_counts_as_the_rules_say(certified: Certified) -> None:
    """What everything was completed on years ago would give a certificate that has ended: nothing is issued on it."""
    db, school = certified.school.db, certified.school
    anew(certified, now=LONG_AFTER)
    assert programs.current_award(db, school.cast.ana.id, school.program_id) is None
    assert certified.row.as_verdict(LONG_AFTER.date()).word is Word.EXPIRED
    proof = programs.next_proof(db, school.cast.ana.id, school.program_id, KINDS, on=LONG_AFTER.date())
    assert proof.renews is None
    assert not proof.standing.met
    assert proof.why_ended(LONG_AFTER.date()).startswith("What it stands on was completed on")


def test_what_stands_or_was_begun_anew_already_is_not(certified: Certified) -> None:
    with pytest.raises(Clash, match="neither was revoked"):
        anew(certified)
    certified.bring_to(Status.SUSPENDED)
    with pytest.raises(Clash, match="neither was revoked"):
        anew(certified)
    certified.bring_to(Status.REVOKED)
    anew(certified)
    with pytest.raises(Clash, match="already"):
        anew(certified)


def test_only_with_a_reason_and_never_for_oneself(certified: Certified) -> None:
    certified.bring_to(Status.REVOKED)
    with pytest.raises(Unacceptable):
        anew(certified, reason=" ")
    with pytest.raises(NotAllowed):
        anew(certified, by=certified.school.cast.ana)


def test_a_registrar_does_so_on_its_page_and_the_holder_reads_it(
    certified_here: Certified, client_of: Sign
) -> None:
    page = f"/certificates/{certified_here.row.number}"
    reg = client_of("reg")
    assert "Let it be earned again" not in text_of(reg.get(page))
    assert reg.get(f"{page}/anew").status_code == 409
    certified_here.bring_to(Status.REVOKED)
    assert "Let it be earned again" in text_of(reg.get(page))
    assert "Let it be earned again" not in text_of(client_of("ana").get(page))
    assert client_of("ana").post(f"{page}/anew", data={"reason": WHY}).status_code == 403
    assert reg.post(f"{page}/anew", data={"reason": ""}).status_code == 422
    assert reg.post(f"{page}/anew", data={"reason": WHY}).status_code == 302
    shown = text_of(client_of("ana").get(page))
    assert ("May be earned again" in shown, WHY in shown, "Revoked" in shown) == (True, True, True)
    assert "Let it be earned again" not in text_of(reg.get(page))
