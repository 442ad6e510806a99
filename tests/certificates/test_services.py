"""A certificate is issued once on what is true at that moment, says what was frozen, and stands or does not."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import (
    Provider,
    Signer,
    Status,
    canonical,
    digest,
    from_canonical,
    parse_number,
)
from ashilms.certificates.services import Pressed, School
from ashilms.courses.models import Lesson
from ashilms.errors import Clash, Missing, NotAllowed, Refusal, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services as programs
from ashilms.programs.models import Award, Program, ProgramApproval, ProgramVersion
from tests.conftest import NOW
from tests.schooling import HARBOUR, KINDS, PRINTED, Founded

BOT = machine("tests")
PRESSED = Pressed("e" * 64, "some-key")


def rename(school: Founded, name: str | None) -> None:
    school.db.execute(update(Person).where(Person.id == school.cast.ana.id).values(printed_name=name))
    school.db.commit()


def traces(db: Session) -> list[int]:
    """How much there is of what issuing writes."""
    tables = (Certificate, CertificateEvent, Award, ProgramApproval, AuditRecord)
    return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def change(school: Founded, number: str, to: Status, *, reason: str = "Asked about.") -> Certificate:
    return services.change_status(school.db, school.cast.reg, number, to, reason=reason, now=NOW)


# What it says


def test_a_fixed_day_is_counted_from_the_day_of_completion(school: Founded) -> None:
    version = programs.latest_version(school.db, school.program_id)
    rule = {"counted_from": "fixed_dates", "dates": ["06-01", "11-20"], "least_months": 12}
    version.content = {**version.content, "validity": rule}
    school.db.flush()
    assert school.issue().as_payload().valid_until == date(2027, 11, 20)


def test_what_would_have_ended_is_refused_with_both_days(school: Founded) -> None:
    version = programs.latest_version(school.db, school.program_id)
    version.content = {**version.content, "validity_months": 1}
    school.db.flush()
    with pytest.raises(Unacceptable, match=r"completed on 20 November 2026, .* ended on 19 December 2026"):
        school.issue(now=NOW + timedelta(days=60))


def test_what_is_frozen_is_what_was_true(school: Founded) -> None:
    row = school.issue()
    said = row.as_payload()
    assert (said.holder, said.level, said.title) == (PRINTED, 1, "Certificate of Achievement")
    assert (said.issued_on, said.valid_until) == (date(2026, 11, 24), date(2028, 11, 19))
    assert said.completed_on == date(2026, 11, 20)  # the session, not the approval
    assert said.hours.practicum_minutes == 70
    assert said.signers == (Signer("Bea", "Instructor"), Signer("Dee", "Approved for the school"))
    assert (said.course.name, said.program.name, said.program.version) == (
        "Barefoot bar massage", "Barefoot Bar Massage, Foundation", "1",
    )  # fmt: skip
    assert said.provider == HARBOUR.provider
    assert said.verify_url == f"https://verify.example.org/c/{said.token}" == HARBOUR.links + row.token
    assert (row.number, row.token) == (said.number, said.token)
    assert said.number.startswith("BBM1-")
    assert parse_number(said.number) == said.number
    assert len(row.token) == 22  # 128 bits in base 64: T28


def test_the_frozen_text_is_canonical_and_its_digest_is_kept(school: Founded) -> None:
    row = school.issue()
    again = from_canonical(row.payload.encode())
    assert canonical(again) == row.payload.encode()
    assert digest(again) == row.digest


def test_nothing_that_changes_later_changes_a_certificate(school: Founded) -> None:
    row = school.certify()
    before = (row.payload, row.digest, row.file, row.as_payload())
    db = school.db
    db.execute(update(Person).values(name="Somebody Else", printed_name="Somebody Else"))
    version = db.scalars(select(ProgramVersion)).one()
    version.content = {
        **version.content,
        "name": "Another award",
        "scope": "Everything.",
        "validity_months": 1,
    }
    db.execute(update(Lesson).values(title="Another lesson", active=False))
    db.commit()
    db.expire_all()
    row = services.get_certificate(db, row.number)
    assert (row.payload, row.digest, row.file, row.as_payload()) == before
    assert digest(row.as_payload()) == row.digest


@pytest.mark.parametrize(
    ("now", "last", "day"),
    [
        (NOW, None, date(2026, 11, 24)),
        (NOW, NOW - timedelta(days=3), date(2026, 11, 24)),
        (NOW - timedelta(days=2), NOW, date(2026, 11, 24)),
    ],
)
def test_no_certificate_is_dated_before_the_one_before_it(
    now: datetime, last: datetime | None, day: date
) -> None:
    """R6: a clock that was set back by two days."""
    assert services.not_before(now, last) == day


def test_a_clock_set_back_dates_the_next_certificate_like_the_last(school: Founded) -> None:
    """R6, with real rows: the first was issued two days from now, by the clock of then."""
    first = school.certify(now=NOW + timedelta(days=2))
    change(school, first.number, Status.REVOKED)
    assert school.certify().as_payload().issued_on == first.as_payload().issued_on == date(2026, 11, 26)


# Who is refused, and that nothing is left of it


@pytest.mark.parametrize(
    ("by", "refused", "why"),
    [
        ("bea", NotAllowed, "You assessed this trainee"),
        ("ana", NotAllowed, "your own certificate"),
    ],
)
def test_whoever_assessed_or_earned_it_issues_nothing(
    school: Founded, by: str, refused: type[Refusal], why: str
) -> None:
    """T03."""
    before = traces(school.db)
    with pytest.raises(refused, match=why):
        school.issue(getattr(school.cast, by))
    school.db.rollback()
    assert traces(school.db) == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (None, "Ana hasn’t confirmed the name to be printed yet"),
        ("", "Ana hasn’t confirmed the name"),
        ("Ꮳna", "holder's name"),
        ("Ana" * 50, "holder's name must be 1 to 120 characters"),
        ("Ana\u202eevil", "holder's name"),
        ("W" * 119, "too long to be printed"),
    ],
)
def test_a_name_that_cannot_be_printed_takes_no_number(school: Founded, name: str | None, why: str) -> None:
    """T27: a number that can never be drawn would stay reserved for ever."""
    rename(school, name)
    before = traces(school.db)
    with pytest.raises(Unacceptable, match=why):
        school.issue()
    school.db.rollback()
    assert traces(school.db) == before


def test_what_changed_since_the_page_was_drawn_is_seen(school: Founded) -> None:
    """T27: worked out again in the transaction that issues."""
    entry = school.db.scalars(select(Entry)).one()
    practicum.void_entry(school.db, school.cast.ana, entry.id, reason="Never held, my mistake.", now=NOW)
    school.db.commit()
    with pytest.raises(Clash, match="is not met"):
        school.issue()


def test_nobody_is_issued_anything_in_a_program_that_is_closed_or_not_theirs(school: Founded) -> None:
    with pytest.raises(Missing):
        services.issue(
            school.db, school.cast.dee, school.cast.reg.id, school.program_id, KINDS, HARBOUR, now=NOW
        )
    with pytest.raises(Missing):
        services.issue(school.db, school.cast.dee, 999, school.program_id, KINDS, HARBOUR, now=NOW)
    school.db.execute(update(Program).values(open=False))
    with pytest.raises(Clash, match="closed"):
        school.issue()


def test_what_a_certificate_never_says_is_refused(school: Founded) -> None:
    version = school.db.scalars(select(ProgramVersion)).one()
    version.content = {**version.content, "name": "Certified Barefoot Therapist"}
    school.db.commit()
    with pytest.raises(Unacceptable, match="never says 'Certified'"):
        school.issue()


def test_a_school_without_an_address_that_can_be_printed_is_told(school: Founded) -> None:
    words = School(Provider("Harbour", "12 Quay\x00Street", "x"), HARBOUR.links)
    with pytest.raises(Unacceptable, match="address"):
        services.issue(
            school.db, school.cast.dee, school.cast.ana.id, school.program_id, KINDS, words, now=NOW
        )


# Finished once


def test_a_number_is_reserved_and_nothing_stands_under_it_until_it_is_drawn(school: Founded) -> None:
    row = school.issue()
    assert row.status == Status.ISSUING
    assert not row.as_verdict(NOW.date()).answers.all_yes
    assert services.find_by_number(school.db, row.number) is None
    assert services.find_by_token(school.db, row.token) is None
    assert [found.number for found in services.unfinished(school.db)] == [row.number]


def test_it_is_finished_by_whoever_comes_first_and_announced_once(school: Founded) -> None:
    row, told = school.issue(), list[str]()
    with signals.certificate_issued.connected_to(lambda db, **facts: told.append(facts["number"])):
        first = services.finish(school.db, BOT, row.number, PRESSED, now=NOW)
        second = services.finish(school.db, BOT, row.number, Pressed("a" * 64, "other"), now=NOW)
    assert (first, second, told) == (True, False, [row.number])
    assert (row.status, row.file, row.key) == (Status.VALID, "e" * 64, "some-key")
    assert [event.status for event in services.history_of(school.db, row.id)] == ["issuing", "valid"]


def test_a_failure_is_remembered_and_mended_by_finishing(school: Founded) -> None:
    row = school.issue()
    services.fail(school.db, BOT, row.number, "The disk is full.", now=NOW)
    assert (row.status, row.failure) == (Status.FAILED, "The disk is full.")
    assert services.find_by_number(school.db, row.number) is None
    assert services.finish(school.db, BOT, row.number, PRESSED, now=NOW)
    assert (row.status, row.failure) == (Status.VALID, None)
    services.fail(school.db, BOT, row.number, "Too late.", now=NOW)
    assert (row.status, row.failure) == (Status.VALID, None)


def test_a_certificate_that_stands_no_more_is_not_finished_again(school: Founded) -> None:
    row = school.certify()
    change(school, row.number, Status.REVOKED)
    assert not services.finish(school.db, BOT, row.number, PRESSED, now=NOW)
    assert row.status == Status.REVOKED


def test_the_record_tells_everything_that_happened(school: Founded) -> None:
    row = school.certify()
    change(school, row.number, Status.SUSPENDED, reason="Her licence is being looked at.")
    query = select(AuditRecord).where(AuditRecord.subject == f"certificate:{row.number}")
    written = school.db.scalars(query.order_by(AuditRecord.number)).all()
    assert [record.action for record in written] == [
        "certificates.issue", "certificates.finish", "certificates.suspend",
    ]  # fmt: skip
    assert written[0].after["digest"] == row.digest
    assert "licence" not in str(written[2].after)  # the reason is personal: kept apart
    assert audit.verify_chain(school.db) is None


# Whether it stands

MAY = {
    (Status.VALID, Status.SUSPENDED), (Status.VALID, Status.REVOKED), (Status.SUSPENDED, Status.VALID),
    (Status.SUSPENDED, Status.REVOKED),
}  # fmt: skip
TARGETS = (Status.VALID, Status.SUSPENDED, Status.REVOKED)


@pytest.mark.parametrize(("before", "to"), list(product(Status, TARGETS)))
def test_a_registrar_may_take_these_steps_and_no_others(school: Founded, before: Status, to: Status) -> None:
    """V2.3.1: the whole table."""
    row = school.certify()
    school.db.execute(update(Certificate).values(status=before))
    if (before, to) in MAY:
        assert change(school, row.number, to).status == to
        services.refuse_change(Certificate(status=before), to)
    else:
        with pytest.raises(Clash, match=f"is {before}; it can’t become {to}"):
            change(school, row.number, to)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_change_needs_a_reason(school: Founded, reason: str) -> None:
    row = school.certify()
    with pytest.raises(Unacceptable, match="Say why") as refused:
        change(school, row.number, Status.REVOKED, reason=reason)
    assert refused.value.field == "reason"
    assert row.status == Status.VALID


def test_a_change_is_announced_and_its_reason_stands_in_the_history(school: Founded) -> None:
    row, told = school.certify(), list[dict[str, object]]()
    with signals.certificate_changed.connected_to(lambda db, **facts: told.append(facts)):
        change(school, row.number, Status.REVOKED, reason="  Hours were not held. ")
    assert [(facts["number"], facts["status"]) for facts in told] == [(row.number, "revoked")]
    last = services.history_of(school.db, row.id)[-1]
    assert (last.status, last.reason, last.by) == (
        "revoked",
        "Hours were not held.",
        f"person:{school.cast.reg.id}",
    )


def test_a_listener_that_refuses_undoes_the_change(school: Founded) -> None:
    row = school.certify()

    def veto(db: Session, **_facts: object) -> None:
        raise Clash("Not today.")

    with signals.certificate_changed.connected_to(veto), pytest.raises(Clash, match="Not today"):
        change(school, row.number, Status.REVOKED)
    school.db.rollback()
    assert services.get_certificate(school.db, row.number).status == Status.VALID


# Who sees it


@pytest.mark.parametrize(
    ("who", "sees"), [("ana", True), ("reg", True), ("bea", False), ("caz", False), ("dee", False)]
)
def test_a_certificate_is_its_holders_and_the_registrars(school: Founded, who: str, sees: bool) -> None:
    """T11: nobody else even learns that it exists."""
    row, actor = school.certify(), getattr(school.cast, who)
    if sees:
        assert services.own_certificate(school.db, actor, row.number) is row
    else:
        with pytest.raises(Missing) as refused:
            services.own_certificate(school.db, actor, row.number)
        with pytest.raises(Missing) as unknown:
            services.own_certificate(school.db, actor, "BBM1-XXXX")
        assert str(refused.value) == str(unknown.value)


def test_lists_are_newest_first(school: Founded) -> None:
    first = school.certify()
    change(school, first.number, Status.REVOKED)
    second = school.certify()
    db, ana = school.db, people.get_person(school.db, school.cast.ana.id)
    assert [row.number for row in services.certificates_of(db, ana.id)] == [second.number, first.number]
    assert [row.number for row in services.all_certificates(db, limit=1)] == [second.number]
    assert [row.number for row in services.all_certificates(db, before=second.id)] == [first.number]
    assert services.certificates_of(db, school.cast.caz.id) == []


def test_a_key_that_nobody_asked_for_is_in_the_record_from_its_first_certificate_on(school: Founded) -> None:
    """T26: made by a job or for a page, it is there once, whoever issued with it."""
    row = school.certify()
    rename(school, "Ana Okafor-Lindqvist")
    after = services.correct(school.db, school.cast.reg, row.number, HARBOUR, now=NOW, reason="Married.")
    assert services.finish(school.db, BOT, after.number, Pressed("e" * 64, "key"), now=NOW)
    found = audit.find_records(school.db, subject="key:key")
    assert [(record.action, record.actor) for record in found] == [("keys.begin", BOT.label)]
