"""Clearances: documents in which a treating clinician agrees, and when one of them counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ashilms.screenings.rules.limits import Limits

POINTS = {
    "person": "It is about this client.",
    "condition": "It names this condition.",
    "technique": "It names this technique: deep massage with the feet.",
    "clinician": "It comes from the clinician who treats this condition.",
    "newer": "It was written after the event, and after the last change in health.",
    "stands": "It has not been withdrawn.",
}
"""What has to hold for a document to be a clearance; all of it."""
FACE_DOWN = "face-down"
FACE_DOWN_TEXT = "It names lying face down."
"""A point beside the others: some conditions need it."""
VALID_DAYS = 90


@dataclass(frozen=True, slots=True)
class Clearance:
    """A document about one condition, as the therapist read it."""

    signed_on: date
    points: frozenset[str] = frozenset()
    """Which of `POINTS`, and perhaps `FACE_DOWN`, hold."""
    limits: Limits = field(default_factory=Limits)
    """How far the clinician lets the work go."""

    @property
    def names_face_down(self) -> bool:
        """Whether it says that the client may lie face down."""
        return FACE_DOWN in self.points

    def counts(self, today: date, event: date | None = None) -> bool:
        """Return whether it is one for `today`: every point holds, 90 days old at most, newer than `event`."""
        in_time = self.signed_on <= today <= self.signed_on + timedelta(days=VALID_DAYS)
        return in_time and self.points >= POINTS.keys() and (event is None or self.signed_on > event)


Clearances = Mapping[str, Clearance]
"""Clearances by the id of the rule that asks for one."""


def clearance_as_json(clearance: Clearance) -> dict[str, Any]:
    """Return a clearance as plain JSON values."""
    return {
        "signed_on": clearance.signed_on.isoformat(),
        "points": sorted(clearance.points),
        "max_score": clearance.limits.max_score,
    }


def clearance_from_json(data: Mapping[str, Any]) -> Clearance:
    """Return the clearance that `clearance_as_json` wrote."""
    limits = Limits(max_score=data["max_score"])
    return Clearance(date.fromisoformat(data["signed_on"]), frozenset(data["points"]), limits)
