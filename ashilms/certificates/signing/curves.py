"""The two forms of an ECDSA signature: for every (r, s), (r, n - s) is one as well. We write and take the lower."""

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ORDERS = {
    "secp256r1": P256_ORDER,
    "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
"""The order n of each curve that signs here or vouches for a time (SP 800-186, 3.2.1)."""


def low(signature: bytes, curve: str = "secp256r1") -> bytes:
    """Return the ECDSA signature in the one of its two forms whose s is the smaller, DER encoded.

    Raises `ValueError` for what is no signature, or of another curve.
    """
    if curve not in ORDERS:
        raise ValueError(f"{curve} is no curve that we take")
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, ORDERS[curve] - s))
