"""What a trainee fills in about a session: possibly incomplete, kept as plain JSON until it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from ashilms.practicum.rules.clearances import Clearance, Clearances
from ashilms.practicum.rules.intake import Answer
from ashilms.practicum.rules.limits import Limits


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as the trainee last left it. Everything may be missing in a draft."""

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
    client: str = ""
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    clearances: Clearances = field(default_factory=dict)
    strokes: tuple[str, ...] = ()
    depth: int | None = None
    score: int | None = None
    reflection: str = ""
    asked_again: tuple[str, ...] = ()
    """Questions whose follow-up was asked because the answer was “unsure”."""
    not_names: tuple[str, ...] = ()
    """Words in the reflection that the trainee says are nobody's name."""
    own_ratings: Mapping[str, int] = field(default_factory=dict)
    """The trainee's own level by criterion; none, or all of them."""


def sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as plain JSON values."""
    return {
        "category": sheet.category,
        "day": _iso(sheet.day),
        "start": _iso(sheet.start),
        "end": _iso(sheet.end),
        "which": sheet.which,
        "room_id": sheet.room_id,
        "check_id": sheet.check_id,
        "supervisor_id": sheet.supervisor_id,
        "client": sheet.client,
        "answers": {id: _plain(value) for id, value in sheet.answers.items() if value is not None},
        "clearances": {rule: _clearance_as_json(found) for rule, found in sheet.clearances.items()},
        "strokes": list(sheet.strokes),
        "depth": sheet.depth,
        "score": sheet.score,
        "reflection": sheet.reflection,
        "asked_again": list(sheet.asked_again),
        "not_names": list(sheet.not_names),
        "own_ratings": dict(sheet.own_ratings),
    }


def sheet_from_json(data: Mapping[str, Any]) -> Sheet:
    """Return the sheet that `sheet_as_json` wrote."""
    return Sheet(
        category=data["category"],
        day=date.fromisoformat(data["day"]) if data["day"] else None,
        start=_time(data["start"]),
        end=_time(data["end"]),
        which=data["which"],
        room_id=data["room_id"],
        check_id=data.get("check_id"),
        supervisor_id=data["supervisor_id"],
        client=data["client"],
        answers={id: _answer(value) for id, value in data["answers"].items()},
        clearances={rule: clearance_from_json(found) for rule, found in data.get("clearances", {}).items()},
        strokes=tuple(data["strokes"]),
        depth=data["depth"],
        score=data["score"],
        reflection=data["reflection"],
        asked_again=tuple(data["asked_again"]),
        not_names=tuple(data["not_names"]),
        own_ratings=dict(data["own_ratings"]),
    )


def _clearance_as_json(clearance: Clearance) -> dict[str, Any]:
    return {
        "signed_on": clearance.signed_on.isoformat(),
        "points": sorted(clearance.points),
        "max_score": clearance.limits.max_score,
    }


def clearance_from_json(data: Mapping[str, Any]) -> Clearance:
    """Return the clearance that stands in a sheet's JSON."""
    limits = Limits(max_score=data["max_score"])
    return Clearance(date.fromisoformat(data["signed_on"]), frozenset(data["points"]), limits)


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _plain(value: Answer) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _answer(value: Any) -> Answer:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else value
