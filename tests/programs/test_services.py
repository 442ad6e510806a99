"""Who is bound to what, where they stand, who may approve, and what an approval is worth."""

import hashlib
import json
import secrets
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services as certificates
from ashilms.certificates.rules import Status
from ashilms.courses import services as courses
from ashilms.courses.models import Course
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services
from ashilms.programs.models import Award, Program, ProgramApproval, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Standing, evaluate, parse
from ashilms.programs.rules.frozen import freeze
from tests.conftest import NOW
from tests.schooling import KINDS, PROGRAM, SLUG, Founded

TODAY = NOW.date()


def stand(school: Founded, person: str = "ana") -> Standing:
    who = getattr(school.cast, person).id
    return services.proof_of(school.db, who, school.program_id, KINDS, on=TODAY).standing


def approve(school: Founded, by: str = "dee", **changes: Any) -> Standing:
    values = {"now": NOW, **changes}
    return services.approve(
        school.db, getattr(school.cast, by), school.cast.ana.id, school.program_id, KINDS, **values
    ).standing


def ready(school: Founded) -> list[int]:
    return [row.person_id for row, _ in services.find_ready(school.db, KINDS, on=TODAY)]


def test_taking_up_a_course_binds_to_its_program_once(school: Founded) -> None:
    course = courses.get_course(school.db, SLUG)
    again = services.bind_person(school.db, machine("t"), school.cast.ana.id, course.id, now=NOW)
    assert again == []
    assert [row.version.number for row in services.bindings_of(school.db, school.cast.ana.id)] == [1]


def test_a_closed_program_binds_nobody(school: Founded) -> None:
    school.db.execute(update(Program).values(open=False))
    course = courses.get_course(school.db, SLUG)
    assert services.bind_person(school.db, machine("t"), school.cast.dee.id, course.id, now=NOW) == []


def test_whoever_began_under_one_version_is_judged_by_it(school: Founded) -> None:
    old = services.latest_version(school.db, school.program_id)
    content = {**old.content, "requirements": old.content["requirements"]["all_of"][0]}
    school.db.add(
        ProgramVersion(
            program_id=school.program_id, number=2, content=content, digest="0" * 64, loaded_at=NOW
        )
    )
    school.db.flush()
    assert services.latest_version(school.db, school.program_id).number == 2
    assert stand(school).version == 1
    assert stand(school).counts == (8, 9)


def test_the_standing_names_what_is_met_and_by_what(school: Founded) -> None:
    assert stand(school).counts == (8, 9)
    assert stand(school).awaits_approval_only
    assert all(leaf.evidence for leaf in stand(school).proof.leaves() if leaf.met)
    assert stand(school, "caz").counts == (0, 9)
    assert [part.heading for part in stand(school).columns] == ["Modules", "Quizzes", "Practicum", "Approval"]
    assert [part.said for part in stand(school).columns] == ["3 of 3", "3 of 3", "2 of 2", "not yet approved"]


def test_somebody_in_no_program_has_no_standing(school: Founded) -> None:
    with pytest.raises(Missing, match="not in that programme"):
        services.proof_of(school.db, school.cast.reg.id, school.program_id, KINDS, on=TODAY)
    with pytest.raises(Missing):
        services.get_program(school.db, "level-9")
    with pytest.raises(Missing):
        services.get_program_by_id(school.db, 999)


def test_what_was_learnt_in_another_course_under_the_same_name_does_not_count(school: Founded) -> None:
    other = Course(slug="other", title="O", description="", language="en", level=1, version=1, licence=None)
    school.db.add(other)
    school.db.flush()
    courses.reach_milestone(school.db, school.cast.caz.id, other.id, "module_completed", "m02", now=NOW)
    assert stand(school, "caz").counts == (0, 9)


def test_a_kind_whose_plugin_was_taken_off_is_unmet_and_says_so(school: Founded) -> None:
    version = services.bound_version(school.db, school.cast.ana.id, school.program_id)
    fewer = {name: kind for name, kind in KINDS.items() if name != "quiz_passed"}
    standing = services.proof_of(school.db, school.cast.ana.id, school.program_id, fewer, on=TODAY).standing
    assert not standing.awaits_approval_only
    assert "no kind 'quiz_passed' is installed" in standing.missing[0].have
    assert standing.version == version.number


def test_the_queue_holds_who_lacks_nothing_but_approval(school: Founded) -> None:
    assert ready(school) == [school.cast.ana.id]
    school.db.execute(update(Program).values(open=False))
    assert ready(school) == []


@pytest.mark.parametrize("by", ["dee", "reg"])
def test_a_second_person_approves_and_everything_is_met(school: Founded, by: str) -> None:
    announced: list[dict[str, Any]] = []
    with signals.requirements_met.connected_to(lambda db, **facts: announced.append(facts)):
        standing = approve(school, by)
    assert standing.met
    assert announced == [{"person_id": school.cast.ana.id, "program_id": school.program_id}]
    last = school.db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert last is not None
    assert (last.action, last.actor) == ("programs.approve", f"person:{getattr(school.cast, by).id}")
    assert last.after == {"program": PROGRAM, "version": 1, "cycle": 1, "via": "web"}
    assert audit.verify_chain(school.db) is None


@pytest.mark.parametrize(
    ("by", "why"), [("bea", "You assessed this trainee"), ("ana", "This is your own certificate")]
)
def test_who_assessed_or_earned_it_does_not_approve_it(school: Founded, by: str, why: str) -> None:
    """T03: two different people have looked."""
    with pytest.raises(NotAllowed, match=why):
        approve(school, by)
    assert school.db.scalar(select(ProgramApproval)) is None


def test_what_changed_meanwhile_is_seen_when_approving(school: Founded) -> None:
    """T27: the approver's page showed 8 of 9; then the session was voided."""
    assert stand(school).awaits_approval_only
    entry = school.db.scalars(select(Entry).where(Entry.person_id == school.cast.ana.id)).one()
    practicum.void_entry(school.db, school.cast.reg, entry.id, reason="The session was never held.", now=NOW)
    with pytest.raises(Clash, match=r"“At least 60 countersigned minutes.*” is not met \(0 min of 1 h\)"):
        approve(school)


def test_nobody_is_approved_in_a_closed_program(school: Founded) -> None:
    school.db.execute(update(Program).values(open=False))
    with pytest.raises(Clash, match="closed"):
        approve(school)


def test_evidence_from_tomorrow_does_not_count_today(school: Founded) -> None:
    before = (NOW - timedelta(days=30)).date()
    standing = services.proof_of(school.db, school.cast.ana.id, school.program_id, KINDS, on=before).standing
    assert standing.counts == (0, 9)


def test_an_award_is_given_once_and_only_on_a_full_standing(school: Founded) -> None:
    with pytest.raises(Unacceptable, match="Not everything is met"):
        grant(school, "N", stand(school))
    standing = approve(school)
    grant(school, "N-1", standing)
    with pytest.raises(IntegrityError):
        grant(school, "N-2", standing)


def grant(school: Founded, number: str, standing: Standing) -> None:
    frozen = freeze(standing, (), secrets.token_bytes)
    services.grant_award(school.db, school.cast.ana.id, school.program_id, number, standing, frozen, now=NOW)


def test_the_frozen_standing_is_the_canonical_one(school: Founded) -> None:
    """The award's text, the certificate's digest and the standing worked out anew are one and the same."""
    row = school.certify()
    award = services.current_award(school.db, school.cast.ana.id, school.program_id)
    assert award is not None
    again = stand(school)
    assert award.standing.encode() == again.canonical()
    digest = hashlib.sha256(award.standing.encode()).hexdigest()
    assert row.as_payload().standing_digest == again.digest() == digest
    frozen = json.loads(award.standing)
    assert json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == award.standing
    assert (frozen["program"], frozen["version"], frozen["on"]) == (PROGRAM, 1, "2026-11-24")


def test_what_pages_call_things_does_not_enter_what_is_frozen() -> None:
    tree = {"id": "a", "title": "A", "kind": "module_completed", "with": {"module": "m"}, "how": "Read."}
    bare = evaluate("p", 1, parse(tree), KINDS, (), TODAY)
    named = evaluate("p", 1, parse({**tree, "short": "Short"}), KINDS, (), TODAY)
    assert bare.canonical() == named.canonical()
    assert (bare.proof.heading, named.proof.heading) == ("A", "Short")


def test_a_second_certificate_beside_one_that_stands_is_refused(school: Founded) -> None:
    school.certify()
    with pytest.raises(Clash, match="issued already"):
        approve(school, "reg")


def revoke(school: Founded, number: str) -> None:
    certificates.change_status(
        school.db, school.cast.reg, number, Status.REVOKED, reason="Hours were not held.", now=NOW
    )


def test_after_a_revocation_the_old_approval_no_longer_counts(school: Founded) -> None:
    row = school.certify()
    assert stand(school).met
    revoke(school, row.number)
    assert stand(school).awaits_approval_only
    assert services.current_cycle(school.db, school.cast.ana.id, school.program_id) == 2


def test_whoever_was_revoked_does_not_come_back_into_the_queue(school: Founded) -> None:
    row = school.certify()
    assert ready(school) == []
    revoke(school, row.number)
    assert ready(school) == []
    last = services.last_award(school.db, school.cast.ana.id, school.program_id)
    assert last is not None
    assert (last.number, last.ended_at) == (row.number, NOW)
    assert services.current_award(school.db, school.cast.ana.id, school.program_id) is None


def test_a_fresh_approval_begins_a_new_cycle_by_the_same_person_too(school: Founded) -> None:
    first = school.certify()
    revoke(school, first.number)
    second = school.certify()
    awards = school.db.scalars(select(Award).order_by(Award.cycle)).all()
    assert [(award.cycle, award.number) for award in awards] == [(1, first.number), (2, second.number)]
    assert [a.cycle for a in school.db.scalars(select(ProgramApproval).order_by(ProgramApproval.id))] == [
        1,
        2,
    ]
    assert stand(school).met


def test_suspension_ends_neither_award_nor_approval(school: Founded) -> None:
    row = school.certify()
    certificates.change_status(
        school.db, school.cast.reg, row.number, Status.SUSPENDED, reason="A question.", now=NOW
    )
    assert stand(school).met
    with pytest.raises(Clash):
        approve(school, "reg")


def test_bindings_are_one_for_each_person_and_program(db: Session, school: Founded) -> None:
    version = services.latest_version(db, school.program_id)
    db.add(
        ProgramBinding(
            person_id=school.cast.ana.id, program_id=school.program_id, version_id=version.id, since=NOW
        )
    )
    with pytest.raises(IntegrityError):
        db.flush()
