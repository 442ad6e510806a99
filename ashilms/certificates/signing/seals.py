"""What a check of a PDF's seal can find, and the names that signing and checking share."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

ATTACHMENT = "payload.json"
"""The attached file that holds the payload's canonical form."""
LARGEST = 20 * 1024 * 1024
"""No more bytes than this are looked at; a certificate has about 100,000."""


LARGEST_ANSWER = 16 * 1024
"""No more bytes than this are taken from a time-stamping authority; 1,500 to 9,000 are usual."""


class SigningFailed(RuntimeError):
    """The file can't be signed, or our own check of it did not find it whole: it must not be given out."""


class NoTimestamp(SigningFailed):
    """The authority that is to vouch for the time did not, or not for this; it is asked again later."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who vouches for times (RFC 3161): its address, user and password within, and who vouches for it (DER)."""

    address: str = field(repr=False)
    roots: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, at the latest, a signature was there, and who vouches for that; `None`: nobody whom we know."""

    at: datetime | None = None
    by: str = ""


class Seal(StrEnum):
    """What became of a PDF's signature. WHOLE is the only good one."""

    WHOLE = "whole"
    """Ours, and every byte of the file is as we signed it."""
    UNSIGNED = "unsigned"
    FOREIGN = "foreign"
    """Signed with a certificate that is not one of ours, whatever name it bears."""
    BROKEN = "broken"
    """Signed by us, and bytes were changed since."""
    APPENDED = "appended"
    """Signed by us and whole up to where something was added after."""
    SEVERAL = "several"
    """More than one signature: we sign once."""
    PADDED = "padded"
    """The signed bytes are ours, but not those of the signature's own container."""
    PARTIAL = "partial"
    """The signature leaves out part of the file."""
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too large"
    UNCHECKED = "could not check"
    """No certificate of ours was at hand, or the check ran out of time or memory."""


SENTENCES = {
    Seal.WHOLE: "The file is exactly as it was signed.",
    Seal.UNSIGNED: "The file carries no signature. A copy printed to PDF loses it; ask for the original.",
    Seal.FOREIGN: "The file is signed, but not with a key of this issuer.",
    Seal.BROKEN: "The file was changed after it was signed.",
    Seal.APPENDED: "Something was added to the file after it was signed.",
    Seal.SEVERAL: "The file carries more than one signature; this issuer signs once.",
    Seal.PADDED: "The signature's container was changed after signing.",
    Seal.PARTIAL: "The signature doesn't cover the whole file.",
    Seal.ENCRYPTED: "The file is encrypted, so its contents can't be checked. Certificates never are.",
    Seal.UNREADABLE: "The file can't be read as a PDF.",
    Seal.TOO_LARGE: "The file is larger than any certificate is, and wasn't looked at.",
    Seal.UNCHECKED: "The file couldn't be checked just now. Try again, or check by number and surname.",
}


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """What was found. `payload` is only ever set for a WHOLE file; `claims` is what any other one carries.

    `kid` names the key of ours that signed, where one did. Neither `claims` nor `kid` of a file that is not
    WHOLE proves anything.
    """

    seal: Seal
    kid: str | None = None
    payload: bytes | None = None
    claims: bytes | None = None
    stamp: Stamp | None = None
    """The timestamp in a WHOLE file, if it has one."""

    @property
    def whole(self) -> bool:
        """Whether this is byte for byte what we signed."""
        return self.seal is Seal.WHOLE

    @property
    def sentence(self) -> str:
        """What was found, as a plain sentence for whoever asked."""
        return SENTENCES[self.seal]


def kid_of(certificate: bytes) -> str:
    """Return the short name of the key whose X.509 certificate (DER) this is: 16 hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()[:16]
