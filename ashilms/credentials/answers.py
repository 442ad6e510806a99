"""What can be said of a credential: four answers with their reasons, and what is wrong with it, if anything is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ashilms.credentials.multibase import PublicKey

Issuers = Mapping[str, Mapping[str, PublicKey]]
"""The issuers that are known: by their id, their keys by the addresses that name them."""
Lists = Mapping[str, bytes]
"""Status lists at hand, by the addresses at which they are published."""


class Fault(StrEnum):
    """What is wrong with a credential, if anything is."""

    NONE = "none"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    """It is not built as the standards say."""
    UNDEFINED = "undefined"
    """It says something in words that no context defines, which no signature covers."""
    UNSIGNED = "unsigned"
    SIGNATURE = "bad signature"
    FOREIGN = "foreign key"
    """It names an issuer that is known, and is signed by a key that is not theirs."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: yes, no, or `None` where it could not be checked; and why."""

    answer: bool | None
    why: str


UNASKED = Said(None, "It means nothing while that isn’t so.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a credential is worth. `document` is what it says, which proves nothing unless `authentic` is yes.

    `token` is the JWT itself where it was one, `signer` the fingerprint of the key that signed it where that was
    checked.
    """

    fault: Fault
    authentic: Said
    in_date: Said = UNASKED
    stands: Said = UNASKED
    issuer_known: Said = UNASKED
    document: Mapping[str, Any] | None = None
    token: str | None = None
    signer: str | None = None


def issuer_id(document: Mapping[str, Any]) -> str:
    """Return how a credential names its issuer."""
    issuer = document.get("issuer")
    said = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return said if isinstance(said, str) else ""
