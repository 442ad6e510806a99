"""How often somebody may try: limits on an address, on an account and on everybody, that lock nobody out.

The counts are those of a large package index that publishes them: ten wrong passwords in five minutes for an
account and for an address, a thousand for everybody; codes 5 in 5 minutes, 20 an hour, 50 a day; five resets a
day; three confirmation mails in six hours. A browser that has signed in to the account before is counted on
its own: whoever guesses from elsewhere uses up the account's tries, not those of its owner.
"""

import hashlib
from dataclasses import dataclass
from time import time

from limits import RateLimitItem, parse
from limits.strategies import RateLimiter

PASSWORD = parse("10 per 5 minutes")
PASSWORD_ALL = parse("1000 per 5 minutes")
CODE = (parse("5 per 5 minutes"), parse("20 per hour"), parse("50 per day"))
RESET = parse("5 per day")
RESET_ADDRESS = parse("20 per hour")
CONFIRM = parse("3 per 6 hours")
CONFIRM_ADDRESS = parse("20 per hour")

Window = tuple[RateLimitItem, tuple[str, ...]]


class Throttled(Exception):
    """Too many wrong tries; `wait` is the number of seconds after which another is taken."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Too many tries; another in {wait} s.")
        self.wait = wait


def hidden(value: str) -> str:
    """Return a name for a counter that tells nobody whose it is."""
    return hashlib.sha256(b"ashilms.throttle:" + value.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Guard:
    """Counts the tries at one thing in several windows at once."""

    limiter: RateLimiter
    windows: tuple[Window, ...]

    def refuse_spent(self) -> None:
        """Raise `Throttled` if one of the windows is full."""
        waits = [self._wait(item, ids) for item, ids in self.windows if not self.limiter.test(item, *ids)]
        if waits:
            raise Throttled(max(waits))

    def count(self) -> int:
        """Count a wrong try in every window and return how many are left."""
        for item, ids in self.windows:
            self.limiter.hit(item, *ids)
        return min(self.limiter.get_window_stats(item, *ids).remaining for item, ids in self.windows)

    def spend(self) -> None:
        """Count a try whatever comes of it; raises `Throttled` if one of the windows is full."""
        self.refuse_spent()
        self.count()

    def forget(self) -> None:
        """Start counting anew."""
        for item, ids in self.windows:
            self.limiter.clear(item, *ids)

    def _wait(self, item: RateLimitItem, ids: tuple[str, ...]) -> int:
        return max(1, int(self.limiter.get_window_stats(item, *ids).reset_time - time()) + 1)


def password_guard(limiter: RateLimiter, email: str, address: str, device: str | None) -> Guard:
    """Return what counts wrong passwords; `device` names a browser that this account has signed in on before."""
    if device is not None:
        return Guard(limiter, ((PASSWORD, ("password", "device", device)),))
    return Guard(
        limiter,
        (
            (PASSWORD, ("password", "address", address)),
            (PASSWORD, ("password", "account", hidden(email))),
            (PASSWORD_ALL, ("password", "everybody")),
        ),
    )


def code_guard(limiter: RateLimiter, user_id: int, device: str | None) -> Guard:
    """Return what counts wrong codes of a second factor."""
    who = ("code", "device", device) if device is not None else ("code", "user", str(user_id))
    return Guard(limiter, tuple((item, who) for item in CODE))


def mail_guard(limiter: RateLimiter, purpose: str, address: str) -> Guard:
    """Return what counts the mails that one network address asks for."""
    return Guard(
        limiter, ((RESET_ADDRESS if purpose == "reset" else CONFIRM_ADDRESS, (purpose, "address", address)),)
    )


def may_mail(limiter: RateLimiter, purpose: str, email: str) -> bool:
    """Count a mail of this purpose to this mailbox and return whether it may be sent; the answer shows nothing."""
    return limiter.hit(RESET if purpose == "reset" else CONFIRM, purpose, "mailbox", hidden(email))
