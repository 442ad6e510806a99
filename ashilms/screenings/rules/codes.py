"""Codes by which a supervisor signs on somebody else's device: from an authenticator, with or without a network.

They are those of RFC 6238 in the form that every authenticator shows: HMAC-SHA-1, six digits, half a minute.
"""

import hashlib
import hmac
from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pyotp

STEP, DIGITS = 30, 6
TRIES, REST = 5, timedelta(hours=1)
"""Wrong codes in a row, whoever tried them, after which an authenticator signs nothing for an hour.

Five tries an hour, each against three half minutes: somebody guesses one with a chance of 1 in 2,700 a day.
"""


def secret_of(key: str, person_id: int, salt: str) -> str:
    """Return the secret of one authenticator in base 32; `key` is the site's own, which signs its cookies."""
    about = f"ashilms.signing:{person_id}:{salt}"
    return b32encode(hmac.new(key.encode(), about.encode(), hashlib.sha256).digest()[:20]).decode()


def app_address(secret: str, name: str, issuer: str) -> str:
    """Return the `otpauth:` address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_of(moment: datetime) -> int:
    """Return the number of the half minute in which a moment lies."""
    return int(moment.astimezone(UTC).timestamp()) // STEP


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that an authenticator shows at that moment."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).at(step_of(moment) * STEP)


def find_step(secret: str, typed: str, moment: datetime) -> int | None:
    """Return in which half minute a code was shown: that of `moment`, or one before or after, as clocks differ."""
    bare = "".join(character for character in typed if character in "0123456789")
    codes = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    steps = [step_of(moment) + apart for apart in (0, -1, 1)]
    return next((step for step in steps if hmac.compare_digest(codes.at(step * STEP), bare)), None)
