"""Who is asking: the one value about a person that travels down through every service."""

from dataclasses import dataclass, field

TRAINEE, INSTRUCTOR, SUPERVISOR, REGISTRAR = "trainee", "instructor", "supervisor", "registrar"
LINK = "link"
"""How somebody came in who has no account: by a link that was mailed to them."""
ROLES = (TRAINEE, INSTRUCTOR, SUPERVISOR, REGISTRAR)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as services see them: who, under which name, in which roles, in which time zone.

    `person_id` is `None` for the machine itself (a scheduled job, the command line); `via` then says which.
    """

    person_id: int | None
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    zone: str = "UTC"
    via: str = "web"

    def has(self, *roles: str) -> bool:
        """Return whether the actor holds any of `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def id(self) -> int:
        """The person's id; raises `LookupError` for the machine, which owns nothing."""
        if self.person_id is None:
            raise LookupError(f"{self.name} is not a person.")
        return self.person_id

    @property
    def label(self) -> str:
        """How the audit record names the actor: an id, never a name."""
        return f"person:{self.person_id}" if self.person_id is not None else self.via


def machine(via: str) -> Actor:
    """Return the actor for work that no person asked for just now, such as `jobs` or `cli`."""
    return Actor(None, f"AshiLMS ({via})", frozenset({REGISTRAR}), via=via)
