"""Certificates in bulk: filled into a pattern, byte for byte what the full drawing gives, or drawn in full."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from ashilms.certificates.drawing import Render, certificate_pdf
from ashilms.certificates.rules import Payload, canonical, link_token, new_number
from ashilms.certificates.signing import SigningKey, check_pdf, making, sign_pdf
from ashilms.documents import pdf as drawing
from ashilms.documents.alike import Alike
from ashilms.documents.alike.lines import Unlike
from ashilms.documents.alike.pattern import Filled, Page, Pattern
from ashilms.documents.conformance import LookedAt, carries, find_flaws
from tests.certificates.conftest import SIGNED_AT, make_key, payload_of


def said(number: int, holder: str = "", **different: object) -> Payload:
    """Return what the certificate of another holder says."""
    seed = hashlib.sha256(b"%d" % number).digest()
    token = link_token(seed[:16])
    return replace(
        payload_of(), number=new_number("BBM1", seed[:10]), token=token, standing_digest=seed.hex(),
        verify_url=f"https://verify.example.org/c/{token}", holder=holder or f"Ana Reis {seed.hex()[:4].upper()}",
        **different,
    )  # fmt: skip


@contextmanager
def unknown() -> Iterator[Alike]:
    """Draw as a process does in which nothing was drawn yet."""
    drawing.warm_up(stylesheets=[], assets=drawing.Path())
    known = Alike()
    with patch.object(drawing._studio(), "alike", known):
        yield known


def in_full(payload: Payload, render: Render) -> bytes:
    with unknown():
        return certificate_pdf(payload, render)


@pytest.fixture
def key() -> SigningKey:
    """Return a key of its own."""
    return make_key("Harbour School")


@pytest.fixture(scope="module")
def bulk(render: Render) -> Iterator[Alike]:
    """A process that has drawn four certificates and trusts the pattern that came of them."""
    with unknown() as known:
        drawn = [certificate_pdf(said(number), render) for number in range(4)]
        assert [isinstance(file, LookedAt) for file in drawn] == [False, False, True, True]
        yield known


@pytest.mark.parametrize(
    "holder",
    [
        "Bea Okafor", "Émile Lefèvre", "Łukasz Krížová", "Gül Şahin-Ødegård", "Sinéad O’Brien", "fi ffi AVA Te",
        "<b>Ana</b> & Co", "a) Tj (b\\", "--> ]] >> endstream", "{{ 7*7 }} ${x} %00", "Ana 0x <0000>",
    ],
)  # fmt: skip
def test_a_page_filled_in_is_the_one_drawn_in_full_to_the_byte(
    bulk: Alike, render: Render, holder: str
) -> None:
    payload = said(10, holder)
    drawn = certificate_pdf(payload, render)
    assert isinstance(drawn, LookedAt)
    assert drawn == in_full(payload, render)
    assert carries(drawn, canonical(payload))
    assert not find_flaws(drawn)


def test_it_is_trusted_only_where_it_was_seen_to_be_right(bulk: Alike, render: Render) -> None:
    later = [said(number, completed_on=date(2026, 11, 10 + number % 9)) for number in range(20, 23)]
    drawn = [certificate_pdf(payload, render) for payload in later]
    assert [isinstance(file, LookedAt) for file in drawn] == [False, True, True]
    assert drawn == [in_full(payload, render) for payload in later]


@pytest.mark.parametrize(
    "holder",
    [
        "محمد",  # runs the other way
        "Ana X̂ Reis",  # letters with marks on them
        "Ελένη Παππά",  # another font
        "Bartholomew Alexander Fitzgerald-Montgomery Krishnamurthy von und zu Wolfenstein-Hohenzollern",  # lines
    ],
)  # fmt: skip
def test_what_does_not_fit_is_drawn_in_full(bulk: Alike, render: Render, holder: str) -> None:
    payload = said(30, holder)
    try:
        expected = in_full(payload, render)
    except Exception as refused:
        with pytest.raises(type(refused)):
            certificate_pdf(payload, render)
        return
    drawn = certificate_pdf(payload, render)
    assert not isinstance(drawn, LookedAt)
    assert drawn == expected


@pytest.mark.parametrize("problem", [Unlike("that is how it is"), AttributeError("an inner part changed")])
def test_where_filling_in_fails_nobody_notices(
    render: Render, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def fails(_self: Pattern, _page: Page) -> Filled:
        raise problem

    with unknown():
        for number in range(2):
            certificate_pdf(said(number), render)
        monkeypatch.setattr(Pattern, "fill", fails)
        drawn = certificate_pdf(said(40), render)
    assert not isinstance(drawn, LookedAt)
    assert drawn == in_full(said(40), render)


def test_a_pattern_that_comes_out_otherwise_is_given_up(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = Pattern.fill

    def fill_others_wrongly(self: Pattern, page: Page) -> Filled:
        filled = fill(self, page)
        return replace(filled, file=b"%PDF-1.7 of another") if filled.where else filled

    monkeypatch.setattr(Pattern, "fill", fill_others_wrongly)
    with unknown():
        drawn = [certificate_pdf(said(number), render) for number in range(4)]
    assert drawn == [in_full(said(number), render) for number in range(4)]


def test_codes_of_two_sizes_are_of_two_kinds(render: Render) -> None:
    """Else every certificate with one that the pattern has not would be drawn in full."""
    longer = "https://verify.school-of-bodywork-at-the-harbour.example.org/c/"
    mixed = [said(number) for number in range(8)]
    mixed = [
        replace(payload, verify_url=longer + payload.token) if number % 2 else payload
        for number, payload in enumerate(mixed)
    ]
    with unknown():
        drawn = [certificate_pdf(payload, render) for payload in mixed]
    assert [isinstance(file, LookedAt) for file in drawn] == [False] * 4 + [True] * 4
    assert drawn == [in_full(payload, render) for payload in mixed]


def test_a_flaw_in_the_first_makes_no_pattern(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ashilms.documents.alike.pattern.find_flaws", lambda _pdf: ["A letter has no glyph."])
    with unknown():
        drawn = [certificate_pdf(said(number), render) for number in range(5)]
    assert not any(isinstance(file, LookedAt) for file in drawn)


def test_a_seal_on_one_that_was_filled_in_is_whole(bulk: Alike, render: Render, key: SigningKey) -> None:
    payload = said(50)
    signed = sign_pdf(certificate_pdf(payload, render), key, reason="R", name="N", now=SIGNED_AT)
    check = check_pdf(signed, [key.certificate])
    assert check.whole
    assert check.payload == canonical(payload)
    assert not find_flaws(signed)


def test_a_message_is_the_one_that_pyhanko_makes(key: SigningKey) -> None:
    for number in range(5):
        digest = hashlib.sha256(b"document %d" % number).digest()
        assert making._message(key, digest) == making._message_in_full(key, digest)
    assert making._attributes(key.certificate, key)


def test_where_it_is_another_pyhanko_makes_them_all(key: SigningKey, monkeypatch: pytest.MonkeyPatch) -> None:
    making._attributes.cache_clear()
    monkeypatch.setattr(making, "write_message", lambda *_: b"another")
    digest = bytes(32)
    assert making._message(key, digest) == making._message_in_full(key, digest)
    making._attributes.cache_clear()
