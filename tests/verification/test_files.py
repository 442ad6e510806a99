"""Files that strangers bring: every forgery is found out, and nothing hostile gets more than a sentence."""

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from ashilms.certificates import keys
from ashilms.certificates.rules import Answer, FourAnswers, canonical
from ashilms.certificates.signing import ATTACHMENT, LARGEST, SigningKey, check_pdf, sign_pdf
from ashilms.verification import services
from ashilms.web import state
from tests.certificates import forgeries
from tests.certificates.conftest import make_key
from tests.certified import PASSPHRASE, Certified
from tests.conftest import NOW
from tests.schooling import text_of
from tests.verification.test_views import LOOK_ALIKES, TICK, answers, send, word

pytestmark = pytest.mark.any_database

Sign = Callable[[str | None], FlaskClient]
MEGABYTE = 2**20


@pytest.fixture
def employer(client_of: Sign, app: Flask) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return client_of(None)


@pytest.fixture(scope="module")
def stranger() -> SigningKey:
    """The key of somebody who calls themselves what the school is called."""
    return make_key("Harbour School of Bodywork")


def read(answer: Any, code: int = 200) -> tuple[str, list[str], str]:
    page = text_of(answer, code)
    return word(page), answers(page), page


# T23: a certificate that was changed


def flip(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def padded(pdf: bytes) -> bytes:
    message, room = forgeries.message_of(pdf)
    return forgeries.with_message(pdf, message, bytes(room - 1) + b"\x01")


FORGERIES: dict[str, tuple[Callable[[bytes, SigningKey], bytes], str]] = {
    "a byte of the page": (lambda pdf, _: flip(pdf, len(pdf) // 3), "was changed after it was signed"),
    "the padding in the container": (lambda pdf, _: padded(pdf), "container was changed after signing"),
    "the signature's other half": (
        lambda pdf, _: forgeries.other_half(pdf),
        "container was changed after signing",
    ),
    "an attribute beside the signature": (
        lambda pdf, _: forgeries.with_unsigned_attribute(pdf),
        "container was changed after signing",
    ),
    "a title, appended": (lambda pdf, _: forgeries.updated(pdf, forgeries.retitle), "Something was added"),
    "a drawing, appended": (lambda pdf, _: forgeries.updated(pdf, forgeries.overlay), "Something was added"),
    "an empty line at the end": (lambda pdf, _: pdf + b"\n", "Something was added"),
    "a second signature": (lambda pdf, key: forgeries.signed_again(pdf, key), "more than one signature"),
    "no signature any more": (lambda pdf, _: forgeries.saved_anew(pdf, forgeries.strip), "carries no signature"),
    "another payload": (
        lambda pdf, _: forgeries.saved_anew(pdf, forgeries.swap_attachment),
        "after it was signed",
    ),
    "a stranger's signature in its place": (
        lambda pdf, key: resigned(forgeries.saved_anew(pdf, forgeries.strip), key),
        "not with a key of this issuer",
    ),
    "a password": (
        lambda pdf, _: forgeries.saved_anew(
            pdf, forgeries.strip, encryption=pikepdf.Encryption(owner="o", user="u")
        ),
        "is encrypted",
    ),
    "half of it": (lambda pdf, _: pdf[: len(pdf) // 2], "can’t be read as a PDF"),
}  # fmt: skip


def resigned(unsigned: bytes, key: SigningKey) -> bytes:
    return sign_pdf(unsigned, key, reason="Issued", name="Harbour School of Bodywork", now=NOW)


def test_a_certificate_that_was_changed_is_found_out(
    certified_here: Certified, employer: FlaskClient, stranger: SigningKey
) -> None:
    """T23: a dozen ways to edit it, some of which a reader still calls valid."""
    for at, (what, (change, says)) in enumerate(FORGERIES.items()):
        said, four, page = read(send(employer, change(certified_here.pdf, stranger), at=at), 422)
        assert (said, TICK in four, says in page) == ("Not as issued", False, True), what
        assert certified_here.said.holder not in page  # what a forged file claims is not repeated


# T22: a certificate of a look-alike


def look_alike(pdf: bytes, host: str, key: SigningKey) -> bytes:
    """Return the certificate with `host` in the address that it sends an employer to, signed with `key`."""

    def change(inside: pikepdf.Pdf) -> None:
        forgeries.strip(inside)
        name = ATTACHMENT
        said = json.loads(inside.attachments[name].get_file().read_bytes())
        said["verify_url"] = said["verify_url"].replace("localhost", host)
        plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        inside.attachments[name] = pikepdf.AttachedFileSpec(inside, plain, filename=name)

    return resigned(forgeries.saved_anew(pdf, change), key)


HOSTS = [*LOOK_ALIKES, "l\u043ecalhost", "localhost\u2024example"]


def test_a_look_alike_s_certificate_is_refused(
    certified_here: Certified, employer: FlaskClient, stranger: SigningKey
) -> None:
    """T22, V9.1.3: the school's name is on it, its key is not; a key that a file brings along is not asked."""
    forged = look_alike(certified_here.pdf, HOSTS[0], stranger)
    said, four, page = read(send(employer, forged), 422)
    assert (said, four) == ("Not as issued", ["is-no", "is-unknown", "is-unknown", "is-no"])
    assert "not with a key of this issuer" in page


def test_no_look_alike_is_authentic_whoever_signed_it(
    certified_here: Certified, stranger: SigningKey
) -> None:
    """T22: homoglyphs, subdomains, user names before an @; what is authentic is the file that was issued."""
    key = keys.load(certified_here.folder / "keys", str(certified_here.row.key), PASSPHRASE)
    for host in HOSTS:
        for by, issuer in ((stranger, Answer.NO), (key, Answer.UNCHECKED)):
            forged = look_alike(certified_here.pdf, host, by)
            check = check_pdf(forged, certified_here.trusted)
            assert check.whole == (by is key)
            name = hashlib.sha256(forged).hexdigest()
            found = services.check_file(certified_here.school.db, check, name, today=NOW.date())
            answers = FourAnswers(Answer.NO, Answer.UNCHECKED, Answer.UNCHECKED, issuer)
            assert (found.verdict.answers, found.payload) == (answers, None), host


# No certificate at all


def bomb(megabytes: int) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = BytesIO()
    pdf.save(out)
    return forgeries.bomb(out.getvalue(), megabytes)


def nested(depth: int) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def looped() -> bytes:
    """A file whose cross-reference table says that the one before it is itself."""
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n"
    at = str(len(head)).encode()
    trailer = b"trailer<</Size 2/Root 1 0 R/Prev " + at + b">>\nstartxref\n" + at + b"\n%%EOF"
    return head + b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n" + trailer


NO_PDF = {
    "nothing": b"",
    "a text": b"This is a certificate, honestly.",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "an archive": b"PK\x03\x04" + bytes(200),
    "a program": b"\x7fELF" + bytes(200),
    "the first line of a PDF": b"%PDF-1.7\n",
    "a PDF behind something else": b"\n\n%PDF-1.7\n1 0 obj<<>>endobj\n",
    "brackets without end": nested(200_000),
    "a table that names itself": looped(),
    "noise after a PDF's first line": b"%PDF-1.7\n" + zlib.compress(bytes(range(256)) * 40, 9) * 50,
    "ranges by the thousand": b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]" * 50_000,
    "a range past the end": b"%PDF-1.7\n/ByteRange [0 9 9999999999 9999999999]",
    "a container that is no message": b"%PDF-1.7\n/ByteRange [0 50 60 20]" + b"<3080" + b"0" * 99 + b">" * 9,
}


def test_what_is_no_pdf_gets_a_sentence_and_a_4xx(employer: FlaskClient, certified_here: Certified) -> None:
    """T13, V5.2.2: whatever it is called and said to be, its content counts; it is named, and shown nowhere."""
    for at, (what, data) in enumerate(NO_PDF.items()):
        said, four, page = read(send(employer, data, at=at), 422)
        assert (said in ("Not as issued", "Could not check"), TICK in four) == (True, False), what
        assert "<script>alert" not in page


def test_a_file_that_unfolds_without_end_takes_no_more_than_its_limits(
    employer: FlaskClient, certified_here: Certified
) -> None:
    """T13, T14, V15.2.2: a few kilobytes that would fill more memory than the process that looks at them may have."""
    said, four, _page = read(send(employer, bomb(300)), 422)
    assert said in ("Not as issued", "Could not check")
    assert TICK not in four


def test_a_files_name_changes_nothing(employer: FlaskClient, certified_here: Certified) -> None:
    """T12: it is neither used nor shown."""
    for name in ("../../etc/passwd", 'a.pdf\\"; x=\\"', "<script>.pdf", "😀" * 100, "AUX.pdf"):
        said, _four, page = read(send(employer, certified_here.pdf, name))
        assert (said, name in page) == ("Valid", False), name
    unnamed = send(employer, certified_here.pdf, "")  # as a browser does where no file was chosen
    assert "Choose the PDF file first." in text_of(unnamed, 422)


@pytest.mark.parametrize("sent", [{}, {"pdf": "a text, not a file"}])
def test_a_form_without_a_file_is_told_so(employer: FlaskClient, sent: dict[str, Any]) -> None:
    answer = employer.post("/verify/pdf", data=sent, content_type="multipart/form-data")
    assert "Choose the PDF file first." in text_of(answer, 422)


def test_a_file_that_is_larger_than_any_certificate_is_refused(employer: FlaskClient) -> None:
    answer = send(employer, b"%PDF-1.7\n" + bytes(20 * MEGABYTE))
    assert "larger than this site takes" in text_of(answer, 413)


def test_a_site_that_takes_more_still_looks_at_no_more(app: Flask, certified_here: Certified) -> None:
    """Whatever it takes elsewhere: no certificate is as large."""
    current = state(app)
    current.settings = replace(current.settings, upload_mb=64)
    answer = send(app.test_client(), certified_here.pdf + bytes(LARGEST))
    said, four, page = read(answer, 413)
    assert (said, TICK in four) == ("Not as issued", False)
    assert "larger than any certificate is" in page


def test_nothing_that_is_brought_is_kept(
    employer: FlaskClient, certified_here: Certified, tmp_path: Path
) -> None:
    """T29, V5.3.1, V5.4.3: compared and forgotten, so that nothing of it is ever served, harmful or not."""
    before = {path: path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()}
    for pdf in (certified_here.pdf, flip(certified_here.pdf, 5000)):
        assert send(employer, pdf).status_code in (200, 422)
    assert {path: path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()} == before
    assert "your file isn’t kept" in text_of(employer.get("/verify"))


# When our own part of it is out of reach


@pytest.mark.parametrize("damage", ["unlink", "garble"])
def test_without_our_keys_nothing_is_checked_and_nothing_of_theirs_is_told(
    employer: FlaskClient, certified_here: Certified, damage: str
) -> None:
    """V16.5.1: where the keys lie, and what is wrong there, is told to the log alone."""
    for path in (certified_here.folder / "keys").glob("*.cert.pem"):
        path.unlink() if damage == "unlink" else path.write_text("no certificate")
    said, four, page = read(send(employer, certified_here.pdf), 503)
    assert (said, four) == ("Could not check", ["is-unknown"] * 4)
    assert str(certified_here.folder) not in page
    assert "couldn’t be checked just now" in page


def test_what_an_older_key_signed_is_checked_by_it(employer: FlaskClient, certified_here: Certified) -> None:
    """T26."""
    keys.create(certified_here.folder / "keys", PASSPHRASE, "Harbour School", NOW)
    said, four, _page = read(send(employer, certified_here.pdf))
    assert (said, four) == ("Valid", [TICK] * 4)


def test_the_file_carries_what_the_page_says(certified_here: Certified) -> None:
    check = check_pdf(certified_here.pdf, certified_here.trusted)
    assert check.payload == canonical(certified_here.said)
