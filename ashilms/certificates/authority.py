"""Who vouches for the time of a signature, as the settings name them."""

import logging
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ashilms.certificates.signing import Authority
from ashilms.config import Settings
from ashilms.errors import Unavailable

log = logging.getLogger("ashilms.certificates")


class RootsUnreadable(Unavailable):
    """The file of those by whom a timestamp is trusted can't be read; `str()` says what to do."""


def authority_of(settings: Settings) -> Authority | None:
    """Return whom to ask for a timestamp; `None`: nobody. Raises `RootsUnreadable`."""
    if not settings.timestamp_url:
        return None
    return Authority(settings.timestamp_url, read_roots(settings))


def read_roots(settings: Settings) -> tuple[bytes, ...]:
    """Return the certificates (DER) by which a timestamp is trusted. Raises `RootsUnreadable`."""
    if not settings.timestamp_roots:
        return ()
    try:
        held = x509.load_pem_x509_certificates(Path(settings.timestamp_roots).read_bytes())
    except (OSError, ValueError) as problem:
        raise RootsUnreadable(
            f"No certificates can be read in {settings.timestamp_roots}. Put ASHILMS_TIMESTAMP_ROOTS right."
        ) from problem
    return tuple(one.public_bytes(Encoding.DER) for one in held)


def known_roots(settings: Settings) -> tuple[bytes, ...]:
    """Return the same for whoever checks: none where they can't be read, so that no timestamp is believed."""
    try:
        return read_roots(settings)
    except RootsUnreadable:
        log.exception("timestamps can't be checked", extra={"event": "timestamp_roots_unreadable"})
        return ()
