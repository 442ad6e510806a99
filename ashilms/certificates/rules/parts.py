"""The parts of what a certificate says; they hold values, and the whole looks at what they may be."""

from dataclasses import dataclass

from ashilms.programs.rules.waivers import SAID, Sort


@dataclass(frozen=True, slots=True)
class Edition:
    """A course or program as it was, with the version that the holder completed; a design, with the look's."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Hours:
    """What was done, in whole minutes: taught at home, taught live, practised under supervision.

    `client_minutes` is the part of the practicum that was given to clients.
    """

    home_minutes: int
    live_minutes: int
    practicum_minutes: int
    client_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Provider:
    """The school that issues: name as on its account, postal address, e-mail or telephone."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who answers for the certificate, and in what role, such as "Instructor, LMT 00-4471"."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ProofRoot:
    """What stands for everything that earned it: the Merkle root (RFC 6962) in hex, and how many leaves are below."""

    root: str
    leaves: int


@dataclass(frozen=True, slots=True)
class Waived:
    """A requirement that was met without its evidence: its title, and by a waiver or an equivalence; not why."""

    title: str
    sort: str

    @property
    def said(self) -> str:
        """What it is called: "Waived", "Met by an equivalence"."""
        return SAID[Sort(self.sort)]
