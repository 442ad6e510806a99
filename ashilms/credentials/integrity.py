"""Data Integrity proofs of the suite eddsa-rdfc-2022: a signature beside the credential that it is over."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ashilms.credentials.linked import statements
from ashilms.credentials.multibase import base58, from_base58

SUITE = "eddsa-rdfc-2022"


def add_proof(
    document: Mapping[str, Any], key: Ed25519PrivateKey, method: str, *, now: datetime
) -> dict[str, Any]:
    """Return `document` with a proof by `key`, which `method` (an address) names. The same input, the same bytes."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signed = key.sign(_digest(document, proof))
    return {**document, "proof": proof | {"proofValue": "z" + base58(signed)}}


def holds(document: Mapping[str, Any], proof: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Return whether one of a document's proofs is by `key` and over what the document says.

    Raises `UnknownContext` and `Undefined` as `linked.statements`.
    """
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    try:
        signature = from_base58(value[1:])
    except ValueError:
        return False
    bare = {name: part for name, part in document.items() if name != "proof"}
    digest = _digest(bare, {name: part for name, part in proof.items() if name != "proofValue"})
    try:
        key.verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def _digest(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return what is signed: the hash of the proof's own statements and that of the document's (section 3.3.4)."""
    context = document.get("@context")
    of_proof, of_document = statements(proof, context), statements(document, context)
    return hashlib.sha256(of_proof).digest() + hashlib.sha256(of_document).digest()
