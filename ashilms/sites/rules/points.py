"""The check before a session: its points as the pack gives them, and what the answers come to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

LOCK, FIX = "lock", "fix"
MIN_NOTE = 10
"""Characters; enough that it says what is wrong."""
MAX_NOTE = 1_000


class Outcome(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    """Something has to be put right, and the check done again."""
    LOCKED = "locked"
    """Nobody may use the room until an instructor or a registrar unlocks it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the check: what has to be so, and what follows when it is not."""

    id: str
    text: str
    fails: str
    """`lock` the room, or `fix` it first."""
    structural: bool = False
    """Whether the room is unlocked only after a new acceptance record."""
    then: str = ""
    """What to do when it does not hold."""


Answers = Mapping[str, bool]
"""Whether each point held, by its id; a point that nobody answered is not in it."""


def read_points(data: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """Return the points that a pack gives, valid by its schema."""
    return tuple(Point(**point) for point in data)


def find_point_problems(points: Iterable[Point]) -> dict[int, str]:
    """Return a sentence for each point that makes no sense, by its place from nought."""
    known: set[str] = set()
    problems = {}
    for place, point in enumerate(points):
        if point.id in known:
            problems[place] = f'The point id "{point.id}" is taken. Give each its own.'
        elif point.structural and point.fails != LOCK:
            problems[place] = "A structural point locks the room when it fails. Write fails: lock."
        known.add(point.id)
    return problems


def failed_points(points: Iterable[Point], answers: Answers) -> tuple[Point, ...]:
    """Return the points that did not hold, in the order of the check."""
    return tuple(point for point in points if answers.get(point.id) is False)


def open_points(points: Iterable[Point], answers: Answers) -> tuple[Point, ...]:
    """Return the points that nobody answered."""
    return tuple(point for point in points if point.id not in answers)


def judge(points: Iterable[Point], answers: Answers, *, refused: bool, note: str) -> Outcome | str:
    """Return what a check comes to, or the sentence that says what it lacks.

    `refused` is the trainee's own word that nobody should use the room. One failed lock point is enough, whatever
    else is open: nobody goes on checking under a cracked ceiling. A pass needs an answer to every point.
    """
    points = tuple(points)
    if any(point.fails == LOCK for point in failed_points(points, answers)):
        return Outcome.LOCKED
    if refused:
        return Outcome.LOCKED if len(note.strip()) >= MIN_NOTE else SAY_WHY
    if open_points(points, answers):
        return ANSWER_ALL
    return Outcome.NOT_PASSED if failed_points(points, answers) else Outcome.PASSED


SAY_WHY = "Say what is wrong with the room: answer its point with no, or write a sentence below."
ANSWER_ALL = "Answer every point first. What can't be said holds for nobody."


def reason_of(points: Iterable[Point], answers: Answers, note: str) -> str:
    """Return why a room is locked, as everybody who uses it reads it: the points that failed, then the note."""
    said = [f"Did not hold: {point.text}" for point in failed_points(points, answers) if point.fails == LOCK]
    return " ".join([*said, *([note.strip()] if note.strip() else [])])


def digest_of(content: object) -> str:
    """Return the SHA-256 of plain values, whatever the order of their keys."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
