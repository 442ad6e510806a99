"""A certificate is renewed once, by what was done since, and takes the place of the one before when it stands."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Answer, Status, Word
from ashilms.certificates.signing import check_pdf
from ashilms.errors import Clash, NotAllowed
from ashilms.jobs.models import Job
from ashilms.notices.models import Mail
from ashilms.programs import services as programs
from ashilms.programs.models import Award, ProgramApproval
from ashilms.verification import services as verification
from ashilms.verification.rules import sentence_of
from tests.certified import *  # noqa: F403  # fixtures: Ana holds a certificate
from tests.certified import Certified
from tests.conftest import NOW
from tests.renewing import LATER, PRESSED, UNTIL, issue, let_renew, practise_again, renew
from tests.schooling import HARBOUR, KINDS, Founded

DAY = timedelta(days=1)
TODAY = LATER.date()


@pytest.fixture
def held(certified: Certified) -> Certified:
    """Ana's certificate, renewable, with one more session signed."""
    let_renew(certified.school.db, certified.school.program_id)
    practise_again(certified.school.db, certified.school.cast)
    return certified


def awards(db: Session) -> list[tuple[int, str, bool, int | None]]:
    rows = db.scalars(select(Award).order_by(Award.cycle)).all()
    return [(row.cycle, row.number, row.ended_at is not None, row.renews_id) for row in rows]


def renewal_of(school: Founded, on: date = TODAY) -> programs.Renewal:
    award = programs.last_award(school.db, school.cast.ana.id, school.program_id)
    assert award is not None
    found = programs.renewal_of(school.db, award, KINDS, on=on)
    assert found is not None
    return found


def test_a_renewal_takes_the_place_of_the_one_before_and_each_names_the_other(held: Certified) -> None:
    db, old = held.school.db, held.row
    first = db.scalars(select(Award)).one()
    new = renew(held.school)
    assert (Status(old.status), Status(new.status)) == (Status.SUPERSEDED, Status.VALID)
    assert programs.find_number_after(db, old.number) == new.number
    assert programs.find_number_before(db, new.number) == old.number
    assert (programs.find_number_before(db, old.number), programs.find_number_after(db, new.number)) == (
        None,
        None,
    )
    assert awards(db) == [(1, old.number, True, None), (2, new.number, False, first.id)]
    assert [(row.cycle, row.by_id) for row in db.scalars(select(ProgramApproval).order_by(ProgramApproval.id))] == [
        (1, held.school.cast.dee.id), (2, held.school.cast.dee.id),
    ]  # fmt: skip
    said = [
        row.action for row in db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(4))
    ]
    assert said == ["certificates.finish", "certificates.supersede", "certificates.issue", "programs.approve"]
    assert audit.verify_chain(db) is None


def test_it_says_what_it_is_given_on_and_counts_from_its_own_completion(held: Certified) -> None:
    said = renew(held.school).as_payload()
    assert said.statement == "who met every requirement for renewing it"
    assert (said.completed_on, said.valid_until) == (date(2026, 12, 4), date(2028, 12, 3))
    frozen = programs.find_frozen(held.school.db, said.number)
    assert frozen is not None
    assert [leaf["requirement"] for leaf in frozen.read()] == [
        "renew-practised",
        "renew-incidents",
        "renew-approved",
    ]


def test_counted_from_the_end_of_the_one_before_the_day_is_kept(certified: Certified) -> None:
    let_renew(certified.school.db, certified.school.program_id, validity={"counted_from": "previous_expiry"})
    practise_again(certified.school.db, certified.school.cast)
    assert certified.said.valid_until == UNTIL
    assert renew(certified.school).as_payload().valid_until == date(2030, 11, 19)


def test_what_was_counted_once_does_not_count_again(certified: Certified) -> None:
    let_renew(certified.school.db, certified.school.program_id)
    with pytest.raises(Clash, match="“One more session of peer practice” is not met"):
        issue(certified.school)


@pytest.mark.parametrize("validity", [{"window_days": 90}, {"window_days": 704}])
def test_before_its_window_nothing_is_renewed(held: Certified, validity: dict[str, int]) -> None:
    """The last day of the second is one short: it opens on the day after."""
    let_renew(held.school.db, held.school.program_id, validity=validity)
    with pytest.raises(Clash, match="issued already"):
        issue(held.school)
    assert services.find_renewable(held.school.db, KINDS, on=TODAY) == []


def test_on_the_first_day_of_its_window_it_is(held: Certified) -> None:
    let_renew(held.school.db, held.school.program_id, validity={"window_days": (UNTIL - TODAY).days})
    assert renewal_of(held.school).opens == TODAY
    assert renew(held.school).status == Status.VALID


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_what_does_not_stand_is_not_renewed(held: Certified, status: Status) -> None:
    held.bring_to(status)
    assert services.find_renewable(held.school.db, KINDS, on=TODAY) == []
    if status is Status.SUSPENDED:
        with pytest.raises(Clash, match="issued already"):
            issue(held.school)
    else:  # a new one is on the whole programme then
        assert (
            programs.next_proof(
                held.school.db, held.school.cast.ana.id, held.school.program_id, KINDS, on=TODAY
            ).renews
            is None
        )


def test_whoever_assessed_or_holds_it_does_not_approve_a_renewal(held: Certified) -> None:
    for who in (held.school.cast.bea, held.school.cast.ana):
        with pytest.raises(NotAllowed):
            issue(held.school, who)
    assert renewal_of(held.school).is_ready


def test_the_approvers_queue_has_it_until_it_is_approved(held: Certified) -> None:
    db = held.school.db
    (waiting,) = services.find_renewable(db, KINDS, on=TODAY)
    assert (waiting.award.number, waiting.before.until, waiting.is_ready) == (held.row.number, UNTIL, True)
    assert programs.find_ready(db, KINDS, on=TODAY) == []
    renew(held.school)
    assert services.find_renewable(db, KINDS, on=TODAY + DAY) == []


def test_until_the_new_one_is_drawn_the_old_one_stands(held: Certified) -> None:
    new = issue(held.school)
    found = verification.check_own_number(held.school.db, held.row.number, today=TODAY)
    assert (found.verdict.word, Status(new.status)) == (Word.VALID, Status.ISSUING)
    assert services.find_renewable(held.school.db, KINDS, on=TODAY) == []


def test_nothing_follows_what_is_set_aside_between_approval_and_drawing(held: Certified) -> None:
    db, bot = held.school.db, machine("tests")
    new = issue(held.school)
    held.bring_to(Status.SUSPENDED)
    with pytest.raises(Clash, match=f"{held.row.number}, which it renews, is suspended"):
        services.finish(db, bot, new.number, PRESSED, now=LATER)
    db.rollback()
    assert (Status(new.status), Status(held.row.status)) == (Status.ISSUING, Status.SUSPENDED)
    services.change_status(
        db, held.school.cast.reg, held.row.number, Status.VALID, reason="Cleared.", now=LATER
    )
    assert services.finish(db, bot, new.number, PRESSED, now=LATER)
    assert (Status(new.status), Status(held.row.status)) == (Status.VALID, Status.SUPERSEDED)


def test_the_database_lets_one_award_renew_another(held: Certified) -> None:
    db, first = held.school.db, held.school.db.scalars(select(Award)).one()
    renew(held.school)
    values = {"person_id": first.person_id, "program_id": first.program_id, "standing": "{}", "at": LATER}
    db.add(Award(**values, cycle=3, number="BBM1-ANOTHER", renews_id=first.id))
    with pytest.raises(IntegrityError, match=r"renews_id"):
        db.flush()


def test_whoever_checks_the_old_one_reads_by_which_it_was_followed_and_its_file_is_authentic(
    held: Certified,
) -> None:
    data, db = held.pdf, held.school.db
    new = renew(held.school)
    check, name = check_pdf(data, held.trusted), hashlib.sha256(data).hexdigest()
    for found in (
        verification.check_number(db, held.row.number, "Reis", today=TODAY),
        verification.check_link(db, held.row.token, today=TODAY),
        verification.check_file(db, check, name, today=TODAY),
    ):
        assert found is not None
        assert (found.verdict.word, found.followed_by) == (Word.SUPERSEDED, new.number)
        assert (found.verdict.answers.authentic, found.verdict.answers.stands) == (Answer.YES, Answer.NO)
        assert f"A newer one, {new.number}, took its place on 15 December 2026" in sentence_of(found)
    assert verification.check_own_number(db, new.number, today=TODAY).verdict.answers.all_yes


@pytest.mark.parametrize(
    ("day", "word", "lapsed"),
    [
        (UNTIL, Word.VALID, None),
        (UNTIL + DAY, Word.EXPIRED, None),
        (date(2029, 1, 18), Word.EXPIRED, None),
        (date(2029, 1, 19), Word.EXPIRED, date(2029, 1, 18)),
    ],
)
def test_a_lapse_is_read_off_the_days(
    certified: Certified, day: date, word: Word, lapsed: date | None
) -> None:
    found = verification.check_own_number(certified.school.db, certified.row.number, today=day)
    assert (found.verdict.word, found.lapsed_on) == (word, lapsed)
    assert ("It has lapsed: until 18 January 2029" in sentence_of(found)) is (lapsed is not None)


def test_where_nothing_is_renewed_nothing_lapses(certified: Certified) -> None:
    let_renew(certified.school.db, certified.school.program_id, renewal={})
    found = verification.check_own_number(certified.school.db, certified.row.number, today=date(2031, 1, 1))
    assert (found.verdict.word, found.lapsed_on) == (Word.EXPIRED, None)


def test_worked_out_anew_it_is_given_by_its_own_tree(held: Certified) -> None:
    db = held.school.db
    renew(held.school)
    (*_, found) = programs.reevaluate(db, KINDS, on=TODAY)
    assert found.doubtful == 0
    everything = programs.ask_without(held.school.cast.bea.id, TODAY - 12 * DAY)
    (*_, (impact, _)) = programs.foresee(db, everything, KINDS, on=TODAY)
    assert impact.certificates == 1
    before = programs.ask_without(held.school.cast.bea.id, NOW.date() + 200 * DAY)
    (*_, (impact, _)) = programs.foresee(db, before, KINDS, on=TODAY)
    assert impact.certificates == 0


def test_its_holder_is_told_once(held: Certified) -> None:
    db = held.school.db
    db.execute(delete(Job))
    new = renew(held.school)
    told = [job.payload for job in db.scalars(select(Job)) if job.kind == "certificates.tell"]
    assert [(one["number"], one["what"]) for one in told] == [(new.number, "issued")]
    assert db.scalar(select(func.count()).select_from(Mail)) == 0


def test_a_renewed_one_is_renewed_in_its_turn(held: Certified) -> None:
    second = renew(held.school)
    practise_again(held.school.db, held.school.cast, after=timedelta(days=22))
    ana, dee = held.school.cast.ana.id, held.school.cast.dee
    third = services.issue(
        held.school.db, dee, ana, held.school.program_id, KINDS, HARBOUR, now=LATER + 20 * DAY
    )
    assert programs.find_number_before(held.school.db, third.number) == second.number
    assert [row.number for row in held.school.db.scalars(select(Certificate).order_by(Certificate.id))] == [
        held.row.number, second.number, third.number,
    ]  # fmt: skip
