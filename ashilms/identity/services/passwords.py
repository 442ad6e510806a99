"""Hashing and checking passwords: slow by intent, so never more than a few at once and never in a write."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ashilms.errors import Unacceptable, Unavailable
from ashilms.identity.rules import LONGEST, USUAL, password_fault, words_about
from ashilms.identity.services.breached import is_breached
from ashilms.resources import PACKAGE

AT_ONCE = max(2, os.cpu_count() or 2)
PATIENCE = 5.0
"""Seconds that a request waits for its turn to hash."""

_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
"""Argon2id with the least OWASP asks for: 19 MiB, two passes, one lane; 21 ms here where it was measured."""

_turns = BoundedSemaphore(AT_ONCE)
_NOBODY = _hasher.hash(os.urandom(16).hex())
"""Checked when there is no user, so that an unknown address costs the same as a wrong password."""


@contextmanager
def hashing() -> Iterator[None]:
    """Wait for a turn to hash, as at most `AT_ONCE` do at a time; raises `Unavailable` when it takes too long."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable("Many people are signing in just now. Try again in a few seconds.")
    try:
        yield
    finally:
        _turns.release()


def make_hash(password: str) -> str:
    """Return what is stored of a password. Call it outside of a write: it takes its time."""
    with hashing():
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether `password` is the stored one, within a turn of `hashing`; the same work if none is stored."""
    real = stored is not None and len(password) <= LONGEST
    try:
        _hasher.verify(stored if real and stored else _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return real


def is_dated(stored: str) -> bool:
    """Return whether a stored hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def refuse_weak(
    password: str, *about: str, email: str, least: int = USUAL, breaches: str | None = None
) -> None:
    """Raise `Unacceptable` with the reason if `password` is no good for this person; `about` are their names.

    `breaches` names a file of passwords that were in a breach somewhere.
    """
    fault = password_fault(password, common=common_passwords(), words=words_about(email, *about), least=least)
    if fault:
        raise Unacceptable(fault, "password")
    if breaches and is_breached(password, Path(breaches)):
        raise Unacceptable(
            "That password was in a breach somewhere, so guessers have it. Choose another.", "password"
        )


@cache
def common_passwords() -> frozenset[str]:
    """Return the passwords that everybody tries: those of eight characters or more of two published lists."""
    lines = (PACKAGE / "identity" / "common-passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))
