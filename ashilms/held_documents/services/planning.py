"""The kinds of documents: loaded with a course's pack, and found for whoever sends or checks one."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.held_documents.models import DocumentPlan
from ashilms.held_documents.rules import Kind


def load_plan(
    db: Session, actor: Actor, course: str, content: list[dict[str, Any]], *, now: datetime
) -> DocumentPlan | None:
    """Keep `content` as the next version, or return `None` and change nothing when it is the one that holds."""
    query = select(DocumentPlan).where(DocumentPlan.course == course).order_by(DocumentPlan.number.desc())
    newest = db.scalar(query.limit(1))
    digest = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    if newest is not None and newest.digest == digest:
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
    latest = select(DocumentPlan.course, func.max(DocumentPlan.number)).group_by(DocumentPlan.course)
    held = {(course, number) for course, number in db.execute(latest)}
    plans = [
        plan
        for plan in db.scalars(select(DocumentPlan).order_by(DocumentPlan.id))
        if (plan.course, plan.number) in held
    ]
    return {kind.id: kind for plan in reversed(plans) for kind in plan.as_kinds()}
