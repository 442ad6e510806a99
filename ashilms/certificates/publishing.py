"""What an issuer publishes for whoever checks a credential: its keys (did:web), and the lists of what was withdrawn."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from ashilms.certificates import keys, press, proof_keys, services
from ashilms.certificates.rules import did_of, list_address
from ashilms.config import Settings
from ashilms.credentials.answers import Issuers
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.multibase import PublicKey, multikey
from ashilms.credentials.status_lists import list_credential
from ashilms.credentials.tokens import jwk_of

VOUCHED = (keys.KeyState.ACTIVE, keys.KeyState.RETIRED)
"""Keys of which the school says that what they signed is its own: the one that signs, and those that did."""


def public_keys(folder: Path, *, states: Collection[keys.KeyState] = VOUCHED) -> dict[str, PublicKey]:
    """Return the school's public keys, old and new, by what names each in the document of an issuer."""
    found = dict[str, PublicKey]()
    for ref in keys.list_keys(folder):
        if ref.state not in states:
            continue
        signing = x509.load_der_x509_certificate(ref.certificate).public_key()
        if isinstance(signing, ec.EllipticCurvePublicKey):
            found[ref.kid] = signing
        if (proving := proof_keys.public_half(folder, ref.kid)) is not None:
            found[multikey(proving)] = proving
    return found


def known_issuers(settings: Settings, *sites: str, stolen: bool = False) -> Issuers:
    """Return us as the issuer who is known, under the name of each address that we have or had.

    With `stolen`, stolen keys are among its own: only for who then looks whether the school keeps what they signed.
    """
    named = public_keys(press.folder_of(settings), states=tuple(keys.KeyState) if stolen else VOUCHED)
    return {did: {f"{did}#{name}": key for name, key in named.items()} for did in map(did_of, sites)}


def did_document(settings: Settings, site: str) -> bytes:
    """Return the issuer's document as JSON: who it is, and the keys by which it may be known."""
    did, methods = did_of(site), list[dict[str, Any]]()
    for name, key in public_keys(press.folder_of(settings)).items():
        method = {"id": f"{did}#{name}", "controller": did}
        if isinstance(key, ec.EllipticCurvePublicKey):
            methods.append(method | {"type": "JsonWebKey", "publicKeyJwk": jwk_of(key)})
        else:
            methods.append(method | {"type": "Multikey", "publicKeyMultibase": name})
    document = {
        "@context": [
            "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }  # fmt: skip
    return json.dumps(document).encode()


def status_list(
    db: Session, settings: Settings, site: str, number: int, purpose: str, *, now: datetime
) -> bytes:
    """Return a status list as it is today, signed and dated.

    It is kept for the process until something on it changes, for an hour at most: it holds for a day, so 23 hours are
    left to whoever asks. Raises `Missing` for a list that
    there is not, and what keys raise.
    """
    places = tuple(services.marked_places(db, number, purpose))
    begun = now.replace(minute=0, second=0, microsecond=0)
    kid = press.ready_key(settings, now=now)
    return _signed(settings, site, number, purpose, places, begun, kid)


@lru_cache(maxsize=64)
def _signed(
    settings: Settings,
    site: str,
    number: int,
    purpose: str,
    places: tuple[int, ...],
    begun: datetime,
    kid: str,
) -> bytes:
    document = list_credential(list_address(site, number, purpose), did_of(site), purpose, places, now=begun)
    key = press.proving_key(settings, kid)
    method = f"{did_of(site)}#{multikey(key.public_key())}"
    return json.dumps(add_proof(document, key, method, now=begun)).encode()
