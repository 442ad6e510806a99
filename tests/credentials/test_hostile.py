"""Files made to harm whoever looks at them: none is read, none raises, none takes long."""

import base64
import gzip
import json
import struct
import time
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashilms.credentials import linked, status_lists
from ashilms.credentials.answers import Fault
from ashilms.credentials.apart import judge_in_process
from ashilms.credentials.baking import NAMESPACE, PNG_MARK, from_png, from_svg, into_png, into_svg
from ashilms.credentials.judging import judge
from ashilms.credentials.limits import LARGEST, LARGEST_LIST, LARGEST_TEXT, Unreadable
from ashilms.credentials.multibase import base58, from_base58
from ashilms.credentials.reading import may_be_credential, read, read_json
from tests.credentials.conftest import KNOWN, METHOD, NOW, Make, written


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = PNG_MARK + HEAD + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
KEYWORD = b"openbadgecredential"
BAKED = chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0{}")
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def svg(inside: str, before: str = "") -> bytes:
    return (f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="{NAMESPACE}">{inside}</svg>').encode()


UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "text": b"hello",
    "a list": b"[]",
    "a name twice": b'{"issuer": "a", "issuer": "b"}',
    "no number": b'{"a": NaN}',
    "half a letter": b'{"a": "\\ud800"}',
    "nested deeply": b'{"a":' * 100_000,
    "nested thirty times": b'{"a":' * 30 + b"1" + b"}" * 30,
    "very many parts": json.dumps({"a": [1] * 5_000}).encode(),
    "very long": b'{"a": "' + b"x" * LARGEST_TEXT + b'"}',
    "very large": b" " * (LARGEST + 1),
    "not UTF-8": b'{"a": "\xff"}',
    "a token of no parts": b"aaaa.bbbb.cccc",
    "a PNG without one": PIXEL,
    "a PNG with two": PNG_MARK + HEAD + BAKED + BAKED,
    "a PNG cut off": (PNG_MARK + HEAD + BAKED)[:-9],
    "a PNG with a wrong sum": PNG_MARK + HEAD + BAKED[:-1] + b"\0",
    "a PNG with a wrong length": PNG_MARK + b"\xff\xff\xff\xff" + BAKED[4:],
    "a PNG in very many parts": PNG_MARK + chunk(b"tEXt", b"") * 5_000,
    "a PNG with a packed one": PNG_MARK + HEAD + chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"{}")),
    "an SVG without one": svg("<path/>"),
    "an SVG with two": svg("<o:credential>{}</o:credential>" * 2),
    "an SVG with an entity": svg("<o:credential>&a;</o:credential>", '<!DOCTYPE svg [<!ENTITY a "{}">]>'),
    "an SVG that asks for a file": svg("<o:credential>&a;</o:credential>", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "an SVG of laughs": svg("&b;", '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
    "an SVG with very many parts": svg("<g/>" * 21_000),
    "an SVG that breaks off": svg("<g>"),
    "an SVG with parts inside": svg("<o:credential><g/>{}</o:credential>"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_said_to_be_so_at_once(what: str) -> None:
    begun = time.process_time()
    found = judge(UNREADABLE[what], now=NOW, issuers=KNOWN)
    assert (found.fault, found.authentic.answer) == (Fault.UNREADABLE, False), found
    assert time.process_time() - begun < 2


def test_a_dtd_that_is_named_is_not_fetched(tmp_path: Any) -> None:
    (tmp_path / "svg.dtd").write_text('<!ENTITY a "leaked">')
    named = f'<!DOCTYPE svg SYSTEM "file://{tmp_path}/svg.dtd">'
    assert b"leaked" not in from_svg(svg("<o:credential>{&a;}</o:credential>", named))


def test_nothing_is_fetched() -> None:
    with pytest.raises(linked.UnknownContext):
        linked.read_context("https://www.w3.org/2018/credentials/v1")


def test_every_context_is_as_it_was_published(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in linked.PINNED:
        assert "@context" in linked.read_context(address)
    linked.read_context.cache_clear()
    monkeypatch.setitem(linked.PINNED, linked.OPEN_BADGES, (linked.PINNED[linked.OPEN_BADGES][0], "0" * 64))
    with pytest.raises(linked.UnknownContext, match="not as it was published"):
        linked.read_context(linked.OPEN_BADGES)
    linked.read_context.cache_clear()


def test_a_graph_that_takes_for_ever_is_given_up(plain: Make) -> None:
    """Putting these statements in order takes factorial time; the process has two seconds."""
    ring = [
        {"id": f"_:e{n}", "type": ["Evidence"], "audience": [{"id": f"_:e{m}"} for m in range(9) if m != n]}
        for n in range(9)
    ]
    proof = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
        "verificationMethod": METHOD, "proofValue": "z" + base58(bytes(64)),
    }  # fmt: skip
    begun = time.monotonic()
    found = judge_in_process(written(plain(evidence=ring, proof=proof)), now=NOW, issuers=KNOWN, seconds=3)
    assert found.authentic.answer is not True
    assert time.monotonic() - begun < 9


def packed(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits)).decode().rstrip("=")


def test_lists_that_are_none_are_refused() -> None:
    cut = packed(bytes(16_384))[:-8]
    for held in (
        None, 7, "", "u", "z11", "u????", packed(bytes(100)), packed(bytes(2 * LARGEST_LIST)), cut,
        packed(bytes(16_384)) + "A" * 20, "u" + base64.urlsafe_b64encode(zlib.compress(bytes(16_384))).decode(),
    ):  # fmt: skip
        with pytest.raises(status_lists.BadList):
            status_lists.is_set(held, 0)


def test_a_list_keeps_each_bit_in_its_place() -> None:
    places = {0, 7, 8, 9, 94_567, 131_071}
    held = status_lists.encode(places)
    assert {
        place for place in range(131_072) if place < 20 or place in places if status_lists.is_set(held, place)
    } == places
    with pytest.raises(status_lists.BadList):
        status_lists.is_set(held, 131_072)


def test_an_empty_list_is_short() -> None:
    assert len(status_lists.encode([])) < 100


def test_baking_into_a_picture_and_reading_gives_the_same(signed: dict[str, Any]) -> None:
    text = json.dumps(signed)
    assert from_png(into_png(PIXEL, text)).decode() == text
    assert from_png(into_png(into_png(PIXEL, "{}"), text)).decode() == text
    assert from_svg(into_svg(SVG, text).encode()).decode() == text
    assert from_svg(into_svg(SVG, '{"a": "]]>"}').encode()) == b'{"a": "]]>"}'
    assert read(into_svg(SVG, "aa.bb.cc").encode()).token == "aa.bb.cc"


def test_a_picture_that_was_saved_again_has_lost_its_credential(signed: dict[str, Any]) -> None:
    from io import BytesIO

    from PIL import Image

    again = BytesIO()
    Image.open(BytesIO(into_png(PIXEL, json.dumps(signed)))).save(again, "PNG")
    with pytest.raises(Unreadable, match="ask for the original"):
        from_png(again.getvalue())


def test_base58_keeps_what_it_is_given() -> None:
    for data in (b"", b"\0", b"\0\0\1", bytes(range(64))):
        assert from_base58(base58(data)) == data
    for text in ("0", "O", "z" * 201):
        with pytest.raises(ValueError, match=r"long|substring"):
            from_base58(text)


def test_what_is_no_credential_is_left_to_others(signed: dict[str, Any]) -> None:
    assert all(may_be_credential(data) for data in (written(signed), PIXEL, b"aa.bb.cc", SVG.encode()))
    assert not any(may_be_credential(data) for data in (b"%PDF-1.7", b'{"certificate": "BBM1-1"}', b""))


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for start in (b"", PNG_MARK, b"{", b"<svg", PNG_MARK + HEAD):
        assert judge(start + data, now=NOW, issuers=KNOWN).authentic.answer is not True


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "credentialStatus",
    "proof", "evidence",
]  # fmt: skip


@given(name=st.sampled_from(NAMES), value=JSON)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_value_in_any_place_makes_it_raise_or_pass(signed: dict[str, Any], name: str, value: Any) -> None:
    if value != [] and signed.get(name) != value:  # none of something is the same as nothing said of it
        assert judge(written(signed | {name: value}), now=NOW, issuers=KNOWN).authentic.answer is not True
    assert read_json(written({name: value})) == {name: value}
