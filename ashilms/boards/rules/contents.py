"""What a certificate would say to one board, and what stands behind it.

Hours are exact fractions, and what was taught is whole minutes, so that nothing is ever rounded up.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

LIVE, HOME = "live", "home"
_CREDIT = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) (\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a certificate prints for one board, word for word. Certificates keep it: fields are only appended."""

    board: str
    """The board's short name."""
    course_type: str
    credit: str
    """The number of hours and their unit, such as "12.5 CE"."""
    provider_number: str
    course_number: str = ""
    holder_licence: str = ""

    @property
    def hours(self) -> Fraction | None:
        """The number of hours that the credit says, or `None` where it can't be read as one."""
        read = _CREDIT.fullmatch(self.credit)
        return Fraction(read[1]) if read else None

    @property
    def unit(self) -> str:
        """What follows the number of hours; empty where the credit can't be read."""
        read = _CREDIT.fullmatch(self.credit)
        return read[2] if read else ""


NOTHING = Claim(board="", course_type="", credit="", provider_number="")
"""What is claimed with no board."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a programme says that its certificate is worth: the course type, and hours of each kind."""

    course_type: str = ""
    live: Fraction = Fraction(0)
    home: Fraction = Fraction(0)

    @property
    def hours(self) -> Fraction:
        """Hours of both kinds."""
        return self.live + self.home

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of hours in it: live, home."""
        return frozenset(kind for kind, n in ((LIVE, self.live), (HOME, self.home)) if n)

    def spelt(self, unit: str) -> str:
        """Return it as it is printed, such as `12.5 CE`; empty for no hours at all."""
        return f"{spelt(self.hours)} {unit}" if self.hours else ""


@dataclass(frozen=True, slots=True)
class Account:
    """The school as the board knows it: its name and number there, and the days on which they hold."""

    name: str
    number: str
    valid_from: date
    valid_until: date

    def holds_on(self, day: date) -> bool:
        """Return whether the number may be used on `day`; the last day is one of them."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Approval:
    """What a board approved a programme as: title, type, half hours of each kind, and the days on which it holds."""

    title: str
    course_type: str
    live_halves: int
    home_halves: int
    course_number: str
    valid_from: date
    valid_until: date | None = None
    """The last day, where the board named one."""

    @property
    def credit(self) -> Credit:
        """The hours that were approved, as a programme says its own."""
        return Credit(self.course_type, Fraction(self.live_halves, 2), Fraction(self.home_halves, 2))

    def holds_on(self, day: date) -> bool:
        """Return whether it counts for what is issued on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Taught:
    """What the holder did, in whole minutes: in class by closed registers, at home by content and test, practicum."""

    live_minutes: int
    home_minutes: int
    practicum_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A certificate before it is made, as one board would read it, with what the school has on record.

    `taught` is `None` while nobody in particular is looked at.
    """

    claim: Claim
    credit: Credit
    issued_on: date
    course_title: str
    provider_name: str
    holder: str = ""
    completed_on: date | None = None
    provider_reach: str = ""
    """A postal or an e-mail address; empty where there is neither."""
    signed_as: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    """Every other text on the certificate by what it is called, such as `scope`."""
    taught: Taught | None = None
    account: Account | None = None
    approval: Approval | None = None


def spelt(hours: Fraction) -> str:
    """Return hours as they are printed: `12`, `12.5`."""
    return f"{float(hours):g}"


def read_credit(content: Mapping[str, Any]) -> Credit:
    """Return what a programme's content says that it is worth; of one that says nothing, no hours of no type."""
    said = content.get("credit")
    if said is None:
        return Credit()
    return Credit(said["type"], Fraction(str(said.get(LIVE, 0))), Fraction(str(said.get(HOME, 0))))


def plain(text: str) -> str:
    """Return `text` as it is compared: NFC, no space at the ends, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def reach_of(address: str, contact: str) -> str:
    """Return a postal or an e-mail address out of a school's two lines; empty where neither is one."""
    return plain(address) or (plain(contact) if "@" in contact else "")
