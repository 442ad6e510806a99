"""A certificate is renewed once, by what was done since, and takes the place of the one before when it stands."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.issuing import JOB
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Answer, Status, Word
from ashilms.certificates.signing import check_pdf
from ashilms.db import Base
from ashilms.errors import Clash, NotAllowed
from ashilms.jobs.models import Job
from ashilms.notices.models import Mail
from ashilms.programs import services as programs
from ashilms.programs.models import Award, ProgramApproval
from ashilms.programs.services import approving
from ashilms.verification import services as verification
from ashilms.verification.rules import sentence_of
from tests.certified import *  # noqa: F403  # fixtures: Ana holds a certificate
from tests.certified import Certified
from tests.cohorts.conftest import queries
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
        row.action for row in db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(5))
    ]
    assert said == [
        "keys.begin", "certificates.finish", "certificates.supersede", "certificates.issue", "programs.approve",
    ]  # fmt: skip
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


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_what_is_set_aside_while_its_renewal_is_approved_is_not_followed_by_a_first_one(
    held: Certified, status: Status
) -> None:
    """Met is the whole programme, too: what was looked at was the renewal, so nothing else may come of it."""

    def set_aside(_db: Session, **_facts: object) -> None:
        held.bring_to(status)

    with signals.requirements_met.connected_to(set_aside), pytest.raises(Clash, match="has changed just now"):
        issue(held.school)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_nor_is_what_was_set_aside_before_that_and_after_it_was_looked_at(
    held: Certified, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = approving.next_proof

    def look_and_set_aside(*args: Any, **named: Any) -> programs.Proof:
        proof = look(*args, **named)
        held.bring_to(status)
        return proof

    monkeypatch.setattr(approving, "next_proof", look_and_set_aside)
    with pytest.raises(Clash, match="has changed just now"):
        issue(held.school)


def give_up(held: Certified, *, early: bool) -> Certificate:
    """Let Reg revoke the old one between approval and drawing; `early`: so that the approval was not seen yet."""
    db = held.school.db
    new = issue(held.school)
    if early:
        held.row.status = Status.REVOKED
        db.flush()
        assert not services.finish(db, machine("tests"), new.number, PRESSED, now=LATER)
    else:
        held.bring_to(Status.REVOKED)
    db.refresh(new)
    return new


@pytest.mark.parametrize("early", [False, True])
def test_what_is_revoked_takes_what_was_to_follow_it_along(held: Certified, early: bool) -> None:
    db, ana = held.school.db, held.school.cast.ana.id
    new = give_up(held, early=early)
    assert (Status(new.status), new.file, new.failure) == (Status.REVOKED, None, None)
    last = services.history_of(db, new.id)[-1]
    assert (last.status, last.reason) == (
        "revoked", f"{held.row.number}, which it was to follow, was revoked before this one was drawn.",
    )  # fmt: skip
    assert programs.current_award(db, ana, held.school.program_id) is None
    assert not services.finish(db, machine("tests"), new.number, PRESSED, now=LATER)
    assert (Status(new.status), new.file) == (Status.REVOKED, None)
    assert services.unfinished(db) == []
    assert verification.check_number(db, new.number, "Reis", today=TODAY) is None
    assert verification.check_link(db, new.token, today=TODAY) is None
    assert verification.check_own_number(db, new.number, today=TODAY).note.startswith("Nothing stands under")
    assert audit.verify_chain(db) is None


def test_after_that_a_new_one_is_approved_on_the_whole_programme(held: Certified) -> None:
    give_up(held, early=False)
    third = renew(held.school)
    assert third.as_payload().statement.startswith("who met every requirement of the programme")
    assert [(cycle, ended) for cycle, _, ended, _ in awards(held.school.db)] == [
        (1, True), (2, True), (3, False),
    ]  # fmt: skip


def test_what_waited_for_the_one_before_is_taken_up_again_once_that_stands(held: Certified) -> None:
    """However often a job asked in vain meanwhile, and was given up."""
    db, new = held.school.db, issue(held.school)
    held.bring_to(Status.SUSPENDED)
    db.execute(delete(Job))
    held.bring_to(Status.VALID)
    assert [job.payload for job in db.scalars(select(Job).where(Job.kind == JOB))] == [{"number": new.number}]
    db.execute(delete(Job))
    assert services.finish(db, machine("tests"), new.number, PRESSED, now=LATER)
    services.change_status(db, held.school.cast.reg, new.number, Status.SUSPENDED, reason="Why.", now=LATER)
    services.change_status(db, held.school.cast.reg, new.number, Status.VALID, reason="Why.", now=LATER)
    assert db.scalars(select(Job).where(Job.kind == JOB)).all() == []


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


def test_what_is_followed_and_waits_for_that_to_be_drawn_has_not_lapsed(held: Certified) -> None:
    day = date(2029, 1, 19)
    assert verification.check_own_number(held.school.db, held.row.number, today=day).lapsed_on == day - DAY
    issue(held.school)
    assert verification.check_own_number(held.school.db, held.row.number, today=day).lapsed_on is None


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


def copied(db: Session, row: Base, **changes: Any) -> Any:
    """Add a row like `row` and return it."""
    columns = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    new = type(row)(**{**columns, "id": None, **changes})
    db.add(new)
    db.flush()
    return new


def hold_the_same(school: Founded, person_id: int) -> None:
    """Let somebody hold what Ana holds and held."""
    db, before = school.db, None
    for award in db.scalars(select(Award).where(Award.person_id == school.cast.ana.id).order_by(Award.cycle)):
        row, number = services.get_certificate(db, award.number), f"{award.number}-{person_id}"
        other = copied(db, row, person_id=person_id, number=number, token=number)
        for event in services.history_of(db, row.id):
            copied(db, event, certificate_id=other.id)
        before = copied(db, award, person_id=person_id, number=number, renews_id=before and before.id)
    if not programs.bindings_of(db, person_id):
        copied(db, programs.bindings_of(db, school.cast.ana.id)[0], person_id=person_id)
    db.commit()


def test_two_renewals_ask_the_database_as_often_as_one(held: Certified) -> None:
    """When all are worked out anew, and when those are sought that may be renewed."""
    db, caz = held.school.db, held.school.cast.caz.id
    renew(held.school)

    def ask() -> tuple[int, int, int]:
        numbers = list(db.scalars(select(Award.number).where(Award.ended_at.is_(None))))
        db.expunge_all()
        with queries(db) as said:
            renewed = [one for page in programs.walk_bound(db) for one in page if one.renewed]
            found = list(programs.find_renewals(db, numbers, KINDS, on=TODAY + DAY))
        return len(renewed), len(found), len(said)

    one = ask()
    hold_the_same(held.school, caz)
    assert (one[:2], ask()) == ((1, 1), (2, 2, one[2]))


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
