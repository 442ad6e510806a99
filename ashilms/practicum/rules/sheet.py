"""What a trainee fills in about a session: possibly incomplete, kept as plain JSON until it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from ashilms.screenings.rules.clearances import Clearances, clearance_from_json
from ashilms.screenings.rules.intake import Answer


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as the trainee last left it. Everything may be missing in a draft."""

    decision_id: int | None = None
    """The screening on which the session stands: category, room, check and client are those of it."""
    category: str = ""
    day: date | None = None
    start: time | None = None
    end: time | None = None
    which: int = 0
    """Which of several sessions is meant, in the night in which clocks are set back; 1 is the first."""
    room_id: int | None = None
    check_id: int | None = None
    """The check of the room before the session, as it was recorded."""
    supervisor_id: int | None = None
    strokes: tuple[str, ...] = ()
    depth: int | None = None
    score: int | None = None
    hands_ending: bool = False
    """Whether an ending by hands alone was planned before the session began; asked where the plan counts it."""
    reflection: str = ""
    not_names: tuple[str, ...] = ()
    """Words in the reflection that the trainee says are nobody's name."""
    own_ratings: Mapping[str, int] = field(default_factory=dict)
    """The trainee's own level by criterion; none, or all of them."""


def sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as plain JSON values."""
    return {
        "decision_id": sheet.decision_id,
        "category": sheet.category,
        "day": _iso(sheet.day),
        "start": _iso(sheet.start),
        "end": _iso(sheet.end),
        "which": sheet.which,
        "room_id": sheet.room_id,
        "check_id": sheet.check_id,
        "supervisor_id": sheet.supervisor_id,
        "strokes": list(sheet.strokes),
        "depth": sheet.depth,
        "score": sheet.score,
        "hands_ending": sheet.hands_ending,
        "reflection": sheet.reflection,
        "not_names": list(sheet.not_names),
        "own_ratings": dict(sheet.own_ratings),
    }


def sheet_from_json(data: Mapping[str, Any]) -> Sheet:
    """Return the sheet that `sheet_as_json` wrote."""
    return Sheet(
        decision_id=data.get("decision_id"),
        category=data["category"],
        day=date.fromisoformat(data["day"]) if data["day"] else None,
        start=_time(data["start"]),
        end=_time(data["end"]),
        which=data["which"],
        room_id=data["room_id"],
        check_id=data.get("check_id"),
        supervisor_id=data["supervisor_id"],
        strokes=tuple(data["strokes"]),
        depth=data["depth"],
        score=data["score"],
        hands_ending=data.get("hands_ending", False),
        reflection=data["reflection"],
        not_names=tuple(data["not_names"]),
        own_ratings=dict(data["own_ratings"]),
    )


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a sheet held of the screening before decisions were records of their own."""

    client: str
    answers: Mapping[str, Answer | None]
    clearances: Clearances


def earlier_from_json(data: Mapping[str, Any] | None) -> Earlier | None:
    """Return the screening that a sheet from before holds, or `None`."""
    if not data or "answers" not in data:
        return None
    return Earlier(
        data["client"],
        {id: _answer(value) for id, value in data["answers"].items()},
        {rule: clearance_from_json(found) for rule, found in data.get("clearances", {}).items()},
    )


def keep_earlier(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what of such a sheet stays in it, whatever is filled in anew."""
    return {name: data[name] for name in EARLIER if name in data} if data and "answers" in data else {}


EARLIER = ("client", "answers", "clearances")


def _answer(value: Any) -> Answer:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else value
