"""Grading again with certificates in sight: seen, applied as seen and once, and left to a registrar."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.audit.models import AuditRecord
from ashilms.certificates.models import Certificate
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.programs import services as programs
from ashilms.quizzes.models import Attempt, AttemptGrade, AttemptItem, QuestionKey, Regrade
from ashilms.quizzes.services import Correction
from ashilms.regrades import services
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.rules import ENDED, STANDS
from tests.conftest import NOW
from tests.schooling import KINDS, QUESTIONS, Founded

WHY = {"reason": "Two books say otherwise.", "now": NOW}


def wrong_key(db: Session) -> tuple[Attempt, Correction]:
    """Return an attempt of Ana's, and a correction by which she missed a question that must be passed."""
    for item in db.scalars(select(AttemptItem).order_by(AttemptItem.id)):
        if item.question.kind == "single" and item.question.critical:
            key = db.get_one(QuestionKey, item.question_version_id).content["right"]
            other = next(one["id"] for one in item.question.asked["options"] if one["id"] not in key)
            correction = Correction(item.question_version_id, right=(other,))
            return db.get_one(Attempt, item.attempt_id), correction
    raise LookupError("Ana was asked no such question.")


def count(db: Session, table: type) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def apply(school: Founded, correction: Correction) -> Regrade:
    seen = services.preview(school.db, school.cast.dee, correction, QUESTIONS)
    done = services.apply_correction(
        school.db, school.cast.dee, correction, QUESTIONS, seen=seen.digest, **WHY
    )
    school.db.commit()
    return done


def test_a_lost_pass_is_seen_with_the_certificate_that_stands_on_it(school: Founded) -> None:
    certificate = school.certify()
    attempt, correction = wrong_key(school.db)
    seen = services.preview(school.db, school.cast.dee, correction, QUESTIONS)
    assert [change.attempt_id for change in seen.lost] == [attempt.id]
    [affected] = seen.certificates
    assert (affected.number, affected.attempt_id) == (certificate.number, attempt.id)
    assert (count(school.db, Regrade), count(school.db, RegradeCase)) == (0, 0)


def test_a_lost_pass_ends_what_it_opened_and_met_but_no_certificate(school: Founded) -> None:
    certificate = school.certify()
    attempt, correction = wrong_key(school.db)
    quiz = attempt.version.quiz
    row = apply(school, correction)
    milestones = courses.milestones_of(school.db, school.cast.ana.id, quiz.course_id)
    assert ("quiz_passed", quiz.key) not in milestones
    standing = programs.proof_of(
        school.db, school.cast.ana.id, school.program_id, KINDS, on=NOW.date()
    ).standing
    assert not standing.met
    assert school.db.get_one(Certificate, certificate.id).status == "valid"
    [case] = services.find_open_cases(school.db, school.cast.reg)
    assert (case.certificate.id, case.row.regrade_id, case.row.attempt_id) == (
        certificate.id, row.id, attempt.id,
    )  # fmt: skip


def test_what_is_sent_twice_is_applied_once(school: Founded) -> None:
    _, correction = wrong_key(school.db)
    seen = services.preview(school.db, school.cast.dee, correction, QUESTIONS).digest
    rows = [
        services.apply_correction(school.db, school.cast.dee, correction, QUESTIONS, seen=seen, **WHY).id
        for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert school.db.scalar(select(func.count()).where(AttemptGrade.regrade_id == rows[0])) == 1


@pytest.mark.parametrize("meanwhile", ["a certificate", "another digest"])
def test_what_is_not_as_it_was_seen_is_refused_whole(school: Founded, meanwhile: str) -> None:
    _, correction = wrong_key(school.db)
    seen = services.preview(school.db, school.cast.dee, correction, QUESTIONS).digest
    if meanwhile == "a certificate":
        school.certify()
    else:
        seen = "0" * 64
    before = count(school.db, AttemptGrade)
    with pytest.raises(Clash, match="changed since you looked"):
        services.apply_correction(school.db, school.cast.dee, correction, QUESTIONS, seen=seen, **WHY)
    assert (count(school.db, AttemptGrade), count(school.db, Regrade)) == (before, 0)


def test_a_registrar_decides_once_and_with_a_reason(school: Founded) -> None:
    school.certify()
    apply(school, wrong_key(school.db)[1])
    [case] = services.find_open_cases(school.db, school.cast.reg)
    with pytest.raises(Unacceptable, match="valid still"):
        services.decide_case(school.db, school.cast.reg, case.row.id, decision=ENDED, **WHY)
    services.decide_case(school.db, school.cast.reg, case.row.id, decision=STANDS, **WHY)
    assert services.find_open_cases(school.db, school.cast.reg) == []
    with pytest.raises(Clash, match="decided already"):
        services.decide_case(school.db, school.cast.reg, case.row.id, decision=STANDS, **WHY)
    said = select(AuditRecord.action).where(AuditRecord.action.like("regrades.%"))
    assert school.db.scalars(said.order_by(AuditRecord.number)).all() == [
        "regrades.open-case",
        "regrades.decide",
    ]


def test_who_may_not_grade_again_or_decide_finds_nothing(school: Founded) -> None:
    """T11."""
    school.certify()
    _, correction = wrong_key(school.db)
    row = apply(school, correction)
    supervisor = replace(school.cast.bea, roles=frozenset({"supervisor"}))
    for actor in (school.cast.ana, supervisor):
        with pytest.raises(Missing):
            services.preview(school.db, actor, correction, QUESTIONS)
        with pytest.raises(Missing):
            services.apply_correction(school.db, actor, correction, QUESTIONS, seen=row.digest, **WHY)
        with pytest.raises(Missing):
            services.get_regrade(school.db, actor, row.id)
    assert services.find_open_cases(school.db, school.cast.dee) == []
    with pytest.raises(Missing):
        services.get_case(school.db, school.cast.dee, 1)
