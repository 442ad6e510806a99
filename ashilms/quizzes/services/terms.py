"""Asking other rooms on what terms a person may sit, and holding an attempt to them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.errors import Clash
from ashilms.formats import clock
from ashilms.quizzes.models import QuizVersion
from ashilms.quizzes.rules.terms import Bar, Terms, joined


def find_terms(db: Session, person_id: int, quiz_ids: Collection[int], *, now: datetime) -> dict[int, Terms]:
    """Return the terms of each of these quizzes for a person: as many queries for all of them as for one."""
    answers = signals.terms_asked.send(db, person_id=person_id, quiz_ids=quiz_ids, now=now)
    return {quiz_id: joined(told[quiz_id] for _, told in answers if quiz_id in told) for quiz_id in quiz_ids}


def refuse_barred(db: Session, actor: Actor, version: QuizVersion, *, now: datetime) -> Terms:
    """Return the terms on which a person begins an attempt now; raises `Clash` when they may not."""
    terms = find_terms(db, actor.id, [version.quiz_id], now=now)[version.quiz_id]
    bar = terms.bar(proctored=version.as_blueprint().proctored, now=now)
    if bar is not None:
        raise Clash(_why_barred(bar, terms, actor.zone))
    return terms


def _why_barred(bar: Bar, terms: Terms, zone: str) -> str:
    if bar is Bar.EARLY and terms.opens:
        return f"This quiz opens on {clock(terms.opens, zone)}."
    if bar is Bar.OVER and terms.closes:
        return f"This quiz closed on {clock(terms.closes, zone)}. Ask your instructor whether it opens again."
    return "Somebody has to let you begin this examination. Its page says how."
