"""What may be chosen of a certificate's look, and what of it could not be read or may not be said.

Lengths are millimetres. Contrast is a ratio from 1 to 21 by the formula of WCAG 2.2.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

SHIPPED_DESIGN, SHIPPED_INK = "bar-and-plumb", "#1f4068"
AS_SHIPPED = 0
"""The number of the look that nobody chose."""
GROUND = "#fffefa"
"""What certificates are printed on."""
LEAST_CONTRAST = 4.5
"""What small text needs (WCAG 2.2, 1.4.3); a code that is fainter is read badly, too."""
LARGEST_PICTURE = 512 * 1024
"""Bytes of a picture as it is kept: each certificate carries its own."""
LEAD_LIMIT, STATEMENT_LIMIT = 60, 160
FIRST = "who met every requirement of the programme and was assessed in practice"
RENEWED = "who met every requirement for renewing it"
"""What a certificate says of its holder; a programme need not assess anew in practice whoever renews."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NEVER_ISSUED = re.compile(r"\b(certified|licen[cs]ed to|treats|cures|heals)\b", re.IGNORECASE)
_NEVER_SAID = re.compile(
    r"\b(licen[cs]\w*( to\b)?|certif(?!icates?\b)\w*|treat(s|ed|ing)?\b|cur(e|es|ed|ing)\b|heal(s|ed|ing|ers?)?\b)",
    re.IGNORECASE,
)
_ALIKE = str.maketrans(
    "аеіорсухѕԁһјӏкмтвАЕІОРСУХЅКМТВНαεικνορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧ",
    "aeiopcyxsdhjlkmtbAEIOPCYXSKMTBHaeiknoptuxABEHIKMNOPTYX",
)
"""Cyrillic and Greek letters that are printed as Latin ones."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, landscape."""

    name: str
    title: str
    width: float
    height: float


PAPERS = {
    paper.name: paper for paper in (Paper("a4", "A4", 297, 210), Paper("letter", "Letter", 279.4, 215.9))
}


class Sort(StrEnum):
    """What a picture is."""

    LOGO = "logo"
    SEAL = "seal"
    HAND = "hand"
    """A person's signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything that a school chose. Pictures are named by the SHA-256 of what is kept, in hex."""

    design: str = SHIPPED_DESIGN
    paper: str = "a4"
    ink: str = SHIPPED_INK
    """The colour of bars, weave, names and code, as `#rrggbb`."""
    lead: str = "is awarded to"
    statement: str = FIRST
    """What the holder did, up to ", on" and the date."""
    renewed: str = RENEWED
    """The same on a certificate that renews another."""
    logo: str = ""
    """Empty: none."""
    seal: str = ""
    """Empty: the design's own."""
    hands: Mapping[str, str] = field(default_factory=dict)
    """Pictures of signatures by the printed name of whose they are."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self) | {"hands": dict(sorted(self.hands.items()))}

    @property
    def pictures(self) -> list[str]:
        """The hashes of its pictures."""
        return [file for *_, file in self.placed_pictures]

    @property
    def placed_pictures(self) -> list[tuple[Sort, str, str]]:
        """What each of its pictures is, whose signature, or "", and its hash."""
        hands = [(Sort.HAND, name, file) for name, file in self.hands.items()]
        return [one for one in ((Sort.LOGO, "", self.logo), (Sort.SEAL, "", self.seal), *hands) if one[2]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a look: at which field, and a sentence that says what would be right."""

    field: str
    sentence: str


def faults_of(look: Look) -> Iterator[Fault]:
    """Yield what is wrong with a look by itself; what boards ask of its words is asked of them."""
    if look.paper not in PAPERS:
        yield Fault("paper", "Choose A4 or Letter.")
    yield from _ink_faults(look.ink)
    for name, limit in (("lead", LEAD_LIMIT), ("statement", STATEMENT_LIMIT), ("renewed", STATEMENT_LIMIT)):
        text = getattr(look, name)
        if not 0 < len(text) <= limit or not text.isprintable() or text != " ".join(text.split()):
            yield Fault(name, f"Put in 1 to {limit} characters.")
        elif said := never_said(text):
            yield Fault(name, f"A certificate never says “{said}”: it is neither a licence nor a treatment.")


def _ink_faults(ink: str) -> Iterator[Fault]:
    if not _COLOUR.fullmatch(ink):
        yield Fault("ink", "Write the colour as # and six hexadecimal digits, such as #1f4068.")
    elif (ratio := contrast(ink, GROUND)) < LEAST_CONTRAST:
        yield Fault(
            "ink",
            f"That colour has a contrast of {math.floor(ratio * 10) / 10} : 1 with the paper; "
            f"text needs {LEAST_CONTRAST} : 1. Choose a darker one.",
        )


def never_said(text: str) -> str:
    """Return the word in `text`, as it is read on paper, that the wording of a look may not say, or nothing."""
    found = _NEVER_SAID.search(as_read(text))
    return found[0] if found else ""


def never_issued(text: str) -> str:
    """Return the word in `text` that no certificate says, or nothing.

    Narrower than `never_said`, and not to be widened: what was issued is read by it for good.
    """
    found = _NEVER_ISSUED.search(text)
    return found[0] if found else ""


def as_read(text: str) -> str:
    """Return a text in the plain letters that it looks like in print: full width and look-alikes are no disguise."""
    return unicodedata.normalize("NFKC", text).translate(_ALIKE)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written as `#rrggbb`, whichever comes first."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
