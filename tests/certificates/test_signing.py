"""Signing a certificate and finding out what became of one: real signatures, real readers, real edits."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashilms.certificates.rules import canonical
from ashilms.certificates.signing import (
    LARGEST,
    Seal,
    SigningFailed,
    SigningKey,
    check_in_process,
    check_pdf,
    seal_of,
    sign_pdf,
)
from tests.certificates import forgeries
from tests.certificates.conftest import SIGNED_AT, Issued

Write = Callable[[str, bytes], Path]


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


class TestSigned:
    def test_a_signed_file_is_whole_and_carries_its_payload(self, issued: Issued) -> None:
        check = check_pdf(issued.signed, issued.trusted)
        assert (check.seal, check.kid) == (Seal.WHOLE, issued.key.kid)
        assert check.payload == canonical(issued.payload)
        assert check.claims is None

    def test_an_independent_reader_finds_it_valid_and_whole(self, issued: Issued, written: Write) -> None:
        said = said_by("pdfsig", "-nocert", written("signed.pdf", issued.signed))
        assert "Signature is Valid" in said
        assert "Total document signed" in said
        assert "ETSI.CAdES.detached" in said
        assert said.count("Signature #") == 1

    def test_the_signing_library_finds_it_valid_and_whole(self, issued: Issued) -> None:
        assert forgeries.library_finds_it_valid(issued.signed, issued.key.certificate) == (True, True)

    def test_its_structure_is_sound(self, issued: Issued, written: Write) -> None:
        said = said_by("qpdf", "--check", written("signed.pdf", issued.signed))
        assert "No syntax or stream encoding errors found" in said

    def test_it_certifies_and_allows_no_change(self, issued: Issued) -> None:
        tail = issued.signed[len(issued.unsigned) :]
        assert b"/DocMDP" in tail
        assert re.search(rb"/P 1\b", tail)
        assert b"/Rect [ 0 0 0 0 ]" in re.sub(rb"\s+", b" ", tail)

    def test_the_same_file_signed_again_has_the_same_bytes(self, issued: Issued) -> None:
        again = sign_pdf(
            issued.unsigned, issued.key, reason="Issued", name=issued.payload.provider.name, now=SIGNED_AT
        )
        assert again == issued.signed

    @pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n"])
    def test_what_is_no_pdf_is_not_signed(self, issued: Issued, data: bytes) -> None:
        with pytest.raises(SigningFailed):
            sign_pdf(data, issued.key, reason="Issued", name="School", now=SIGNED_AT)

    def test_what_is_signed_already_is_not_signed_again(self, issued: Issued) -> None:
        with pytest.raises(SigningFailed):
            sign_pdf(issued.signed, issued.key, reason="Issued", name="School", now=SIGNED_AT)


def test_a_certificate_signed_by_the_first_version_still_checks() -> None:
    """It was drawn and signed once, with a key that is gone: what was issued must stay whole for ever."""
    golden = Path(__file__).with_name("golden")
    certificate = (golden / "signed-1.der").read_bytes()
    check = check_pdf((golden / "signed-1.pdf").read_bytes(), [certificate])
    assert check.whole
    assert check.payload == (golden / "payload-1.json").read_bytes()


class TestEveryByte:
    """T23: no byte of a certificate can be changed unseen, wherever it lies."""

    def test_any_byte_of_the_container_changed_is_found(self, issued: Issued) -> None:
        """Padding included, which a library may call valid: here every one of them, each in two ways."""
        start, stop = forgeries.gap(issued.signed)
        for place in range(start, stop):
            for flip in (0x01, 0x20):
                assert seal_of(changed(issued.signed, place, flip), issued.trusted) is not Seal.WHOLE

    def test_any_byte_elsewhere_changed_is_found(self, issued: Issued) -> None:
        """Every 101st byte of the page, and every byte of what signing added: revision, range, trailer."""
        start, stop = forgeries.gap(issued.signed)
        places = {*range(0, len(issued.unsigned), 101), *range(len(issued.unsigned) - 40, start)}
        for place in sorted(places | set(range(stop, len(issued.signed)))):
            assert seal_of(changed(issued.signed, place, 0x01), issued.trusted) is not Seal.WHOLE

    def test_any_byte_left_out_or_doubled_is_found(self, issued: Issued) -> None:
        for place in range(0, len(issued.signed), 499):
            for middle in (b"", issued.signed[place : place + 1] * 2):
                data = issued.signed[:place] + middle + issued.signed[place + 1 :]
                assert seal_of(data, issued.trusted) is not Seal.WHOLE

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_the_full_check_says_so_as_well(self, issued: Issued, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(issued.signed) - 1))
        check = check_pdf(changed(issued.signed, place, data.draw(st.integers(1, 255))), issued.trusted)
        assert not check.whole
        assert check.payload is None

    @settings(max_examples=200, deadline=None)
    @given(st.binary(max_size=300))
    def test_no_bytes_make_the_check_fail(self, data: bytes) -> None:
        assert not check_pdf(data, []).whole
        assert not check_pdf(b"%PDF-1.7\n" + data + b"/ByteRange [0 5 9 4]" + data, [b""]).whole


def changed(data: bytes, place: int, flip: int) -> bytes:
    """Return `data` with some bits of one byte flipped."""
    return data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]


CASES: dict[str, tuple[Callable[["Case"], bytes], set[Seal]]] = {
    "a zero of the padding": (
        lambda c: forgeries.with_message(
            c.signed,
            forgeries.message_of(c.signed)[0],
            bytes(forgeries.message_of(c.signed)[1] - 1) + b"\x01",
        ),
        {Seal.PADDED},
    ),
    "the signature's other half": (lambda c: forgeries.other_half(c.signed), {Seal.PADDED}),
    "an attribute outside the signature": (
        lambda c: forgeries.with_unsigned_attribute(c.signed),
        {Seal.PADDED},
    ),
    "small letters in the container": (
        lambda c: re.sub(rb"<[0-9A-F]{1000,}>", lambda found: found[0].lower(), c.signed),
        {Seal.PADDED},
    ),
    "a line feed at the end": (lambda c: c.signed + b"\n", {Seal.APPENDED}),
    "another title, appended": (lambda c: forgeries.updated(c.signed, forgeries.retitle), {Seal.APPENDED}),
    "an overlay, appended": (lambda c: forgeries.updated(c.signed, forgeries.overlay), {Seal.APPENDED}),
    "a second signature": (lambda c: forgeries.signed_again(c.signed, c.stranger), {Seal.SEVERAL}),
    "a second signature of ours": (lambda c: forgeries.signed_again(c.signed, c.key), {Seal.SEVERAL}),
    "a self-made signature in our name": (lambda c: c.forged, {Seal.FOREIGN}),
    "that with our certificate": (
        lambda c: forgeries.with_certificate(c.forged, c.key.certificate),
        {Seal.BROKEN},
    ),
    "no signature": (lambda c: c.unsigned, {Seal.UNSIGNED}),
    "the signature taken off": (lambda c: forgeries.saved_anew(c.signed, forgeries.strip), {Seal.UNSIGNED}),
    "saved by an editor": (
        lambda c: forgeries.saved_anew(c.signed, lambda pdf: None),
        {Seal.BROKEN, Seal.PARTIAL},
    ),
    "the page put in from another file": (
        lambda c: forgeries.saved_anew(c.signed, forgeries.swap_page(c.unsigned)),
        {Seal.BROKEN, Seal.PARTIAL},
    ),
    "another payload attached": (
        lambda c: forgeries.saved_anew(c.signed, forgeries.swap_attachment),
        {Seal.BROKEN, Seal.PARTIAL},
    ),
    "encrypted": (
        lambda c: forgeries.saved_anew(
            c.signed, lambda pdf: None, encryption=forgeries.pikepdf.Encryption(owner="o", user="u")
        ),
        {Seal.ENCRYPTED},
    ),
    "cut short": (lambda c: c.signed[:-100], {Seal.PARTIAL}),
    "cut in half": (lambda c: c.signed[: len(c.signed) // 2], {Seal.UNSIGNED, Seal.UNREADABLE}),
    "one letter of the page": (lambda c: changed(c.signed, 30_000, 0x01), {Seal.BROKEN}),
    "a range that leaves the beginning out": (
        lambda c: c.signed.replace(b"/ByteRange [0 ", b"/ByteRange [9 "),
        {Seal.PARTIAL},
    ),
    "a range beyond the end": (
        lambda c: re.sub(rb"(/ByteRange \[0 \d+ \d+) \d+ *\]", rb"\1 99999999]", c.signed),
        {Seal.PARTIAL},
    ),
    "a range without end": (
        lambda c: re.sub(rb"/ByteRange \[0 [^\]]+\]", b"/ByteRange [0", c.signed),
        {Seal.PARTIAL},
    ),
    "two ranges": (lambda c: c.signed.replace(b"%%EOF", b"%/ByteRange\n%%EOF", 1), {Seal.SEVERAL}),
    "something before it": (lambda c: b"\n" + c.signed, {Seal.UNREADABLE}),
    "an empty file": (lambda c: b"", {Seal.UNREADABLE}),
    "a picture": (lambda c: b"\x89PNG\r\n\x1a\n" + bytes(100), {Seal.UNREADABLE}),
    "nothing but a head": (lambda c: b"%PDF-1.7\n%%EOF", {Seal.UNREADABLE}),
    "deeply nested": (lambda c: b"%PDF-1.7\n1 0 obj " + b"[" * 50_000 + b"\n%%EOF", {Seal.UNREADABLE}),
    "more than is looked at": (lambda c: b"%PDF-" + bytes(LARGEST), {Seal.TOO_LARGE}),
}


@dataclass(frozen=True)
class Case:
    """What forgers have in their hands."""

    unsigned: bytes
    signed: bytes
    key: SigningKey
    stranger: SigningKey
    forged: bytes


@pytest.fixture(scope="module")
def case(issued: Issued, stranger: SigningKey) -> Case:
    forged = sign_pdf(issued.unsigned, stranger, reason="Issued", name="Harbour School", now=SIGNED_AT)
    return Case(issued.unsigned, issued.signed, issued.key, stranger, forged)


class TestWhatBecameOfIt:
    """T22, T23, T24: each edit, accident and forgery is told apart from the others, and none is called whole."""

    @pytest.mark.parametrize("what", list(CASES))
    def test_it_is_told_what_became_of_a_file(self, what: str, case: Case) -> None:
        make, seals = CASES[what]
        data = make(case)
        assert data != case.signed
        check = check_pdf(data, [case.key.certificate])
        assert check.seal in seals
        assert check.payload is None
        assert check.sentence.endswith(".")

    def test_a_library_calls_some_of_them_valid(self, case: Case) -> None:
        """Why the container is compared with the one form that we write."""
        for what in ("a zero of the padding", "the signature's other half", "small letters in the container"):
            data = CASES[what][0](case)
            assert forgeries.library_finds_it_valid(data, case.key.certificate)[0], what

    def test_a_reader_calls_the_appended_one_valid(self, case: Case, written: Write) -> None:
        """Why "valid" alone is no answer."""
        data = CASES["another title, appended"][0](case)
        said = said_by("pdfsig", "-nocert", written("appended.pdf", data))
        assert "Signature is Valid" in said
        assert "Not total document signed" in said

    def test_the_claims_of_a_forged_file_are_kept_apart_from_a_payload(
        self, case: Case, issued: Issued
    ) -> None:
        check = check_pdf(case.forged, issued.trusted)
        assert (check.payload, check.claims) == (None, canonical(issued.payload))

    def test_an_old_key_still_tells_what_it_signed(self, case: Case, stranger: SigningKey) -> None:
        assert check_pdf(case.signed, [stranger.certificate, case.key.certificate]).kid == case.key.kid
        assert check_pdf(case.forged, [stranger.certificate, case.key.certificate]).kid == stranger.kid

    def test_without_a_certificate_at_hand_nothing_was_checked(self, case: Case) -> None:
        assert check_pdf(case.signed, []).seal is Seal.UNCHECKED


class TestApart:
    """T19: files that strangers bring are looked at in a process with limits."""

    def test_it_says_the_same_from_a_process_of_its_own(self, issued: Issued) -> None:
        assert check_in_process(issued.signed, issued.trusted) == check_pdf(issued.signed, issued.trusted)
        assert check_in_process(issued.unsigned, issued.trusted) == check_pdf(issued.unsigned, issued.trusted)

    def test_a_file_that_unfolds_without_end_is_answered(self, issued: Issued) -> None:
        data = forgeries.bomb(issued.unsigned, 250)
        assert len(data) < 500_000
        check = check_in_process(data, issued.trusted, megabytes=256)
        assert check.seal in (Seal.UNSIGNED, Seal.UNCHECKED)
        assert check.claims is None

    @pytest.mark.parametrize("limits", [{"megabytes": 20}, {"seconds": 0}])
    def test_out_of_time_or_memory_is_could_not_check(self, issued: Issued, limits: dict[str, int]) -> None:
        assert check_in_process(issued.signed, issued.trusted, **limits).seal is Seal.UNCHECKED

    def test_however_little_memory_there_is_a_whole_file_is_never_called_anything_else(
        self, issued: Issued
    ) -> None:
        """A machine that is short of it must not make somebody's certificate a forgery."""
        enough = []
        for megabytes in range(20, 200, 20):
            check = check_in_process(issued.signed, issued.trusted, megabytes=megabytes)
            assert check.seal in (Seal.WHOLE, Seal.UNCHECKED), megabytes
            assert check.payload == (canonical(issued.payload) if check.whole else None)
            enough.append(check.whole)
        assert (enough[0], enough[-1]) == (False, True)

    def test_what_is_too_large_is_not_handed_over(self, issued: Issued) -> None:
        assert check_in_process(bytes(101), issued.trusted, largest=100).seal is Seal.TOO_LARGE
