"""The policy: which role may do what. An action that is not in the table is allowed to nobody."""

from ashilms.actor import INSTRUCTOR, LINK, REGISTRAR, ROLES, SUPERVISOR, TRAINEE, Actor

ANYONE = "anyone"
_EVERYONE = frozenset(ROLES)
_TEACHERS = frozenset({INSTRUCTOR, SUPERVISOR})

POLICY: dict[str, frozenset[str]] = {
    "see own desk": _EVERYONE,
    "change own profile": _EVERYONE,
    "see own security": _EVERYONE,
    "see own notices": _EVERYONE,
    "take courses": frozenset({TRAINEE}),
    "take quizzes": frozenset({TRAINEE}),
    "see allowances": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "release attempts": frozenset({INSTRUCTOR, REGISTRAR}),
    "record accommodations": frozenset({INSTRUCTOR, REGISTRAR}),
    "practise": frozenset({TRAINEE}),
    "appeal": frozenset({TRAINEE}),
    "see appeals": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "answer appeals": frozenset({INSTRUCTOR, REGISTRAR}),
    "log practicum": frozenset({TRAINEE}),
    "screen clients": frozenset({TRAINEE}),
    "see screenings": _EVERYONE,
    "countersign screenings": _TEACHERS,
    "see practicum entries": _EVERYONE,
    "see hours": frozenset({TRAINEE, REGISTRAR}),
    "void practicum entries": frozenset({TRAINEE, REGISTRAR}),
    "remove evidence": frozenset({TRAINEE, REGISTRAR}),
    "ask about entries": frozenset({TRAINEE}) | _TEACHERS,
    "report incidents": _EVERYONE,
    "handle incidents": _TEACHERS | {REGISTRAR},
    "correct severities": frozenset({REGISTRAR}),
    "see observations": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "observe": frozenset({INSTRUCTOR}),
    "ask second assessors": frozenset({INSTRUCTOR, REGISTRAR}),
    "see agreement": frozenset({INSTRUCTOR, REGISTRAR}),
    "handle remediations": frozenset({INSTRUCTOR, REGISTRAR}),
    "acknowledge remediations": frozenset({TRAINEE}),
    "see answer files": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "mark answers": frozenset({INSTRUCTOR, REGISTRAR}),
    "save comments": _TEACHERS,
    "see bookings": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "keep own calendar": frozenset({TRAINEE, INSTRUCTOR}),
    "book places": frozenset({TRAINEE}),
    "offer places": frozenset({INSTRUCTOR, REGISTRAR}),
    "answer follow-ups": frozenset({TRAINEE}),
    "see overdue follow-ups": _TEACHERS,
    "see transcripts": frozenset({TRAINEE, INSTRUCTOR, REGISTRAR}),
    "see own standing": frozenset({TRAINEE}),
    "hold certificates": frozenset({TRAINEE}),
    "share certificates": frozenset({TRAINEE}),
    "answer reports": frozenset({REGISTRAR}),
    "hold documents": frozenset({TRAINEE}),
    "see documents": _EVERYONE,
    "check documents": frozenset({REGISTRAR}),
    "see lessons": _EVERYONE,
    "see cohorts": frozenset({INSTRUCTOR, REGISTRAR}),
    "keep registers": frozenset({INSTRUCTOR, REGISTRAR}),
    "manage cohorts": frozenset({REGISTRAR}),
    "convert questions": frozenset({INSTRUCTOR, REGISTRAR}),
    "keep sittings": frozenset({INSTRUCTOR, REGISTRAR}),
    "see own attendance": frozenset({TRAINEE}),
    "see item statistics": frozenset({INSTRUCTOR, REGISTRAR}),
    "regrade quizzes": frozenset({INSTRUCTOR, REGISTRAR}),
    "see inbox": _TEACHERS,
    "countersign": _TEACHERS,
    "approve": frozenset({INSTRUCTOR, REGISTRAR}),
    # whom a case or a decision is about, whatever else they are by now
    "see board cases": _EVERYONE,
    "answer board cases": _EVERYONE,
    "dispute decisions": _EVERYONE,
    "bring board cases": frozenset({INSTRUCTOR, REGISTRAR}),
    "decide board cases": frozenset({INSTRUCTOR, REGISTRAR}),
    "see standings": frozenset({INSTRUCTOR, REGISTRAR}),
    "see validity": _EVERYONE,
    "make statements": frozenset({TRAINEE}),
    "mark tasks": frozenset({INSTRUCTOR}),
    "move between versions": frozenset({REGISTRAR}),
    "grant waivers": frozenset({REGISTRAR}),
    "foresee changes": frozenset({REGISTRAR}),
    "see rooms": _EVERYONE,
    "check rooms": frozenset({TRAINEE, INSTRUCTOR, SUPERVISOR}),
    "keep rooms": frozenset({INSTRUCTOR, REGISTRAR}),
    "keep credentials": frozenset({REGISTRAR}),
    "see own credentials": _TEACHERS,
    "declare ties": _EVERYONE,
    "show presence codes": _TEACHERS,
    "invite supervisors": frozenset({INSTRUCTOR, REGISTRAR}),
    "see credentials": _TEACHERS | {REGISTRAR},
    "change certificates": frozenset({REGISTRAR}),
    "design certificates": frozenset({REGISTRAR}),
    "see boards": frozenset({INSTRUCTOR, REGISTRAR}),
    "keep boards": frozenset({REGISTRAR}),
    "give licence numbers": frozenset({TRAINEE}),
    "record reviews": frozenset({REGISTRAR}),
    "take data along": _EVERYONE,
    "erase people": frozenset({REGISTRAR}),
    "end what had its time": frozenset({REGISTRAR}),
    "manage people": frozenset({REGISTRAR}),
    "oversee practicum": frozenset({REGISTRAR}),
    "see audit": frozenset({REGISTRAR}),
    "see jobs": frozenset({REGISTRAR}),
    "see mail": frozenset({REGISTRAR}),
    "word mail": frozenset({REGISTRAR}),
}
"""Role by action. What a person may do to one particular thing, its service decides on top of this."""


BY_LINK = frozenset(
    {
        "see inbox", "countersign", "see practicum entries", "see own credentials", "see credentials", "declare ties",
        "show presence codes", "see screenings", "countersign screenings", "ask about entries",
    }
)  # fmt: skip
"""All that somebody may do who came in by a link, whatever their role."""


def allows(actor: Actor | None, action: str) -> bool:
    """Return whether `actor` (`None`: not signed in) may do `action`; unknown actions never."""
    if action == ANYONE:
        return True
    if actor is not None and actor.via == LINK and action not in BY_LINK:
        return False
    return actor is not None and actor.has(*POLICY.get(action, ()))
