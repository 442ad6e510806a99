"""What tests of credentials share: an issuer with two keys, a credential of theirs, and its lists."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ashilms.credentials.answers import Issuers
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.linked import CREDENTIALS_V2, OPEN_BADGES
from ashilms.credentials.status_lists import PURPOSES, REVOCATION, entry, list_credential

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ISSUER = "did:web:school.example:training"
ED, EC = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), ec.derive_private_key(12345, ec.SECP256R1())
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
METHOD, TOKEN_METHOD = f"{ISSUER}#ed", f"{ISSUER}#ec"
KNOWN: Issuers = {ISSUER: {METHOD: ED.public_key(), TOKEN_METHOD: EC.public_key()}}
LISTS = {purpose: f"https://school.example/training/status/1/{purpose}" for purpose in PURPOSES}
PLACE = 94_567
Make = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def plain() -> Make:
    """Return a credential, not yet signed; keywords say what is different."""

    def make(**different: Any) -> dict[str, Any]:
        usual = {
            "@context": [CREDENTIALS_V2, OPEN_BADGES],
            "id": "https://school.example/training/c/abc",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Harbour School"},
            "validFrom": "2026-11-24T00:00:00Z",
            "validUntil": "2028-11-23T23:59:59Z",
            "name": "Level 1",
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": "Ana Reis",
                        "identityType": "name",
                    }
                ],
                "achievement": {
                    "id": "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                    "type": ["Achievement"],
                    "name": "Level 1",
                    "description": "one-foot posterior work",
                    "criteria": {"narrative": "Every requirement was met."},
                },
            },
            "credentialStatus": [entry(LISTS[purpose], purpose, PLACE) for purpose in PURPOSES],
        }
        return usual | different

    return make


@pytest.fixture(scope="session")
def signed(plain: Make) -> dict[str, Any]:
    """The credential with a proof."""
    return add_proof(plain(), ED, METHOD, now=NOW)


def lists(*, marked: str = "", now: datetime = NOW, key: Ed25519PrivateKey = ED) -> dict[str, bytes]:
    """Return both lists as published at `now`; `marked` is the purpose for which the credential's bit is set."""
    made = {
        address: list_credential(address, ISSUER, purpose, [7, PLACE] if purpose == marked else [7], now=now)
        for purpose, address in LISTS.items()
    }
    return {
        address: json.dumps(add_proof(one, key, METHOD, now=now)).encode() for address, one in made.items()
    }


def written(document: Any) -> bytes:
    """Return a credential as a file."""
    return json.dumps(document).encode()


__all__ = [
    "EC",
    "ED",
    "ISSUER",
    "KNOWN",
    "METHOD",
    "NOW",
    "OTHER",
    "PLACE",
    "REVOCATION",
    "TOKEN_METHOD",
    "lists",
]
