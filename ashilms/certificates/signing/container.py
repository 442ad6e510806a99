"""The signature's container: the CMS message that lies, in hexadecimal, in a gap of the signed bytes.

A signature cannot cover itself, so the gap is where a file can be changed with every library still content:
zeros after the message, small letters for capitals, another encoding of the same message. Here the message
is therefore taken apart and written anew from its signed parts, and from a timestamp where it has one (which
`tokens` says more of); the gap must hold that and nothing else.
"""

import binascii
import re
from dataclasses import dataclass, replace

from asn1crypto import cms, core, x509

from ashilms.certificates.signing.curves import low
from ashilms.certificates.signing.seals import LARGEST_ANSWER
from ashilms.certificates.signing.tokens import UNREADABLE, tidied

_HEX = re.compile(rb"[0-9a-fA-F]*")
_SET_TAG = b"\x31"
_STAMP = "signature_time_stamp_token"


class Malformed(ValueError):
    """The gap does not hold a CMS message with one signer and one certificate."""


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of a signature's message: who signed, what was signed, and the signature over it."""

    certificate: bytes
    signed_attributes: bytes
    """DER as it is signed: a SET OF, not the [0] that stands in the message."""
    message_digest: bytes
    signature: bytes
    token: bytes | None
    """The timestamp over the signature, if it has one."""
    exact: bool
    """Whether the gap holds the one form that we write: nothing in it could be changed unseen."""


def read_gap(gap: bytes) -> Container:
    """Return what the gap (from `<` to `>`) holds. Raises `Malformed` if it is no signature's message."""
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(digits) % 2 or not _HEX.fullmatch(digits):
        raise Malformed("no hexadecimal string between angle brackets")
    held = binascii.unhexlify(digits)
    try:
        message = held[: _length(held)]
    except IndexError as problem:
        raise Malformed("no signature's message") from problem
    found = read_message(message)
    exact = found.exact and not any(held[len(message) :]) and digits == digits.upper()
    has_room = len(held) - len(message) >= LARGEST_ANSWER
    exact = exact and not (has_room and found.token is None)  # where there is room, there was a timestamp
    return replace(found, exact=exact)


def read_message(message: bytes) -> Container:
    """Return what a message holds, and whether it is in the form that we write. Raises `Malformed` if it is none."""
    try:
        certificate, attributes, signature, token = _parts(message)
        digest = _message_digest(attributes)
        exact = (
            write_message(certificate, attributes, signature, token) == message
            and low(signature) == signature
        )
    except UNREADABLE as problem:
        raise Malformed("no signature's message") from problem
    exact = exact and (token is None or _is_tidy(token))
    return Container(certificate, attributes, digest, signature, token, exact)


def _is_tidy(token: bytes) -> bool:
    try:
        return tidied(token) == token
    except UNREADABLE:
        return False


def _length(held: bytes) -> int:
    """Return how long the first DER value is, its tag and length included."""
    if held[1] < 0x80:
        return 2 + held[1]
    size = held[1] & 0x7F
    return 2 + size + int.from_bytes(held[2 : 2 + size], "big")


def _parts(message: bytes) -> tuple[bytes, bytes, bytes, bytes | None]:
    signed = cms.ContentInfo.load(message, strict=True)["content"]
    [signer], [certificate] = signed["signer_infos"], signed["certificates"]
    attributes: bytes = signer["signed_attrs"].contents
    whole = cms.CMSAttributes.load(_SET_TAG + _der_length(len(attributes)) + attributes, strict=True)
    return certificate.chosen.dump(), whole.dump(), signer["signature"].contents, _token(signer)


def _token(signer: cms.SignerInfo) -> bytes | None:
    """Return the first timestamp beside the signature; whatever else is there shows when it is written anew."""
    for attribute in signer["unsigned_attrs"] or ():
        if attribute["type"].native == _STAMP:
            token: bytes = attribute["values"][0].dump()
            return token
    return None


def _der_length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def _message_digest(attributes: bytes) -> bytes:
    found = [a for a in cms.CMSAttributes.load(attributes) if a["type"].native == "message_digest"]
    [attribute] = found
    [value] = attribute["values"]
    digest: bytes = value.native
    return digest


def write_message(
    certificate: bytes, attributes: bytes, signature: bytes, token: bytes | None = None
) -> bytes:
    """Return the message as we write it: SHA-256, ECDSA, one certificate, one signer.

    Without a timestamp that is PAdES B-B, with one B-T.
    """
    holder = x509.Certificate.load(certificate)
    name = {"issuer": holder.issuer, "serial_number": holder.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
        "digest_algorithm": {"algorithm": "sha256", "parameters": core.Null()},
        "signed_attrs": cms.CMSAttributes.load(attributes),
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signature,
    }
    if token is not None:
        stamp = {"type": _STAMP, "values": [cms.ContentInfo.load(token)]}
        signer["unsigned_attrs"] = [cms.CMSAttribute(stamp)]
    signed = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256", "parameters": core.Null()}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [holder],
        "signer_infos": [signer],
    }
    written: bytes = cms.ContentInfo(
        {"content_type": "signed_data", "content": cms.SignedData(signed)}
    ).dump()
    return written
