"""The key with which a device locks its drafts: worked out anew for whoever is signed in, and kept nowhere."""

import re
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ashilms.actor import Actor

LASTS = timedelta(hours=12)
"""How long a device may use a key before it has to ask again: a day's work, and no night."""
NAME = re.compile(r"[0-9A-Za-z_-]{22}")


def new_name() -> str:
    """Return the name of a new key: 128 bits of chance."""
    return secrets.token_urlsafe(16)


def make_key(secret: str, actor: Actor, name: str) -> bytes:
    """Return the 32 bytes of a person's key of that name; `secret` is the site's own, which signs its cookies.

    The same person gets the same bytes for a name, in whichever session; another person gets others.
    """
    about = f"ashilms.offline:{actor.id}:{name}".encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=about).derive(secret.encode())


def ends_at(now: datetime) -> datetime:
    """Return until when a key that is handed out now may be used."""
    return now + LASTS
