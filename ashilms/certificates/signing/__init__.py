"""Sealing a PDF with a key and checking the seal: bytes in, bytes or an answer out; no database, no web."""

from ashilms.certificates.signing.apart import check_in_process
from ashilms.certificates.signing.checking import certificate_in, check_pdf, seal_of
from ashilms.certificates.signing.making import SigningKey, sign_pdf, try_authority
from ashilms.certificates.signing.seals import (
    ATTACHMENT,
    LARGEST,
    Authority,
    NoTimestamp,
    PdfCheck,
    Seal,
    SigningFailed,
    Stamp,
    kid_of,
)

__all__ = [
    "ATTACHMENT",
    "LARGEST",
    "Authority",
    "NoTimestamp",
    "PdfCheck",
    "Seal",
    "SigningFailed",
    "SigningKey",
    "Stamp",
    "certificate_in",
    "check_in_process",
    "check_pdf",
    "kid_of",
    "seal_of",
    "sign_pdf",
    "try_authority",
]
