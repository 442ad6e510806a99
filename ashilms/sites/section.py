"""The part of practicum.yaml that says what is checked in a room before a session."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.plugins import PackDocument, PackFiles, Problem
from ashilms.sites.rules.points import find_point_problems, read_points
from ashilms.sites.services import load_check_plan

PRACTICUM, KEY = "practicum.yaml", "room_check"


def check(pack: PackFiles) -> list[Problem]:
    """Return everything that is wrong with the points, each where it stands."""
    return [problem for document in pack.find(PRACTICUM) for problem in _check_points(document)]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the points as one version, and return what changed; a pack without a practicum changes nothing."""
    for document in pack.find(PRACTICUM):
        plan = load_check_plan(db, actor, pack.slug, document.data[KEY], now=now)
        return [f"Room check: version {plan.number}."] if plan else []
    return []


def _check_points(document: PackDocument) -> Iterator[Problem]:
    for place, sentence in find_point_problems(read_points(document.data[KEY])).items():
        yield document.problem(sentence, KEY, place)
