"""How grave an incident is, in words that anybody can choose from, and what follows from it.

The six steps and their consequences are this programme's own (a pause from 3, the room from 4, equipment always).
"""

from dataclasses import dataclass

PAUSES_FROM, LOCKS_FROM, MOST = 3, 4, 5

SEVERITIES: dict[int, tuple[str, str]] = {
    0: ("Near miss", "Nobody felt anything. It could have gone otherwise."),
    1: ("Passing discomfort", "It was gone within a day and a half."),
    2: ("Bruise or soreness", "It lasted longer than that, or kept somebody from something."),
    3: ("Medical attention", "Somebody saw, or needs to see, a doctor or nurse."),
    4: (
        "Hospital, fracture, numbness or weakness, a fall onto the client",
        "Or the therapist fell onto the client, even if nobody felt anything.",
    ),
    5: ("Lasting harm", "It won’t go away, or somebody died."),
}
"""Title and explanation by step."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an incident brings about until it is closed."""

    pauses: bool = False
    """Whether the trainee gives no sessions to clients until it is reviewed."""
    locks: bool = False
    """Whether the treatment room is locked."""

    @property
    def urgent(self) -> bool:
        """Whether whoever is told should look at it today."""
        return self.pauses or self.locks


def consequences_of(severity: int | None, *, equipment_failed: bool) -> Consequences:
    """Return what follows from a severity, and from a piece of equipment that failed, whatever came of that."""
    step = -1 if severity is None else severity
    return Consequences(pauses=step >= PAUSES_FROM, locks=step >= LOCKS_FROM or equipment_failed)


def severity_in_words(severity: int | None) -> str:
    """Return a severity as pages say it: `3 · Medical attention`."""
    return "Not said" if severity is None else f"{severity} · {SEVERITIES[severity][0]}"
