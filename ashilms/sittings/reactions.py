"""What this room does by itself: tell quizzes what holds for a person, and keep who let an attempt begin."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.quizzes.rules.terms import Terms
from ashilms.sittings import services
from ashilms.sittings.rules import Window

ASIDES = {
    "proctors": lambda db, _who, _quiz, attempts: services.find_proctors(db, [one.id for one in attempts])
}
"""What is said on a quiz's pages about its attempts, by the name under which their templates know it."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.terms_asked.connect(_on_terms_asked, weak=False)
    signals.attempt_begun.connect(_on_attempt_begun, weak=False)


def _on_terms_asked(
    db: Session, *, person_id: int, quiz_ids: Collection[int], now: datetime, **_facts: Any
) -> dict[int, Terms]:
    windows = services.find_windows(db, person_id, quiz_ids)
    admitted = services.find_admitted(db, person_id, quiz_ids, now=now)
    return {id_: _terms(windows.get(id_, Window()), id_ in admitted) for id_ in quiz_ids}


def _terms(window: Window, admitted: bool) -> Terms:
    return Terms(window.opens, window.closes, window.whole_time, admitted)


def _on_attempt_begun(
    db: Session,
    *,
    person_id: int,
    quiz_id: int,
    attempt_id: int,
    proctored: bool,
    now: datetime,
    **_facts: Any,
) -> None:
    if proctored:
        services.use_admission(db, person_id, quiz_id, attempt_id, now=now)
