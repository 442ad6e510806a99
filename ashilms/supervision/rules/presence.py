"""Short-lived codes that prove that two people were in one place, and what a session's times say of them.

The codes are those of RFC 6238 with HMAC-SHA-256; the secret is one supervisor's on one day, and is kept nowhere.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pyotp

STEP = 30
"""Seconds after which a screen shows another code."""
DIGITS = 6
NEAR = timedelta(minutes=15)
"""How far from a session's start and end a code may have been put in and still prove it."""
NOTHING = "not proven"


def secret_of(key: str, supervisor_id: int, on: date) -> bytes:
    """Return the secret of one supervisor on one day; `key` is the site's own, which signs its cookies."""
    about = f"ashilms.presence:{supervisor_id}:{on.isoformat()}"
    return hmac.new(key.encode(), about.encode(), hashlib.sha256).digest()


def step_of(moment: datetime) -> int:
    """Return the number of the stretch of `STEP` seconds in which a moment lies."""
    return int(moment.astimezone(UTC).timestamp()) // STEP


def seconds_left(moment: datetime) -> int:
    """Return for how many seconds the code of this moment is shown."""
    return STEP - int(moment.timestamp()) % STEP


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a stretch (RFC 6238)."""
    codes = pyotp.TOTP(b32encode(secret).decode(), digits=DIGITS, digest=hashlib.sha256, interval=STEP)
    return codes.at(step * STEP)


def find_step(secret: bytes, typed: str, moment: datetime) -> int | None:
    """Return in which stretch a code was shown: this one or the one before, since typing takes its time."""
    bare = "".join(character for character in typed if character in "0123456789")
    for step in (step_of(moment), step_of(moment) - 1):
        if hmac.compare_digest(code_at(secret, step), bare):
            return step
    return None


def say_presence(moments: Iterable[datetime], starts: datetime, ends: datetime) -> str:
    """Return what codes put in at these moments prove of a session: its start and end, one of them, or nothing.

    One moment proves one thing: of a session that is shorter than half an hour, two are needed for both.
    """
    near = sorted(moments)
    first = next((moment for moment in near if abs(moment - starts) <= NEAR), None)
    last = next((moment for moment in reversed(near) if abs(moment - ends) <= NEAR and moment != first), None)
    if first and last:
        return "start and end"
    return "start only" if first else "end only" if last else NOTHING
