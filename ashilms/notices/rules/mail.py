"""What may stand in a mail's head, how a server is named, and when ends are told."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,189}")
LONGEST_SUBJECT = 200
BEFORE = (90, 60, 30, 7)
"""How many days before something ends whose it is is reminded."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: how it is reached and whether the way must be encrypted."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    """`whole` from the first byte, `start` must be begun before anything is said, `none` never."""
    authority: str | None = None
    """A file of certificates that the server is checked against, in the place of those this machine trusts."""


def one_line(value: str) -> str:
    """Return `value` with line ends and other control characters turned into spaces."""
    return _CONTROL.sub(" ", value).strip()


def mail_address(value: str) -> str:
    """Return `value` when it is one bare address; raises `ValueError` otherwise, line ends above all."""
    if _CONTROL.search(value) or not _ADDRESS.fullmatch(value):
        raise ValueError("That is not an e-mail address that mail can be sent to.")
    return value


def refuse_unsendable(smtp_url: str, sender: str) -> None:
    """Raise `ValueError` with a sentence for a server or a sender with which every mail would fail."""
    if smtp_url:
        read_server(smtp_url)
    try:
        mail_address(sender)
    except ValueError as problem:
        raise ValueError(
            f"ASHILMS_MAIL_FROM is {sender!r}; write one bare address, such as office@school.example."
        ) from problem


def read_server(url: str) -> Server:
    """Return the server that `smtp://user:password@host:587` or `smtps://…` names.

    Without `smtps`, encryption must be begun (STARTTLS) unless the server is this very machine; `?tls=none`
    says that the way is safe without, and `?ca=/path/to/authority.pem` whose certificates are taken. Raises
    `ValueError` for another scheme or no host.
    """
    parts = _parts_of(url)
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("ASHILMS_SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465.")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    bare = asked.get("tls") == "none" or parts.hostname in LOOPBACK
    tls = "whole" if parts.scheme == "smtps" else "none" if bare else "start"
    return Server(
        parts.hostname, parts.port or (465 if tls == "whole" else 587),
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None, tls, asked.get("ca"),
    )  # fmt: skip


def _parts_of(url: str) -> SplitResult | None:
    """Return an address in its parts, or `None`: what can't be split may be half of a password, and isn't repeated."""
    try:
        parts = urlsplit(url)
        return None if parts.port == 0 else parts
    except ValueError:
        return None


def span_of_ends(today: date) -> tuple[date, date]:
    """Return between which days ends what a reminder may be due of, wherever on earth its holder is."""
    return today - timedelta(days=1), today + timedelta(days=max(BEFORE) + 1)


def reminder_due(ends_on: date | None, today: date) -> int | None:
    """Return which reminder of an end is due, named by its days before it: the last whose day has come, or `None`.

    Whoever missed days sends the latest alone, and nothing once it has ended.
    """
    if ends_on is None:
        return None
    left = (ends_on - today).days
    return min((days for days in BEFORE if 0 <= left <= days), default=None)
