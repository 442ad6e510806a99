"""Bitstring status lists (W3C, version 1.0): a bit for each credential, so that nobody learns which is asked about."""

import base64
import gzip
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ashilms.credentials.limits import LARGEST_LIST
from ashilms.credentials.linked import CREDENTIALS_V2

SIZE = 131_072
"""Entries in a list: the least that the standard allows, so that one does not stand out among few."""
LASTS = timedelta(hours=24)
"""How long a list may be relied on; a copy from before a revocation says so by its date."""
REVOCATION, SUSPENSION = "revocation", "suspension"
PURPOSES = (REVOCATION, SUSPENSION)


class BadList(ValueError):
    """This is no status list of the kind that can be read here."""


def encode(places: Iterable[int]) -> str:
    """Return a list in which these bits are set: gzip, in base64url after the letter u; the same for the same bits."""
    bits = bytearray(SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_set(encoded: Any, place: int) -> bool:
    """Return whether a bit is set. Raises `BadList` for what is none, is too short or too long, or lacks the place."""
    bits = _decoded(encoded)
    if not 0 <= place < len(bits) * 8:
        raise BadList("The list has no such place.")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def _decoded(encoded: Any) -> bytes:
    if not isinstance(encoded, str) or not encoded.startswith("u"):
        raise BadList("The list is not in base64url.")
    text = encoded[1:]
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        opening = zlib.decompressobj(wbits=31)
        bits = opening.decompress(packed, LARGEST_LIST)
    except (ValueError, zlib.error) as problem:
        raise BadList("The list can't be unpacked.") from problem
    if not opening.eof or opening.unused_data:
        raise BadList("The list is longer than any that is read, or cut off.")
    if len(bits) * 8 < SIZE:
        raise BadList("The list is shorter than the standard allows.")
    return bits


def list_credential(
    address: str, issuer: str, purpose: str, places: Iterable[int], *, now: datetime
) -> dict[str, Any]:
    """Return a list, not yet signed, that holds from `now` on for a day."""
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(now),
        "validUntil": stamp(now + LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(places),
        },
    }


def entry(address: str, purpose: str, place: int) -> Mapping[str, str]:
    """Return what a credential says about where its status is told."""
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def stamp(moment: datetime) -> str:
    """Return a moment as credentials write it, to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
