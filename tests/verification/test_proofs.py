"""Files that show a part of a certificate: what an employer is told of them, and what of the rest they are not."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status, new_number
from ashilms.courses.models import Milestone
from ashilms.courses.rules.gates import MODULE_COMPLETED
from ashilms.formats import day
from ashilms.programs import services as programs
from ashilms.programs.rules.showing import LARGEST, Worth
from ashilms.programs.rules.waivers import Sort
from ashilms.verification import services
from ashilms.verification.rules import ShownFinding
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import KINDS, PRINTED, text_of

pytestmark = pytest.mark.any_database
PAGE = (Path(__file__).parents[2] / "docs/proofs.md").read_text()
Sign = Callable[[str | None], FlaskClient]
File = dict[str, Any]
WHY = "Taught anatomy for ten years; her diploma was looked at."


def shown_by(held: Certified, *places: int) -> File:
    """Return the file that Ana takes."""
    data = certificates.show_leaves(
        held.school.db, held.school.cast.ana, held.row.number, places or (0,), now=NOW
    )
    held.school.db.commit()
    return json.loads(data)


def send(client: FlaskClient, data: bytes, *, at: int = 1) -> Any:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="proof"; filename="a.json"\r\n\r\n'
        + data
        + b"\r\n--x--\r\n"
    )
    return client.post(
        "/verify/proof", data=body, content_type="multipart/form-data; boundary=x",
        environ_base={"REMOTE_ADDR": f"192.0.2.{at}"},
    )  # fmt: skip


def check(held: Certified, file: File) -> ShownFinding:
    return services.check_proof(held.school.db, json.dumps(file).encode(), today=NOW.date())


def test_a_line_is_told_with_its_certificate_and_without_its_holder(
    certified_here: Certified, client_of: Sign
) -> None:
    """T29: what is shown, of which certificate, and until when; nobody's name, and no other line."""
    file = shown_by(certified_here, 1)
    school = certified_here.school
    frozen = certificates.get_proof(school.db, school.cast.ana, file["certificate"]).leaves
    page = text_of(send(client_of(None), json.dumps(file).encode()))
    shown, *others = frozen[1], *frozen[:1], *frozen[2:]
    until = certified_here.said.valid_until
    assert until is not None
    for said in (
        shown["title"], shown["have"], "As of 24 November 2026", certified_here.row.number,
        "The certificate is valid today", day(until),
    ):  # fmt: skip
        assert said in page
    for kept in (PRINTED, "Reis", shown["salt"], *(leaf["title"] for leaf in others)):
        assert kept not in page


def test_a_line_that_was_waived_is_told_as_waived(certified_here: Certified, client_of: Sign) -> None:
    """Nothing was proven of it, and whoever relies on it has to know; why it was waived is private."""
    school, cast = certified_here.school, certified_here.school.cast
    certified_here.bring_to(Status.REVOKED)
    done = delete(Milestone).where(Milestone.person_id == cast.ana.id, Milestone.ref == "m05")
    school.db.execute(done.where(Milestone.kind == MODULE_COMPLETED))
    wish = programs.Wish("learn-m05", Sort.EQUIVALENCE, WHY, NOW.date() + timedelta(days=30))
    programs.grant_waiver(school.db, cast.reg, cast.ana.id, school.program_id, wish, KINDS, now=NOW)
    number = school.certify().number
    leaves = certificates.get_proof(school.db, cast.ana, number).leaves
    place = [leaf["requirement"] for leaf in leaves].index("learn-m05")
    data = certificates.show_leaves(school.db, cast.ana, number, [place], now=NOW)
    school.db.commit()
    (line,) = services.check_proof(school.db, data, today=NOW.date()).lines
    assert line.waived == "Met by an equivalence until 24 December 2026"
    pages = [text_of(client_of(who).get(f"/certificates/{number}/proof")) for who in ("ana", "reg")]
    told = send(client_of(None), data).text
    assert ("al-bead--waived" in told, "al-bead--met" in told, line.waived in told) == (True, False, True)
    assert all(line.waived in page for page in pages)
    assert WHY not in told + data.decode()


CHANGES: dict[str, tuple[Callable[[File], Any], Worth, str]] = {
    "the leaf": (
        lambda file: file["shown"][0]["leaf"].update(have="99 h"), Worth.LEAF_CHANGED, "What it says was changed"),
    "the path": (
        lambda file: file["shown"][0]["path"].reverse(), Worth.PATH_CHANGED, "the hashes beside it were changed"),
    "the root": (lambda file: file.update(root="0" * 64), Worth.ROOT_UNKNOWN, "that number and that root"),
    "how many leaves": (lambda file: file.update(leaves=7), Worth.ROOT_UNKNOWN, "that number and that root"),
    "the number, to nobody's": (
        lambda file: file.update(certificate=new_number("BBM1", bytes(10))), Worth.OF_ANOTHER, "another certificate"),
    "number and root": (
        lambda file: file.update(certificate=new_number("BBM1", bytes(10)), root="0" * 64), Worth.ROOT_UNKNOWN,
        "that number and that root"),
    "all of it": (lambda file: file.clear(), Worth.UNREADABLE, "not a proof"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "worth", "says"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_told_and_nothing_of_it_is_shown(
    certified_here: Certified, client_of: Sign, change: Callable[[File], Any], worth: Worth, says: str
) -> None:
    file = shown_by(certified_here)
    leaf = dict(file["shown"][0]["leaf"])
    change(file)
    assert check(certified_here, file).worth is worth
    page = text_of(send(client_of(None), json.dumps(file).encode()), 422)
    assert "Not proven" in page
    assert says in page
    for kept in ("99 h", leaf["title"], leaf["have"], leaf["salt"]):
        assert kept not in page


def test_a_second_certificate_does_not_lend_its_lines_to_the_first(certified: Certified) -> None:
    school = certified.school
    certified.bring_to(Status.REVOKED)
    second = school.certify()
    first_file, second_file = (
        shown_by(certified),
        json.loads(certificates.show_leaves(school.db, school.cast.ana, second.number, [0], now=NOW)),
    )
    assert {check(certified, file).worth for file in (first_file, second_file)} == {Worth.HOLDS}
    swapped = {**first_file, "shown": second_file["shown"]}
    renamed = {**second_file, "certificate": first_file["certificate"]}
    assert {check(certified, file).worth for file in (swapped, renamed)} == {Worth.OF_ANOTHER}


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.SUSPENDED, "The certificate is not currently verified"),
        (Status.REVOKED, "It was withdrawn"),
    ],
)
def test_what_was_proven_is_shown_with_how_the_certificate_stands_today(
    certified_here: Certified, client_of: Sign, status: Status, says: str
) -> None:
    """T25: a file that was given away before says so, too."""
    file = shown_by(certified_here)
    certified_here.bring_to(status)
    found = check(certified_here, file)
    assert (found.worth, found.good) == (Worth.HOLDS, False)
    page = text_of(send(client_of(None), json.dumps(file).encode()))
    assert says in page
    assert "valid today" not in page


def test_a_number_that_was_never_finished_proves_nothing(certified: Certified) -> None:
    file = shown_by(certified)
    certified.school.db.execute(update(Certificate).values(status=Status.ISSUING))
    assert check(certified, file).worth is Worth.OF_ANOTHER
    assert check(certified, file).lines == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a proof"),
        (b"%PDF-1.7", "not a proof"),
        (b"{" * 5000, "not a proof"),
        (b" " * (LARGEST + 1), "larger than 256 KB"),
        (b'{"format": "ashilms-proof-1", "certificate": "<script>alert(1)</script>"}', "not a proof"),
    ],
)
def test_anything_else_gets_a_sentence(client_of: Sign, data: bytes, says: str) -> None:
    page = text_of(send(client_of(None), data), 422)
    assert says in page
    assert "<script>alert" not in page


def test_ten_files_a_minute_are_looked_at(client_of: Sign) -> None:
    """V2.4.1."""
    codes = [send(client_of(None), b"{}", at=9).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_page_that_says_how_to_check_one_without_us_is_right(certified: Certified) -> None:
    """What stands in docs/proofs.md is run as it stands there, against file and payload."""
    code = PAGE.partition("```python\n")[2].partition("```")[0]
    here: dict[str, Any] = {}
    exec(code, here)  # noqa: S102  # our own page
    last = shown_by(certified)["leaves"] - 1
    payload, whole = certified.row.payload.encode(), json.dumps(shown_by(certified, 0, last)).encode()
    assert here["holds"](whole, payload)
    changes: tuple[Callable[[File], Any], ...] = (
        lambda file: file["shown"][1]["leaf"].update(have="99 h"),
        lambda file: file["shown"][0]["path"].reverse(),
        lambda file: file.update(shown=[]),
        lambda file: file.update(certificate="BBM1-OTHER"),
        lambda file: file["shown"].append(file["shown"][1]),
        lambda file: file["shown"].reverse(),
        lambda file: file["shown"][1].update(place=1000),
    )
    for change in changes:
        file = json.loads(whole)
        change(file)
        assert not here["holds"](json.dumps(file).encode(), payload)
