"""Who has reviewed a module, and whether its text is still the one that they read."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Review:
    """That a named person has reviewed a module, on a day, of a version of its course."""

    name: str
    profession: str
    on: date
    version: int
    digest: str
    """Which text they read."""


def as_mark(reviews: Iterable[Review], digest: str) -> dict[str, Any] | None:
    """Return what an outline keeps of the reviews that stand: the latest of this very text, else the latest."""
    found = sorted(reviews, key=lambda review: (review.digest == digest, review.on, review.version))
    return asdict(found[-1]) | {"on": found[-1].on.isoformat()} if found else None


def from_mark(mark: Mapping[str, Any] | None) -> Review | None:
    """Return the review that an outline keeps."""
    return Review(**{**mark, "on": date.fromisoformat(mark["on"])}) if mark else None


def pack_mark(review: Mapping[str, Any]) -> tuple[str, Review | None]:
    """Return what a pack says itself: who still has to review the module, in words, or the last who has signed it."""
    if review["status"] != "reviewed":
        return review["by"], None
    signed = [
        Review(one["name"], one["role"], date.fromisoformat(one["on"]), 0, "")
        for one in review.get("signed", ())
    ]
    return "", max(signed, key=lambda one: one.on, default=None)
