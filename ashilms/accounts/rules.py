"""The policy: which role may do what. An action that is not in the table is allowed to nobody."""

from ashilms.actor import INSTRUCTOR, REGISTRAR, ROLES, SUPERVISOR, TRAINEE, Actor

ANYONE = "anyone"
_EVERYONE = frozenset(ROLES)
_TEACHERS = frozenset({INSTRUCTOR, SUPERVISOR})

POLICY: dict[str, frozenset[str]] = {
    "see own desk": _EVERYONE,
    "change own profile": _EVERYONE,
    "see own security": _EVERYONE,
    "take courses": frozenset({TRAINEE}),
    "take quizzes": frozenset({TRAINEE}),
    "log practicum": frozenset({TRAINEE}),
    "see practicum entries": _EVERYONE,
    "void practicum entries": frozenset({TRAINEE, REGISTRAR}),
    "see own standing": frozenset({TRAINEE}),
    "hold certificates": frozenset({TRAINEE}),
    "see lessons": _EVERYONE,
    "see cohorts": frozenset({INSTRUCTOR, REGISTRAR}),
    "keep registers": frozenset({INSTRUCTOR, REGISTRAR}),
    "manage cohorts": frozenset({REGISTRAR}),
    "see own attendance": frozenset({TRAINEE}),
    "see inbox": _TEACHERS,
    "countersign": _TEACHERS,
    "approve": frozenset({INSTRUCTOR, REGISTRAR}),
    "see standings": frozenset({INSTRUCTOR, REGISTRAR}),
    "see rooms": _EVERYONE,
    "check rooms": frozenset({TRAINEE, INSTRUCTOR, SUPERVISOR}),
    "keep rooms": frozenset({INSTRUCTOR, REGISTRAR}),
    "change certificates": frozenset({REGISTRAR}),
    "record reviews": frozenset({REGISTRAR}),
    "manage people": frozenset({REGISTRAR}),
    "see audit": frozenset({REGISTRAR}),
}
"""Role by action. What a person may do to one particular thing, its service decides on top of this."""


def allows(actor: Actor | None, action: str) -> bool:
    """Return whether `actor` (`None`: not signed in) may do `action`; unknown actions never."""
    if action == ANYONE:
        return True
    return actor is not None and actor.has(*POLICY.get(action, ()))
