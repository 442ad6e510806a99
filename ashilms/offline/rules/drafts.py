"""A session's draft as a device sends it: what was done, beside the screening on which it stands."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from ashilms.offline.rules.answers import read_day, read_id, read_number
from ashilms.practicum.rules.sheet import Sheet
from ashilms.screenings.rules.plan import Plan

CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")


def read_draft(data: object, plan: Plan, *, check_id: int | None, decision_id: int | None) -> Sheet:
    """Return the sheet in `data`; whatever in it is none of the form's values is left blank, for the form to ask."""
    given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    category, reflection = given.get("category"), given.get("reflection")
    strokes = {stroke.id for stroke in plan.own_strokes}
    return Sheet(
        decision_id=decision_id,
        category=category if isinstance(category, str) and category in plan.categories else "",
        day=read_day(given.get("day")),
        start=read_clock(given.get("start")),
        end=read_clock(given.get("end")),
        room_id=read_id(given.get("room_id")),
        check_id=check_id,
        supervisor_id=read_id(given.get("supervisor_id")),
        strokes=tuple(one for one in read_texts(given.get("strokes")) if one in strokes),
        depth=read_number(given.get("depth"), 5),
        score=read_number(given.get("score"), 10),
        hands_ending=given.get("hands_ending") is True,
        reflection=reflection.replace("\r\n", "\n") if isinstance(reflection, str) else "",
    )


def read_clock(text: object) -> time | None:
    """Return the time that a text like `14:05` says, or `None`."""
    try:
        return time.fromisoformat(text) if isinstance(text, str) and CLOCK.fullmatch(text) else None
    except ValueError:
        return None


def read_texts(value: object) -> Iterable[str]:
    """Return the texts in a list, each once; anything else is none."""
    return dict.fromkeys(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
