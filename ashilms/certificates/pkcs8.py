"""A private key under a passphrase: PKCS#8 with scrypt (RFC 7914) and AES-256, as OpenSSL reads it.

The library's own encryption stretches a passphrase by 2,048 rounds of PBKDF2, which costs a guesser next to
nothing. Scrypt at the cost below takes a sixth of a second and 16 MiB for each guess.
"""

import os

from asn1crypto import core, pem
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

COST, BLOCK, LANES = 2**14, 8, 5
"""N, r and p: one of the equal settings of OWASP's password storage guide, with 16 MiB of memory, since
OpenSSL opens no key that needs more than 32."""
PrivateKey = ec.EllipticCurvePrivateKey | Ed25519PrivateKey
_PBES2, _SCRYPT, _AES_256_CBC = "1.2.840.113549.1.5.13", "1.3.6.1.4.1.11591.4.11", "2.16.840.1.101.3.4.1.42"


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]


class _Scrypt(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("salt", core.OctetString),
        ("cost", core.Integer),
        ("block", core.Integer),
        ("lanes", core.Integer),
    ]


class _Scheme(core.Sequence):  # type: ignore[misc]
    _fields = [("derivation", _Algorithm), ("encryption", _Algorithm)]


class _Encrypted(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("data", core.OctetString)]


def sealed_pem(private: PrivateKey, passphrase: str) -> bytes:
    """Return `private` as PEM that only `passphrase` opens."""
    salt, start = os.urandom(16), os.urandom(16)
    key = Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
    cost = _Scrypt({"salt": salt, "cost": COST, "block": BLOCK, "lanes": LANES})
    derivation = _Algorithm({"algorithm": _SCRYPT, "parameters": cost})
    encryption = _Algorithm({"algorithm": _AES_256_CBC, "parameters": core.OctetString(start)})
    scheme = _Scheme({"derivation": derivation, "encryption": encryption})
    algorithm = _Algorithm({"algorithm": _PBES2, "parameters": scheme})
    sealed = _Encrypted({"algorithm": algorithm, "data": _enciphered(private, key, start)})
    armoured: bytes = pem.armor("ENCRYPTED PRIVATE KEY", sealed.dump())
    return armoured


def _enciphered(private: PrivateKey, key: bytes, start: bytes) -> bytes:
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pad = padding.PKCS7(algorithms.AES.block_size).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return cipher.update(pad.update(plain) + pad.finalize()) + cipher.finalize()
