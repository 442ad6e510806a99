"""Reporting a certificate: anybody may, registrars have mail and answer, whoever reported reads it; nobody is named."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.errors import Clash, Missing, NotAllowed
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.supervision import services as supervision
from ashilms.verification import services
from ashilms.verification.models import Report
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import text_of
from tests.told import each_at_once, is_over
from tests.verification.test_views import NOBODY

pytestmark = pytest.mark.any_database
Sign = Callable[[str | None], FlaskClient]
TEXT = "She shows it at a spa, and the picture on it is of somebody else."


def report(client: FlaskClient, number: str, text: str = TEXT) -> str:
    """Report something, and return the address of its receipt."""
    answer = client.post("/verify/report", data={"number": number, "text": text})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_a_report_reaches_a_registrar_whose_answer_reaches_whoever_reported(
    certified_here: Certified, app: Flask, client_of: Sign
) -> None:
    employer, reg, number = client_of(None), client_of("reg"), certified_here.row.number
    page = text_of(employer.get(f"/verify/report/{number}"))
    assert f'value="{number}"' in page
    receipt = report(employer, number)
    assert "Keep this page’s address" in text_of(employer.get(receipt))
    each_at_once(certified_here.school.db)
    run_due(app, NOW)
    mails = certified_here.school.db.scalars(select(Mail).where(Mail.key.startswith("verification."))).all()
    assert [mail.address for mail in mails] == ["reg@example.org"]
    assert [mail.subject for mail in mails] == ["A certificate was reported"]  # and nothing of what
    listed = text_of(reg.get("/reports"))
    assert number in listed
    (row,) = certified_here.school.db.scalars(select(Report)).all()
    over = lambda: is_over(certified_here.school.db, "certificate-reported", str(row.id), now=NOW)  # noqa: E731
    assert not over()
    shown = text_of(reg.get(f"/reports/{row.id}"))
    assert TEXT in shown
    assert f"/certificates/{number}" in shown
    assert (
        reg.post(f"/reports/{row.id}", data={"answer": "We have asked her to come in."}).location
        == "/reports"
    )
    certified_here.school.db.rollback()
    assert over(), "what waits for another registrar’s daily mail is left out"
    told = text_of(employer.get(receipt))
    assert "We have asked her to come in." in told
    assert "Reg" not in told.replace("Register", "").replace("registrar", "")
    assert reg.post(f"/reports/{row.id}", data={"answer": "Again."}).status_code == 409


def test_whether_there_is_such_a_certificate_is_not_told(certified_here: Certified, client_of: Sign) -> None:
    """T28: by the form, its answer, or the receipt."""
    employer, seen = client_of(None), []
    for number in (certified_here.row.number, NOBODY, "no number", ""):
        form = text_of(employer.get(f"/verify/report/{number}" if number else "/verify/report"))
        receipt = report(employer, number)
        page = text_of(employer.get(receipt))
        seen.append((form.replace(f'value="{number}"', 'value=""'), page.replace(receipt, "")))
    assert len({form for form, _ in seen}) == 1
    assert len({page for _, page in seen}) == 1


def test_who_is_concerned_answers_no_report(certified: Certified) -> None:
    """Nobody about themselves, or about whom they have a close tie to; nobody but registrars."""
    db, cast = certified.school.db, certified.school.cast
    services.send_report(db, certified.row.number, TEXT, now=NOW)
    (row,) = db.scalars(select(Report)).all()
    assert list(services.find_reports(db, cast.reg)) == [row]
    for who in (cast.ana, cast.bea, cast.dee):
        with pytest.raises(NotAllowed):
            services.get_report(db, who, row.id)
    supervision.declare_tie(db, cast.reg, "ana@example.org", now=NOW)
    assert list(services.find_reports(db, cast.reg)) == []
    assert list(services.who_is_told(db, row.id)) == []
    with pytest.raises(Missing):
        services.answer_report(db, cast.reg, row.id, "All is well.", now=NOW)


def test_a_report_is_answered_once(certified: Certified) -> None:
    db, reg = certified.school.db, certified.school.cast.reg
    services.send_report(db, "", TEXT, now=NOW)
    (row,) = db.scalars(select(Report)).all()
    services.answer_report(db, reg, row.id, "Thank you.", now=NOW)
    with pytest.raises(Clash):
        services.answer_report(db, reg, row.id, "Another word.", now=NOW)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Say what is wrong."),
        ({"text": "  "}, "Say what is wrong."),
        ({"text": "x" * 2001}, "longer than 2000"),
        ({"text": TEXT, "number": "B" * 81}, "longer than 80"),
    ],
)
def test_a_report_that_says_nothing_gets_a_sentence(
    certified_here: Certified, client_of: Sign, sent: dict[str, str], says: str
) -> None:
    assert says in text_of(client_of(None).post("/verify/report", data=sent), 422)
    assert certified_here.school.db.scalars(select(Report)).all() == []


def test_what_is_reported_is_a_text(certified_here: Certified, client_of: Sign) -> None:
    """T16: for the registrar's eyes, with no power over their browser."""
    report(client_of(None), "<b>", "<script>alert(1)</script>")
    (row,) = certified_here.school.db.scalars(select(Report)).all()
    assert "<script>alert" not in text_of(client_of("reg").get(f"/reports/{row.id}"))


def test_a_receipt_is_found_by_its_address_alone(certified_here: Certified, client_of: Sign) -> None:
    receipt = report(client_of(None), "")
    token = receipt.rpartition("/")[2]
    assert len(token) == 22
    for near in (token[:-1], token.swapcase(), "A" * 22, "x" * 5000):
        assert client_of(None).get(f"/verify/reports/{near}").status_code == 404
    (row,) = certified_here.school.db.scalars(select(Report)).all()
    assert token not in str(vars(row))  # a stolen backup opens none


def test_nobody_floods_the_school(certified_here: Certified, client_of: Sign) -> None:
    codes = [client_of(None).post("/verify/report", data={"text": TEXT}).status_code for _ in range(21)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {302}
