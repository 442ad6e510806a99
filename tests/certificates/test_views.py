"""The holder's pages and the registrar's: who sees and fetches a certificate, and who changes whether it stands."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms.certificates import services
from ashilms.certificates.models import Certificate, CertificateEvent, Credential
from ashilms.certificates.rules import Status, new_number
from ashilms.certificates.signing import check_pdf
from ashilms.web import state
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import PRINTED, Counted, text_of

Sign = Callable[[str | None], FlaskClient]
NOBODY = new_number("BBM1", bytes(10))
CHANGES = ("suspend", "reinstate", "revoke")
HOLDER, OTHERS = ("ana", "reg"), ("bea", "caz", "dee")


def status_of(held: Certified) -> str:
    held.school.db.expire_all()
    return held.row.status


def events(db: Session) -> list[tuple[str, str | None]]:
    rows = db.scalars(select(CertificateEvent).order_by(CertificateEvent.id))
    return [(row.status, row.reason) for row in rows]


def set_status(held: Certified, status: Status, **more: str) -> None:
    held.school.db.execute(update(Certificate).values(status=status, **more))
    held.school.db.commit()


# Who sees it


@pytest.mark.parametrize("who", HOLDER)
def test_the_holder_and_the_registrar_see_all_that_it_says(
    certified_here: Certified, client_of: Sign, who: str
) -> None:
    page = text_of(client_of(who).get(f"/certificates/{certified_here.row.number}"))
    for says in (
        PRINTED,
        certified_here.row.number,
        "24 November 2026",
        "19 November 2028",
        "Signed and valid",
    ):
        assert says in page
    assert f'href="/c/{certified_here.row.token}"' in page
    assert "A training certificate, not a licence" in page


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("what", ["/certificates/{}", "/certificates/{}.pdf"])
def test_to_anybody_else_it_is_as_if_there_were_none(
    certified_here: Certified, client_of: Sign, who: str, what: str
) -> None:
    """T11: not even that it exists."""
    client = client_of(who)
    pages = [
        re.sub(r'<span class="al-code">\w+</span>', "", text_of(client.get(what.format(number)), 404))
        for number in (certified_here.row.number, NOBODY)
    ]
    assert pages[0] == pages[1]
    assert "There is no certificate with that number." in pages[0]


@pytest.mark.parametrize(
    "what", ["/certificates", "/certificates/all", "/certificates/{}", "/certificates/{}.pdf"]
)
def test_a_visitor_signs_in_first(certified_here: Certified, client_of: Sign, what: str) -> None:
    assert client_of(None).get(what.format(certified_here.row.number)).status_code == 401


def test_a_person_with_one_certificate_comes_to_it_at_once(
    certified_here: Certified, client_of: Sign
) -> None:
    answer = client_of("ana").get("/certificates")
    assert (answer.status_code, answer.location) == (302, f"/certificates/{certified_here.row.number}")


def test_a_person_with_several_finds_the_newest_first(certified_here: Certified, client_of: Sign) -> None:
    first = certified_here.row.number
    certified_here.bring_to(Status.REVOKED)
    second = certified_here.school.certify(now=NOW + timedelta(hours=1)).number
    page = text_of(client_of("ana").get("/certificates"))
    assert page.index(second) < page.index(first)


def test_a_person_without_one_is_shown_the_way_to_it(certified_here: Certified, client_of: Sign) -> None:
    page = text_of(client_of("caz").get("/certificates"))
    assert "No certificate yet" in page
    assert 'href="/standing"' in page
    assert certified_here.row.number not in page


@pytest.mark.parametrize(("who", "code"), [("reg", 200), ("ana", 403), ("bea", 403), ("dee", 403)])
def test_the_list_of_all_is_the_registrars(
    certified_here: Certified, client_of: Sign, who: str, code: int
) -> None:
    page = text_of(client_of(who).get("/certificates/all"), code)
    assert (certified_here.row.number in page) == (code == 200)


def test_a_list_of_nothing_says_what_comes_first(certified_here: Certified, client_of: Sign) -> None:
    for table in (CertificateEvent, Credential, Certificate):
        certified_here.school.db.query(table).delete()
    certified_here.school.db.commit()
    assert "Nothing issued yet" in text_of(client_of("reg").get("/certificates/all"))


def test_the_list_costs_the_same_however_many_there_are(
    certified_here: Certified, client_of: Sign, counted: Counted
) -> None:
    reg, school, number = client_of("reg"), certified_here.school, certified_here.row.number
    with counted() as one:
        reg.get("/certificates/all")
    for _ in range(3):
        services.change_status(school.db, school.cast.reg, number, Status.REVOKED, reason="Again.", now=NOW)
        number = school.certify().number
    with counted() as many:
        assert text_of(reg.get("/certificates/all")).count("<tr>") == 5
    assert len(many) == len(one)


def test_why_it_could_not_be_drawn_is_the_registrars_to_know(
    certified_here: Certified, client_of: Sign
) -> None:
    set_status(certified_here, Status.FAILED, failure="The disk is full.")
    address = f"/certificates/{certified_here.row.number}"
    assert "The disk is full." in text_of(client_of("reg").get(address))
    assert "The disk is full." not in text_of(client_of("ana").get(address))


# The file


@pytest.mark.parametrize("who", HOLDER)
def test_the_file_is_served_as_it_was_issued_and_as_nothing_else(
    certified_here: Certified, client_of: Sign, who: str
) -> None:
    """V3.2.1, V5.4.1, T13: a download of a fixed kind and name, which no browser guesses at, keeps or runs."""
    answer = client_of(who).get(f"/certificates/{certified_here.row.number}.pdf")
    assert answer.status_code == 200
    assert answer.data == certified_here.pdf
    assert check_pdf(answer.data, certified_here.trusted).whole
    kept = {name: answer.headers[name] for name in SAFE}
    assert kept == SAFE | {
        "Content-Disposition": f"attachment; filename={certified_here.row.number}.pdf",
        "Content-Length": str(len(certified_here.pdf)),
    }


SAFE = {
    "Content-Type": "application/pdf",
    "Content-Disposition": "",
    "Content-Length": "",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_the_file_stays_the_holders_whatever_became_of_it(
    certified_here: Certified, client_of: Sign, status: Status
) -> None:
    certified_here.bring_to(status)
    answer = client_of("ana").get(f"/certificates/{certified_here.row.number}.pdf")
    assert (answer.status_code, answer.data) == (200, certified_here.pdf)


def test_until_it_is_drawn_there_is_a_page_and_no_file(certified_here: Certified, client_of: Sign) -> None:
    set_status(certified_here, Status.ISSUING, file=None)  # type: ignore[arg-type]
    ana, address = client_of("ana"), f"/certificates/{certified_here.row.number}"
    page = text_of(ana.get(address))
    assert "Your certificate is being drawn and signed" in page
    assert f"{address}.pdf" not in page
    assert "still being drawn. Try again in a minute." in text_of(ana.get(f"{address}.pdf"), 404)


@pytest.mark.parametrize(("damage", "code"), [("lost", 404), ("changed", 503)])
def test_a_file_that_is_not_as_it_was_kept_is_not_given_out(
    certified_here: Certified, client_of: Sign, damage: str, code: int
) -> None:
    [path] = [p for p in (certified_here.folder / "files").rglob("*") if p.name == certified_here.row.file]
    path.unlink() if damage == "lost" else path.write_bytes(path.read_bytes() + b"\n")
    answer = client_of("ana").get(f"/certificates/{certified_here.row.number}.pdf")
    assert b"%PDF" not in answer.data
    assert str(certified_here.folder) not in text_of(answer, code)


@pytest.mark.parametrize("name", ["..%2f..%2fashilms", "none", "%00", "a" * 500, "BBM1%27--"])
def test_an_address_that_names_no_certificate_finds_none(
    certified_here: Certified, client_of: Sign, name: str
) -> None:
    """T12."""
    for address in (f"/certificates/{name}", f"/certificates/{name}.pdf", f"/certificates/{name}/revoke"):
        assert client_of("reg").get(address).status_code in (400, 404)


# Whether it stands


@pytest.mark.parametrize("who", ["ana", "bea", "caz", "dee"])
@pytest.mark.parametrize("change", CHANGES)
def test_only_a_registrar_changes_whether_it_stands(
    certified_here: Certified, client_of: Sign, who: str, change: str
) -> None:
    """V8.2.1: not its holder, and nobody who teaches."""
    client, address = client_of(who), f"/certificates/{certified_here.row.number}/{change}"
    before = events(certified_here.school.db)
    assert client.get(address).status_code == 403
    assert client.post(address, data={"reason": "Because I can."}).status_code == 403
    assert "Change whether it stands" not in client.get(f"/certificates/{certified_here.row.number}").text
    assert (status_of(certified_here), events(certified_here.school.db)) == (Status.VALID, before)


def test_a_registrar_suspends_reinstates_and_revokes_with_a_reason(
    certified_here: Certified, client_of: Sign
) -> None:
    reg, number = client_of("reg"), certified_here.row.number
    for change, status, says in (
        ("suspend", Status.SUSPENDED, "is now suspended"),
        ("reinstate", Status.VALID, "is now valid again"),
        ("revoke", Status.REVOKED, "is now revoked"),
    ):
        assert "Private: only the holder and the school read it" in text_of(
            reg.get(f"/certificates/{number}/{change}")
        )
        answer = reg.post(f"/certificates/{number}/{change}", data={"reason": f"Why I {change}."})
        assert (answer.status_code, answer.location) == (302, f"/certificates/{number}")
        assert status_of(certified_here) == status
        assert says in text_of(reg.get(answer.location))
    told = text_of(client_of("ana").get(f"/certificates/{number}"))
    for change in CHANGES:
        assert f"Why I {change}." in told  # the holder reads the reasons
    assert [status for status, _ in events(certified_here.school.db)] == [
        "issuing", "valid", "suspended", "valid", "revoked",
    ]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("reason", "code", "says"),
    [
        (None, 422, "Say why. Only the holder and the school will read it."),
        ("", 422, "Say why."),
        (" \r\n ", 422, "Say why."),
        ("x" * 1001, 422, "longer than 1000"),
        ("a\0b", 400, "couldn’t be read"),
    ],
)
def test_a_change_without_a_proper_reason_changes_nothing(
    certified_here: Certified, client_of: Sign, change: str, reason: str | None, code: int, says: str
) -> None:
    if change == "reinstate":
        certified_here.bring_to(Status.SUSPENDED)
    before = events(certified_here.school.db)
    sent = {} if reason is None else {"reason": reason}
    answer = client_of("reg").post(f"/certificates/{certified_here.row.number}/{change}", data=sent)
    assert says in text_of(answer, code)
    assert events(certified_here.school.db) == before


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (Status.VALID, "reinstate"), (Status.REVOKED, "revoke"), (Status.REVOKED, "reinstate"),
        (Status.REVOKED, "suspend"), (Status.SUSPENDED, "suspend"),
    ],
)  # fmt: skip
def test_a_change_from_a_state_that_it_cannot_come_from_is_refused_before_it_is_asked_for(
    certified_here: Certified, client_of: Sign, status: Status, change: str
) -> None:
    """V2.3.1: a page that was left open meanwhile, or the same click again."""
    if status is not Status.VALID:
        certified_here.bring_to(status)
    reg, address = client_of("reg"), f"/certificates/{certified_here.row.number}/{change}"
    before = events(certified_here.school.db)
    assert f"This certificate is {status}" in text_of(reg.get(address), 409)
    assert f"This certificate is {status}" in text_of(reg.post(address, data={"reason": "Again."}), 409)
    assert events(certified_here.school.db) == before


def test_there_are_no_other_changes(certified_here: Certified, client_of: Sign) -> None:
    for change in ("delete", "valid", "expire", "renew"):
        address = f"/certificates/{certified_here.row.number}/{change}"
        assert client_of("reg").post(address, data={"reason": "x"}).status_code == 404
    assert client_of("reg").post(f"/certificates/{NOBODY}/revoke", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_change_asks_again_who_it_is(
    app: Flask, certified_here: Certified, client_of: Sign, method: str
) -> None:
    """A session that lies open changes nothing; the host decides how one proves who one is."""
    reg, address = client_of("reg"), f"/certificates/{certified_here.row.number}/revoke"
    state(app).reauthenticate = lambda: False
    refused = reg.open(address, method=method, data={"reason": "Because."})
    assert "Sign in again first" in text_of(refused, 403)
    state(app).reauthenticate = lambda: ("Your password, please", 401)
    assert (
        text_of(reg.open(address, method=method, data={"reason": "Because."}), 401) == "Your password, please"
    )
    assert status_of(certified_here) == Status.VALID


def test_a_hostile_reason_is_text(certified_here: Certified, client_of: Sign) -> None:
    """T16."""
    reg, number = client_of("reg"), certified_here.row.number
    reason = '<script>alert(1)</script> {{7*7}} "><img src=x onerror=alert(1)>'
    reg.post(f"/certificates/{number}/suspend", data={"reason": reason})
    for who in HOLDER:
        page = text_of(client_of(who).get(f"/certificates/{number}"))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_a_new_certificate_after_a_revocation_is_offered_to_whoever_may_approve(
    certified_here: Certified, client_of: Sign
) -> None:
    certified_here.bring_to(Status.REVOKED)
    address = f"/certificates/{certified_here.row.number}"
    assert "Look at it for approval" in text_of(client_of("reg").get(address))
    assert "Look at it for approval" not in text_of(client_of("ana").get(address))


def test_every_file_that_is_kept_is_some_certificates(certified_here: Certified) -> None:
    """Nothing else is written where certificates lie."""
    names = {path.name for path in (certified_here.folder / "files").rglob("*") if path.is_file()}
    assert str(certified_here.row.file) in names
    assert all(Path(name).suffix == "" for name in names)
    assert services.unfinished(certified_here.school.db) == []
