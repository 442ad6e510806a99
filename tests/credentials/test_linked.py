"""The statements of a document: to the byte those of PyLD as it comes, whatever is kept between documents."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from ashilms.certificates.rules import Listed, Provider, credential_of
from ashilms.credentials import expanding, linked
from ashilms.credentials.integrity import SUITE
from tests.certificates.conftest import payload_of
from tests.credentials.conftest import METHOD, Make

PUBLISHED = Path(__file__).parent / "ob3"
THEIRS = ("simple.json", "simple-err-expired.json", "bitstring-credential-status-revoked.json")
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": SUITE,
    "created": "2026-11-30T12:00:00Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
}
CERTIFICATES: dict[str, dict[str, Any]] = {
    "one as usual": {},
    "one without an end": {"valid_until": None},
    "one in other letters": {"holder": "Łukasz 王 O’Brien", "scope": 'feet \U0001f9b6, "both"; a\\b.'},
    "one of a school that has no mail": {"provider": Provider("School", "1 Quay Street", "+31 20 555")},
}


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test with nothing kept."""
    for name in ("_processor", "_statements"):
        monkeypatch.setattr(linked, name, cache(getattr(linked, name).__wrapped__))


def by_pyld(document: dict[str, Any], context: Any) -> bytes:
    """Return what PyLD says, used as its documentation says, with nothing of ours but the contexts."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": linked._load}
    return str(jsonld.normalize({**document, "@context": context}, options)).encode()


def documents() -> dict[str, dict[str, Any]]:
    """Return documents of many shapes: our certificates, one of each sort that others published, a proof."""
    ours = {name: credential_of(payload_of(**said), Listed(1, 7)) for name, said in CERTIFICATES.items()}
    found = {name: json.loads((PUBLISHED / name).read_bytes()) for name in THEIRS}
    theirs = {
        name: {part: held for part, held in one.items() if part != "proof"} for name, one in found.items()
    }
    return {**ours, **theirs, "a proof": {**PROOF, "@context": ours["one as usual"]["@context"]}}


def test_they_are_those_of_pyld_cold_and_warm() -> None:
    said = {name: by_pyld(one, one["@context"]) for name, one in documents().items()}
    assert all(count > 3 for count in (one.count(b"\n") for one in said.values()))
    for _ in "cold", "warm":
        linked._statements.cache_clear()
        assert {name: linked.statements(one, one["@context"]) for name, one in documents().items()} == said


def test_the_order_of_contexts_is_told_apart(plain: Make) -> None:
    """Which words are defined depends on it, so what is kept for one order says nothing of another."""
    credential = plain()
    for more in (
        ["https://w3id.org/security/data-integrity/v2"],
        ["https://w3id.org/security/multikey/v1"],
        [],
    ):
        for context in (
            [linked.CREDENTIALS_V2, *more, linked.OPEN_BADGES],
            [linked.CREDENTIALS_V2, linked.OPEN_BADGES, *more],
        ):
            assert linked.statements(credential, context) == by_pyld(credential, context)
    with pytest.raises(linked.Undefined):
        linked.statements(credential, [linked.CREDENTIALS_V2])


def test_a_second_document_of_a_shape_needs_nothing_new(plain: Make) -> None:
    """If PyLD comes to call its methods otherwise, nothing is kept: right, but slow."""
    linked.statements(plain(), plain()["@context"])
    kept = linked._processor()
    before = [*kept._meanings], [*kept._inverses]
    assert all(before)
    linked.statements(plain(name="Another"), plain()["@context"])
    assert ([*kept._meanings], [*kept._inverses]) == before


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expanding, "MOST_KEPT", 3)
    for one in documents().values():
        assert linked.statements(one, one["@context"]) == by_pyld(one, one["@context"])
    assert len(linked._processor()._meanings) <= 3


def test_values_that_python_holds_for_equal_are_told_apart(plain: Make) -> None:
    def said(hashed: object) -> bytes:
        named = {
            "type": "IdentityObject", "hashed": hashed, "identityHash": "Ana", "identityType": "name",
        }  # fmt: skip
        one = plain(credentialSubject={"type": ["AchievementSubject"], "identifier": [named]})
        return linked.statements(one, one["@context"])

    assert b'"true"' in said(True)
    assert b'"true"' not in said(1)
