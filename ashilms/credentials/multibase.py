"""Keys as text: fingerprints, base58btc, and the prefixes of Multikey (Controlled Identifiers 1.0, section 2.2.2)."""

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | RSAPublicKey
"""The sorts of keys that a credential may be signed with here."""
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST = 200
"""Characters: reading takes time in the square of them; a signature has 88."""
_ED25519, _P256 = b"\xed\x01", b"\x80\x24"


def fingerprint(key: PublicKey) -> str:
    """Return the SHA-256 of a key, in hex: what it is known by, whatever names it."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def base58(data: bytes) -> str:
    """Return bytes in base58btc, without the letter z before it."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    """Return what base58btc holds. Raises `ValueError` for what is none, or is too long for a key or signature."""
    if len(text) > _LONGEST:
        raise ValueError("too long")
    number = 0
    for letter in text:
        number = number * 58 + _ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(key: Ed25519PublicKey) -> str:
    """Return an Ed25519 key as `z6Mk…`."""
    return "z" + base58(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def from_multikey(text: str) -> PublicKey:
    """Return the key that a Multikey names: Ed25519 or P-256. Raises `ValueError` for any other."""
    if not text.startswith("z"):
        raise ValueError("not in base58btc")
    held = from_base58(text[1:])
    kind, rest = held[:2], held[2:]
    if kind == _ED25519:
        return Ed25519PublicKey.from_public_bytes(rest)
    if kind == _P256:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), rest)
    raise ValueError("a key of a sort that is not known here")
