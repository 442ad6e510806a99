"""Credentials as JSON Web Tokens (Open Badges 3.0, section 8.2): signed as ES256, read in whatever safe way."""

import base64
import json
from collections.abc import Mapping
from typing import Any, TypeGuard

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from ashilms.credentials.limits import LARGEST_TEXT, Unreadable
from ashilms.credentials.moments import moment_of
from ashilms.credentials.multibase import PublicKey
from ashilms.credentials.reading import read_json

_SMALLEST_RSA = 2048
_LARGEST_RSA = 8192
ALGORITHMS = ("ES256", "RS256", "Ed25519", "EdDSA")
"""What a token may say that it is signed with; the key alone decides which of them it can be."""


def sign_token(document: Mapping[str, Any], key: ec.EllipticCurvePrivateKey, method: str) -> str:
    """Return a credential as a JWT by `key`, which `method` (an address) names in the header."""
    claims = {**document, "iss": _issuer_of(document), "jti": document["id"]}
    for claim, name in (("nbf", "validFrom"), ("exp", "validUntil")):
        if name in document:
            claims[claim] = int(moment_of(document[name]).timestamp())
    head = {"alg": "ES256", "typ": "JWT", "kid": method}
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(head, payload, ECKey.import_key(key), algorithms=["ES256"])


def read_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of a JWT, whoever signed it. Raises `Unreadable`."""
    head, payload, _ = token.split(".")
    return read_json(_bytes(head)), read_json(_bytes(payload))


def credential_in(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credential that claims hold: under `vc`, as version 1 had it, else they are it themselves.

    Raises `Unreadable` where they hold one in both places: two readers would see two.
    """
    inside = claims.get("vc")
    if inside is None:
        return dict(claims)
    if not isinstance(inside, dict) or "credentialSubject" in claims:
        raise Unreadable("The token holds a credential in two places, or in none.")
    return dict(inside)


def agrees(claims: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """Return whether what the token says beside the credential fits what that says itself."""
    subject = document.get("credentialSubject")
    held = {
        "iss": _issuer_of(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }
    return all(claims[name] == value for name, value in held.items() if name in claims)


def token_holds(token: str, key: PublicKey) -> bool:
    """Return whether `key` signed the token. The algorithm is that of the key, whatever the token says.

    Without a signature (`none`) and with a shared secret (`HS256`), it does not hold.
    """
    taken, allowed = _jose(key)
    try:
        found = jws.deserialize_compact(token, taken, registry=_registry(allowed))
    except (BadSignatureError, JoseError, ValueError):
        return False
    return "crit" not in found.headers() and "b64" not in found.headers()


def key_in(head: Mapping[str, Any]) -> PublicKey | None:
    """Return the key that a header carries (`jwk`), if it carries one that may be used."""
    held = head.get("jwk")
    if not isinstance(held, dict) or "d" in held or "k" in held:
        return None
    for sort in (ECKey, RSAKey, OKPKey):
        try:
            key = sort.import_key(held).public_key
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if _fit(key):
            return key
    return None


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    """Return a public key as a JSON Web Key."""
    return {name: str(value) for name, value in ECKey.import_key(key).as_dict(private=False).items()}


def _registry(algorithms: list[str]) -> jws.JWSRegistry:
    """Return what the library goes by, with room for a key in the header and for a long credential."""
    registry = jws.JWSRegistry(algorithms=algorithms)
    registry.max_header_length, registry.max_payload_length = LARGEST_TEXT, LARGEST_TEXT
    registry.max_signature_length = 2 * _LARGEST_RSA // 8
    return registry


def _jose(key: PublicKey) -> tuple[Key, list[str]]:
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ECKey.import_key(key), ["ES256"]
    if isinstance(key, RSAPublicKey):
        return RSAKey.import_key(key), ["RS256"]
    return OKPKey.import_key(key), ["Ed25519", "EdDSA"]


def _fit(key: object) -> TypeGuard[PublicKey]:
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1)
    if isinstance(key, RSAPublicKey):
        return _SMALLEST_RSA <= key.key_size <= _LARGEST_RSA
    return isinstance(key, Ed25519PublicKey)


def _issuer_of(document: Mapping[str, Any]) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as problem:
        raise Unreadable("The token can't be read.") from problem
