"""A certificate that is set aside, looked into, kept suspended or not; what the public reads, and running out."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.actor import Actor, machine
from ashilms.audit.models import AuditRecord
from ashilms.certificates import services
from ashilms.certificates.models import CertificateEvent
from ashilms.certificates.rules import Status, Word
from ashilms.certificates.rules.history import public_history
from ashilms.certificates.rules.reviewing import review_by
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.jobs.runner import run_due
from ashilms.notices.models import DigestLine, Mail, Notice
from ashilms.verification import services as verification
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import text_of

Sign = Callable[[str | None], FlaskClient]
TODAY = NOW.date()
SAID = "The licence that you ask about was renewed in March; I sent it then."


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (date(2026, 11, 24), date(2026, 11, 26)),  # a Tuesday
        (date(2026, 11, 26), date(2026, 11, 30)),  # a Thursday
        (date(2026, 11, 27), date(2026, 12, 1)),
        (date(2026, 11, 28), date(2026, 12, 1)),  # a Saturday
    ],
)
def test_it_is_looked_into_within_two_working_days(today: date, by: date) -> None:
    assert review_by(today) == by


ISSUED = ("issuing", "failed", "valid")


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (ISSUED, ["Issued"]),
        ((*ISSUED, "suspended"), ["Issued"]),
        ((*ISSUED, "suspended", "replied", "valid"), ["Issued"]),  # of what came to nothing there is no trace
        ((*ISSUED, "suspended", "kept"), ["Issued", "Suspended"]),
        ((*ISSUED, "suspended", "kept", "valid"), ["Issued", "Suspended", "Valid again"]),
        ((*ISSUED, "suspended", "valid", "revoked"), ["Issued", "Revoked"]),
        ((*ISSUED, "expired", "superseded"), ["Issued", "Replaced by a newer one"]),
        (("issuing", "failed"), []),
    ],
)
def test_the_public_reads_days_and_words_and_no_suspicion(statuses: Sequence[str], words: list[str]) -> None:
    days = [TODAY + timedelta(days=n) for n in range(len(statuses))]
    told = list(public_history(zip(days, statuses, strict=True)))
    assert [word for _, word in told] == words
    assert all(day in days for day, _ in told)


def public_word(held: Certified) -> Word:
    found = verification.check_link(held.school.db, held.row.token, today=TODAY)
    assert found is not None
    return found.verdict.word


def reply(held: Certified, who: str = "ana", words: str = SAID) -> CertificateEvent:
    return services.reply(held.school.db, getattr(held.school.cast, who), held.row.number, words, now=NOW)


def keep(held: Certified, by: Actor | None = None, reason: str = "It ended in May.") -> None:
    services.keep_suspended(
        held.school.db, by or held.school.cast.reg, held.row.number, reason=reason, now=NOW
    )


def test_it_reads_not_currently_verified_until_somebody_named_has_looked_into_it(
    certified: Certified,
) -> None:
    certified.bring_to(Status.SUSPENDED)
    assert (public_word(certified), certified.row.review_by) == (Word.UNVERIFIED, date(2026, 11, 26))
    assert [row.number for row in services.find_to_review(certified.school.db)] == [certified.row.number]
    reply(certified)
    keep(certified)
    assert (public_word(certified), certified.row.review_by) == (Word.SUSPENDED, None)
    assert services.find_to_review(certified.school.db) == []
    history = services.history_of(certified.school.db, certified.row.id)
    assert [event.status for event in history][-3:] == ["suspended", "replied", "kept"]
    assert services.find_reviewers(certified.school.db, history) == {history[-1].by: "Reg"}
    certified.bring_to(Status.VALID)
    assert public_word(certified) == Word.VALID
    acts = certified.school.db.scalars(select(AuditRecord.action).order_by(AuditRecord.number)).all()
    assert acts[-4:] == [f"certificates.{act}" for act in ("suspend", "reply", "keep_suspended", "reinstate")]


def test_what_was_looked_into_before_is_suspended_at_once(certified: Certified) -> None:
    """As by the review board."""
    db, reg = certified.school.db, certified.school.cast.reg
    services.change_status(
        db, reg, certified.row.number, Status.SUSPENDED, reason="Decided.", reviewed=True, now=NOW
    )
    assert (public_word(certified), certified.row.review_by) == (Word.SUSPENDED, None)


def test_nobody_decides_on_their_own_and_no_machine_looks_into_anything(certified: Certified) -> None:
    """T03: holder and registrar in one; and a name stands behind a review."""
    cast, number, db = certified.school.cast, certified.row.number, certified.school.db
    own = Actor(cast.ana.id, "Ana", frozenset({"registrar"}))
    with pytest.raises(NotAllowed, match="about yourself"):
        services.change_status(db, own, number, Status.SUSPENDED, reason="Why.", now=NOW)
    certified.bring_to(Status.SUSPENDED)
    for by, why in ((own, "about yourself"), (machine("cli"), "A person looks into it")):
        with pytest.raises(NotAllowed, match=why):
            keep(certified, by)
    with pytest.raises(Unacceptable, match="Say why"):
        keep(certified, reason=" ")
    assert public_word(certified) == Word.UNVERIFIED


def test_a_holder_answers_once_while_it_is_set_aside(certified: Certified) -> None:
    with pytest.raises(Clash):
        reply(certified)  # it stands
    certified.bring_to(Status.SUSPENDED)
    for who in ("caz", "reg"):
        with pytest.raises(Missing):
            reply(certified, who)
    for words in (" ", "x" * 4001):
        with pytest.raises(Unacceptable):
            reply(certified, words=words)
    assert reply(certified).reason == SAID
    with pytest.raises(Clash, match="answered"):
        reply(certified)
    certified.bring_to(Status.VALID)
    certified.bring_to(Status.SUSPENDED, "Another question.")
    assert reply(certified).reason == SAID  # to another question there is another answer


def test_the_pages_lead_through_it(certified_here: Certified, client_of: Sign, app: Flask) -> None:
    """Suspended by Reg, answered by Ana, kept by Reg: each reads what concerns them, and Ana is told of each step."""
    reg, ana, at = client_of("reg"), client_of("ana"), f"/certificates/{certified_here.row.number}"
    assert "Not currently verified" in text_of(reg.get(f"{at}/suspend"))
    assert reg.get(f"{at}/keep").status_code == 409  # nothing waits to be looked into
    assert reg.post(f"{at}/suspend", data={"reason": "A licence is asked about."}).status_code == 302
    assert "by 26 November 2026" in text_of(reg.get("/certificates/all"))
    page = text_of(ana.get(at))
    assert "Somebody named looks into it by 26 November 2026" in page
    assert "What should be considered?" in page
    assert "What should be considered?" not in text_of(reg.get(at))
    assert ana.post(f"{at}/reply", data={"words": ""}).status_code == 422
    assert ana.post(f"{at}/reply", data={"words": SAID}).status_code == 302
    assert client_of("caz").post(f"{at}/reply", data={"words": SAID}).status_code == 404
    assert SAID in text_of(reg.get(f"{at}/keep"))
    assert reg.post(f"{at}/keep", data={"reason": "It ended in May."}).status_code == 302
    assert "Suspended after a review by Reg" in text_of(ana.get(at))
    public = text_of(client_of(None).get(f"/c/{certified_here.row.token}"))
    assert "What became of it" in public
    assert all(word not in public for word in ("May", "licence is asked", SAID, "Reg"))
    db = certified_here.school.db
    db.rollback()
    run_due(app, NOW + timedelta(minutes=1))
    db.expire_all()
    assert db.scalars(select(Mail.subject).order_by(Mail.id)).all()[-2:] == [
        "Your certificate is set aside", "Your certificate is suspended",
    ]  # fmt: skip
    assert [notice.path for notice in db.scalars(select(Notice))][-2:] == [at, at]


def test_a_revoked_one_answers_at_the_same_address_for_ever(certified: Certified) -> None:
    certified.bring_to(Status.REVOKED)
    for years in (0, 1, 30):
        later = TODAY + timedelta(days=366 * years)
        found = verification.check_link(certified.school.db, certified.row.token, today=later)
        assert found is not None
        assert (found.verdict.word, found.verdict.answers.any_no) == (Word.REVOKED, True)
        assert found.told == [("Issued", "24 November 2026"), ("Revoked", "24 November 2026")]


# Running out


def test_that_its_time_is_over_is_noted_once_and_told(certified_here: Certified, app: Flask) -> None:
    last = certified_here.said.valid_until
    assert last is not None
    db, end = certified_here.school.db, NOW + (last - TODAY)
    for days, many in ((0, 0), (1, 1), (2, 1)):
        db.rollback()
        run_due(app, end + timedelta(days=days))
        db.expire_all()
        noted = db.scalars(select(CertificateEvent).where(CertificateEvent.status == "expired")).all()
        assert len(noted) == many
    assert certified_here.row.status == Status.VALID  # the answer is read off the days, as before
    kinds = db.scalars(select(DigestLine.kind)).all()
    assert kinds.count("certificate-expired") == 1
    acts = select(AuditRecord).where(AuditRecord.action == "certificates.expire")
    assert [record.actor for record in db.scalars(acts)] == ["jobs"]


def test_what_does_not_stand_runs_out_unnoted(certified: Certified) -> None:
    certified.bring_to(Status.REVOKED)
    later = NOW + timedelta(days=3 * 366)
    assert services.note_expired(certified.school.db, machine("jobs"), now=later) == 0
