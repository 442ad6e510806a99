"""The second factor: a code from an authenticator app, or one of ten recovery codes; each serves once."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.config import Settings
from ashilms.errors import Clash, Missing, Unavailable
from ashilms.identity.models import RecoveryCode, User
from ashilms.identity.rules import bare_code, digest
from ashilms.identity.services import sessions, users
from ashilms.identity.services.links import drop_links
from ashilms.notices.services import Render

STEP = 30
SKEW = 1
"""Steps by which a phone's clock may differ (ASVS 5.0.0, 6.5.5: 30 seconds, one step)."""

_NONCE = 12
"""Bytes of chance with which each secret is locked (NIST SP 800-38D, 8.2.2)."""

CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another."""

_LENGTH = 24
"""118 bits a code, so that a plain digest of it may be stored (ASVS 5.0.0, 6.5.2: 112 or more)."""


class Vault:
    """Keeps authenticator secrets encrypted (AES-256-GCM) under the key from the data folder."""

    def __init__(self, key: str) -> None:
        """Make the vault that `key`, any long text, opens."""
        stretch = HKDF(hashes.SHA256(), length=32, salt=None, info=b"ashilms.second-factor")
        self._cipher = AESGCM(stretch.derive(key.encode()))

    def lock(self, secret: str) -> bytes:
        """Return `secret` as it is stored: never the same twice, and in letters that a cookie may hold."""
        nonce = secrets.token_bytes(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), None))

    def open(self, stored: bytes) -> str:
        """Return the secret; raises `Unavailable` when it was locked by another key, or was changed since."""
        held = urlsafe_b64decode(stored)
        try:
            return self._cipher.decrypt(held[:_NONCE], held[_NONCE:], None).decode()
        except InvalidTag:
            raise Unavailable(
                "Your authenticator can't be checked here just now. Use a recovery code, or tell your school."
            ) from None


def new_secret() -> str:
    """Return a secret of 160 bits to be put into an authenticator; it counts after `set_up`."""
    return pyotp.random_base32()


def app_address(secret: str, email: str, issuer: str) -> str:
    """Return the `otpauth:` address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def set_up(
    db: Session, actor: Actor, user: User, secret: str, code: str, vault: Vault, *, now: datetime
) -> list[str] | None:
    """Turn the second factor on if `code` belongs to `secret`, and return the recovery codes; else `None`."""
    steps = _steps_of(secret, bare_code(code), now)
    if not steps or user.has_second_factor:
        return None
    user.secret, user.secret_at, user.last_step = vault.lock(secret), now, steps[0]
    codes = make_codes(db, user)
    drop_links(db, user.id)
    audit.record(db, actor, "identity.second-factor-on", f"user:{user.id}", now=now)
    return codes


def make_codes(db: Session, user: User) -> list[str]:
    """Return ten new recovery codes, the only time that they can be read; earlier ones serve no more."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(CODES)]
    db.add_all(RecoveryCode(user_id=user.id, hash=digest(code)) for code in codes)
    db.flush()
    return codes


def renew_codes(db: Session, actor: Actor, user: User, *, now: datetime) -> list[str]:
    """Return ten new recovery codes in the place of the earlier ones."""
    audit.record(db, actor, "identity.recovery-codes", f"user:{user.id}", now=now)
    return make_codes(db, user)


def codes_left(db: Session, user_id: int) -> int:
    """Return how many recovery codes a user still has."""
    return db.scalar(select(func.count()).where(RecoveryCode.user_id == user_id)) or 0


def take_code(db: Session, user: User, typed: str, vault: Vault, *, now: datetime) -> str | None:
    """Take a code and return what it was, `authenticator` or `recovery`; `None` if wrong or used before."""
    if not user.has_second_factor:
        return None
    code = bare_code(typed)
    if code.isdecimal() and len(code) == 6:
        return "authenticator" if _take_step(db, user, code, vault, now) else None
    mine = delete(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.hash == digest(code))
    return "recovery" if db.scalar(mine.returning(RecoveryCode.id)) is not None else None


def drop_second_factor(db: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """Forget a user's second factor and recovery codes."""
    user.secret = user.secret_at = user.last_step = None
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    drop_links(db, user.id)
    audit.record(db, actor, "identity.second-factor-off", f"user:{user.id}", now=now)


def take_off(
    db: Session, actor: Actor, email: str, *, settings: Settings, render: Render, now: datetime
) -> User:
    """Take the second step off for somebody who has lost phone and codes, and tell them; return who it was.

    Whoever calls this has made sure who is asking. Raises `Missing` when nobody has this address, and `Clash`
    when there is nothing to take off.
    """
    user = users.find_user(db, email)
    if user is None:
        raise Missing(f"Nobody signs in with {email!r}.")
    if not user.has_second_factor:
        raise Clash(f"{user.name} has no second step.")
    drop_second_factor(db, actor, user, now=now)
    sessions.end_sessions(db, user.id)
    what = "The second step was taken off your sign-in by the school."
    users.tell_of_change(db, user, what, settings=settings, render=render, now=now)
    return user


def _take_step(db: Session, user: User, code: str, vault: Vault, now: datetime) -> bool:
    """Take the step that `code` is for, unless it or a later one was taken; of several at once one gets it."""
    steps = _steps_of(vault.open(user.secret), code, now) if user.secret is not None else []
    if not steps:
        return False
    fresh = User.last_step.is_(None) | (User.last_step < steps[0])
    taken = update(User).where(User.id == user.id, fresh).values(last_step=steps[0])
    return db.scalar(taken.returning(User.id)) is not None


def _steps_of(secret: str, code: str, now: datetime) -> list[int]:
    totp, here = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    return [step for step in range(here - SKEW, here + SKEW + 1) if _equal(totp.generate_otp(step), code)]


def _equal(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())
