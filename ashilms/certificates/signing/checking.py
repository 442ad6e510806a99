"""Checking: is this file, byte for byte, one that we signed? And if not, what became of it?

The first question is settled before anything is parsed as PDF: the one byte range must take in all of the
file but the gap, the bytes outside the gap must carry our signature, and the gap must hold that signature
in the one form in which we write it. What passes is ours whatever a PDF reader would make of it; only what
does not pass is parsed, to say why, and that belongs in a process with limits (`check_in_process`).
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ashilms.certificates.signing.container import Container, Malformed, read_gap
from ashilms.certificates.signing.pdf import Look, look_into
from ashilms.certificates.signing.seals import LARGEST, PdfCheck, Seal, Stamp, kid_of
from ashilms.certificates.signing.tokens import read_stamp

_MARK = re.compile(rb"/ByteRange\b")
_RANGE = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{0,99}\]"
)
SHORT = (MemoryError, ImportError, OSError)
"""What a lack of memory looks like, while a file is read or a library loaded: it says nothing about the file."""
_log = logging.getLogger(__name__)


def check_pdf(
    data: bytes, trusted: Sequence[bytes], *, roots: Sequence[bytes] = (), largest: int = LARGEST
) -> PdfCheck:
    """Return what became of the seal of `data`; `trusted` are our keys' certificates (DER), old and new.

    `roots` are those (DER) of whom we believe a timestamp.

    Never raises, whatever the bytes; takes no longer than reading the file twice for one that is WHOLE. For
    files of strangers use `check_in_process`.
    """
    if len(data) > largest:
        return PdfCheck(Seal.TOO_LARGE)
    try:
        found = _found(data, trusted, roots)
        look = look_into(data)
    except SHORT:
        return PdfCheck(Seal.UNCHECKED)
    except Exception:
        # Nothing that a stranger's file makes of a parser may reach the person who asks about it.
        _log.info("a file could not be read as a PDF", exc_info=True)
        return PdfCheck(Seal.UNREADABLE)
    return _answer(found, look)


def seal_of(data: bytes, trusted: Sequence[bytes]) -> Seal:
    """Return what the signature says of `data` without parsing it as a PDF: quick, and safe with any bytes."""
    return _found(data, trusted, ()).seal


def certificate_in(data: bytes) -> bytes | None:
    """Return the X.509 certificate (DER) that the one signature of `data` bears, whosever it is; `None`: none."""
    span = _span(data)
    if span is None or len(data) > LARGEST:
        return None
    try:
        return read_gap(data[span[0] : span[1]]).certificate
    except Malformed:
        return None


@dataclass(frozen=True, slots=True)
class _Found:
    seal: Seal
    kid: str | None = None
    stamp: Stamp | None = None


def _answer(found: _Found, look: Look) -> PdfCheck:
    if found.seal is Seal.WHOLE:
        return PdfCheck(Seal.WHOLE, kid=found.kid, payload=look.attachment, stamp=found.stamp)
    seal = Seal.ENCRYPTED if look.encrypted else found.seal
    if not look.readable and seal is Seal.UNSIGNED:
        seal = Seal.UNREADABLE
    return PdfCheck(seal, kid=found.kid, claims=look.attachment)


def _found(data: bytes, trusted: Sequence[bytes], roots: Sequence[bytes]) -> _Found:
    marks = _MARK.findall(data)
    if not data.startswith(b"%PDF-"):
        return _Found(Seal.UNREADABLE)
    if len(marks) != 1:
        return _Found(Seal.SEVERAL if marks else Seal.UNSIGNED)
    span = _span(data)
    if span is None:
        return _Found(Seal.PARTIAL)
    start, stop, end = span
    try:
        container = read_gap(data[start:stop])
    except Malformed:
        return _Found(Seal.BROKEN)
    found = _judged(container, data[:start] + data[stop:end], end < len(data), trusted)
    return _with_stamp(found, container, roots) if found.seal is Seal.WHOLE and container.token else found


def _span(data: bytes) -> tuple[int, int, int] | None:
    """Return where the gap starts and stops and where the signed bytes end, if the range is a proper one."""
    found = _RANGE.search(data)
    if not found:
        return None
    first, start, stop, rest = map(int, found.groups())
    if first != 0 or not 0 < start < stop < stop + rest <= len(data):
        return None
    return start, stop, stop + rest


def _judged(container: Container, signed: bytes, more: bool, trusted: Sequence[bytes]) -> _Found:
    if not trusted:
        return _Found(Seal.UNCHECKED)
    if container.certificate not in trusted:
        return _Found(Seal.FOREIGN)
    kid = kid_of(container.certificate)
    if not _signs(container, signed):
        return _Found(Seal.BROKEN, kid)
    if not container.exact:
        return _Found(Seal.PADDED, kid)
    return _Found(Seal.APPENDED if more else Seal.WHOLE, kid)


def _with_stamp(found: _Found, container: Container, roots: Sequence[bytes]) -> _Found:
    """Return what was found with what its timestamp is worth; one that is not of this signature was put there."""
    stamp = read_stamp(container.token or b"", hashlib.sha256(container.signature).digest(), roots)
    return replace(found, stamp=stamp) if stamp else replace(found, seal=Seal.PADDED)


def _signs(container: Container, signed: bytes) -> bool:
    if hashlib.sha256(signed).digest() != container.message_digest:
        return False
    key = x509.load_der_x509_certificate(container.certificate).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return False
    try:
        key.verify(container.signature, container.signed_attributes, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
