"""Who is in the demonstration. Nobody here exists; every address ends in demo.example."""

from dataclasses import dataclass

from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, TRAINEE

DOMAIN = "@demo.example"


GUEST = "gil" + DOMAIN
"""The address of somebody who supervises by link, has no account, and is therefore no part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part in the cast: who, in which roles, and how far their training has come."""

    key: str
    name: str
    about: str
    roles: tuple[str, ...] = (TRAINEE,)
    stage: int = 0
    """0 new · 1 reading · 2 quizzes passed · 3 sessions sent · 4 everything met · 5 certified."""

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return self.key + DOMAIN


REGISTRAR_PART = Part(
    "irene", "Irene Castell", "registrar: approvals, people, certificates, the record", (REGISTRAR,)
)
INSTRUCTOR_PART = Part("bea", "Bea Okafor", "instructor: inbox, rooms, standings", (INSTRUCTOR, SUPERVISOR))
TRAINEES = (
    Part("noor", "Noor Haddad", "trainee, just arrived", stage=0),
    Part("tom", "Tom Reyes", "trainee, reading the first module", stage=1),
    Part("ida", "Ida Lund", "trainee, quizzes passed, ready to practise", stage=2),
    Part("ana", "Ana Duarte", "trainee, one session returned, one waiting", stage=3),
    Part("ben", "Ben Sato", "trainee, everything met, waits for approval", stage=4),
    Part("mae", "Maë Lindqvist", "trainee, holds the certificate", stage=5),
)
CAST = (REGISTRAR_PART, INSTRUCTOR_PART, *TRAINEES)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the cast as they are printed; `password` only when it was made just now."""

    email: str
    about: str
    password: str | None
