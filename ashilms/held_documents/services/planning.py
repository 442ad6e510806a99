"""The kinds of documents: loaded with a course's pack, and found for whoever sends or checks one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.held_documents.models import DocumentPlan, HeldDocument
from ashilms.held_documents.rules import Kind


def load_plan(
    db: Session, actor: Actor, course: str, content: list[dict[str, Any]], *, now: datetime
) -> DocumentPlan | None:
    """Keep `content` as the next version, or return `None` and change nothing when it is the one that holds.

    With no content a course asks for none; whoever never had any has no version either.
    """
    query = select(DocumentPlan).where(DocumentPlan.course == course).order_by(DocumentPlan.number.desc())
    newest = db.scalar(query.limit(1))
    digest = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    if (newest is None and not content) or (newest is not None and newest.digest == digest):
        return None
    number = newest.number + 1 if newest else 1
    plan = DocumentPlan(course=course, number=number, content=content, digest=digest, loaded_at=now)
    db.add(plan)
    db.flush()
    after = {"course": course, "number": number, "digest": digest}
    audit.record(db, actor, "documents.load", f"document-plan:{plan.id}", now=now, after=after)
    return plan


def find_kinds(db: Session) -> Mapping[str, Kind]:
    """Return every kind by its id, as the packs say it now; where two packs have one, the first loaded holds."""
    return _by_id(_newest(db))


def asked_of(db: Session, holder: Actor) -> Mapping[str, Kind]:
    """Return the kinds that somebody may send, by id; none to whoever sends no documents (any more)."""
    return kinds_for(db, holder.id) if allows(holder, "hold documents") else {}


def kinds_for(db: Session, person_id: int) -> Mapping[str, Kind]:
    """Return the kinds that stand open to a person, by id: those of the courses they take, and what they have sent.

    Where two packs have one, that of their own course holds, then the first loaded.
    """
    taken = {course.slug for course in courses.enrolled_courses(db, person_id)}
    sent = set(db.scalars(select(HeldDocument.kind).where(HeldDocument.person_id == person_id).distinct()))
    plans = _newest(db)
    own = _by_id(plan for plan in plans if plan.course in taken)
    return {**own, **{id: kind for id, kind in _by_id(plans).items() if id in sent - own.keys()}}


def _newest(db: Session) -> Sequence[DocumentPlan]:
    """Return the newest version of each course's, the course that was loaded first in front."""
    newest, first = func.max(DocumentPlan.number).label("newest"), func.min(DocumentPlan.id).label("first")
    span = select(DocumentPlan.course, newest, first).group_by(DocumentPlan.course).subquery()
    is_newest = (DocumentPlan.course == span.c.course) & (DocumentPlan.number == span.c.newest)
    return db.scalars(select(DocumentPlan).join(span, is_newest).order_by(span.c.first)).all()


def _by_id(plans: Iterable[DocumentPlan]) -> dict[str, Kind]:
    """Return the kinds by id, in the order of the packs; the first of an id holds."""
    kinds: dict[str, Kind] = {}
    for kind in chain.from_iterable(plan.as_kinds() for plan in plans):
        kinds.setdefault(kind.id, kind)
    return kinds
