"""Signing a certificate as a credential, in both forms, and checking each as a stranger would."""

import json
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ashilms.certificates.rules import Listed, Payload, credential_of, did_of, site_of
from ashilms.certificates.signing import SigningFailed, SigningKey
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.judging import judge
from ashilms.credentials.multibase import PublicKey, multikey
from ashilms.credentials.tokens import sign_token


@dataclass(frozen=True, slots=True)
class Signed:
    """A credential in its two forms: JSON with a proof inside, and a JWT."""

    document: str
    token: str


def sign_credential(
    payload: Payload, listed: Listed, key: SigningKey, proving: Ed25519PrivateKey, *, now: datetime
) -> Signed:
    """Return the certificate as a credential. Raises `SigningFailed` when our own check does not find it good."""
    said, did = credential_of(payload, listed), did_of(site_of(payload))
    method, other = f"{did}#{multikey(proving.public_key())}", f"{did}#{key.kid}"
    document = json.dumps(add_proof(said, proving, method, now=now), ensure_ascii=False)
    token = sign_token(said, key.private, other)
    signing = x509.load_der_x509_certificate(key.certificate).public_key()
    if not isinstance(signing, ec.EllipticCurvePublicKey):
        raise SigningFailed("The signing key is of no kind that signs credentials.")
    known: dict[str, PublicKey] = {method: proving.public_key(), other: signing}
    for form in (document, token):
        found = judge(form.encode(), now=now, issuers={did: known})
        if not found.authentic.answer or not found.issuer_known.answer:
            raise SigningFailed(f"The credential failed its own check: {found.authentic.why}")
    return Signed(document, token)
