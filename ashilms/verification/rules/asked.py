"""What somebody asks with where a number is expected: a number, or an address that they copied from a certificate."""

from dataclasses import dataclass
from urllib.parse import urlsplit

_NEVER = frozenset(" \t\r\n<>'\"")
"""What stands in no address, and in much else that is typed."""
ELSEWHERE = (
    "That address is not of this site, however much it looks like it. A certificate whose code or link leads elsewhere "
    "is not checked here: don’t rely on it."
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was put in the place of a number."""

    ours: bool
    """Whether it begins exactly as this site's own do: nothing else is taken for it."""
    path: str = ""
    """What follows that, for one of ours."""

    @property
    def leads(self) -> tuple[str, str]:
        """What it leads to, a certificate's own link (`c`) or one that a holder shared (`s`), and the token in it."""
        place, _, token = self.path.partition("/")
        return place, token


def read_address(text: str, site: str) -> Address | None:
    """Return what address `text` is, or `None` where it is none; `site` is what ours begin with, a slash at the end.

    Compared sign by sign: another host that looks like ours (a Cyrillic o, a subdomain, a user's name before an @)
    is another host. Only capitals in the host are forgiven, and a scheme that nobody copied.
    """
    typed, ours = text.strip(), urlsplit(site)
    if not _is_like_one(typed) and not typed.lower().startswith(f"{ours.netloc.lower()}/"):
        return None
    try:
        parts = urlsplit(typed if "://" in typed else f"{ours.scheme}://{typed}")
    except ValueError:  # a bracket that is no IPv6 address
        return Address(ours=False)
    same = (parts.scheme, parts.netloc.lower()) == (ours.scheme, ours.netloc.lower())
    if not same or not parts.path.startswith(ours.path):
        return Address(ours=False)
    return Address(ours=True, path=parts.path.removeprefix(ours.path))


def _is_like_one(typed: str) -> bool:
    """Return whether a text is a scheme and what follows, or a host with a dot or a port in it and a path."""
    if not _NEVER.isdisjoint(typed):
        return False
    scheme, is_said, rest = typed.partition("://")
    if is_said and scheme and rest and scheme.replace("+", "").isalnum():
        return True
    host, slash, _ = typed.partition("/")
    return bool(slash) and not {".", ":"}.isdisjoint(host[1:-1])
