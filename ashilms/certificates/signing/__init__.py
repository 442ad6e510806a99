"""Sealing a PDF with a key and checking the seal: bytes in, bytes or an answer out; no database, no web."""

from ashilms.certificates.signing.apart import check_in_process
from ashilms.certificates.signing.checking import check_pdf, seal_of
from ashilms.certificates.signing.making import SigningFailed, SigningKey, sign_pdf
from ashilms.certificates.signing.seals import ATTACHMENT, LARGEST, PdfCheck, Seal, kid_of

__all__ = [
    "ATTACHMENT",
    "LARGEST",
    "PdfCheck",
    "Seal",
    "SigningFailed",
    "SigningKey",
    "check_in_process",
    "check_pdf",
    "kid_of",
    "seal_of",
    "sign_pdf",
]
