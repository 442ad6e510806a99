"""Recording that somebody has reviewed a module, and withdrawing it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.courses.models import Course, Module, SignOff
from ashilms.courses.services.taking import get_course
from ashilms.courses.shelf import put_outline
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a registrar was told: who reviewed, when, what they noted, and which text (its digest) it was."""

    name: str
    profession: str
    reviewed_on: date
    note: str
    digest: str


def get_module(
    db: Session, actor: Actor, slug: str, key: str, *, lock: bool = False
) -> tuple[Course, Module]:
    """Return a course and one of its present modules, for its reviews; raises `Missing`.

    With `lock` no new version of the course is loaded meanwhile.
    """
    _refuse_others(actor)
    course = get_course(db, slug)
    if lock:
        db.refresh(course, with_for_update=True)
    query = select(Module).where(Module.course_id == course.id, Module.key == key, Module.active)
    module = db.scalar(query.execution_options(populate_existing=True))
    if module is None:
        raise Missing("There is no such module.")
    return course, module


def get_sign_off(
    db: Session, actor: Actor, slug: str, key: str, sign_off_id: int, *, lock: bool = False
) -> tuple[Course, Module, SignOff]:
    """Return a module's sign-off by its id; raises `Missing`, and `Clash` for one that was withdrawn."""
    course, module = get_module(db, actor, slug, key, lock=lock)
    row = db.get(SignOff, sign_off_id, populate_existing=True)
    if row is None or row.module_id != module.id:
        raise Missing("There is no such review.")
    if row.withdrawn_at is not None:
        raise Clash("This review was withdrawn already.")
    return course, module, row


def find_sign_offs(db: Session, actor: Actor, course_id: int) -> dict[str, list[SignOff]]:
    """Return every sign-off of a course's modules by module key, the latest first, withdrawn ones among them."""
    _refuse_others(actor)
    query = select(Module.key, SignOff).join(SignOff, SignOff.module_id == Module.id)
    query = query.where(Module.course_id == course_id)
    found: defaultdict[str, list[SignOff]] = defaultdict(list)
    for key, row in db.execute(query.order_by(SignOff.reviewed_on.desc(), SignOff.id.desc())):
        found[key].append(row)
    return found


def sign_off_module(
    db: Session, actor: Actor, slug: str, key: str, review: Reviewed, *, now: datetime
) -> SignOff:
    """Record that a named person has reviewed a module as it is loaded now.

    Raises `Clash` when its text is no longer the one that the form was about, or that person's review of it stands
    already, and `Unacceptable` for a day that has not come.
    """
    course, module = get_module(db, actor, slug, key, lock=True)
    if review.reviewed_on > local(now, actor.zone).date():
        raise Unacceptable("That day has not come yet.", "reviewed_on")
    if review.digest != module.digest:
        raise Clash("The module’s text has changed meanwhile. Look at it again before you record the review.")
    row = SignOff(
        module_id=module.id, name=review.name, profession=review.profession, reviewed_on=review.reviewed_on,
        version=course.version, digest=review.digest, note=review.note, recorded_at=now, recorded_by=actor.id,
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash(f"A review of this text by {review.name} stands already.")
    put_outline(db, course)
    _remember(db, actor, "courses.sign-off", row, module, now=now)
    return row


def withdraw_sign_off(
    db: Session, actor: Actor, slug: str, key: str, sign_off_id: int, *, reason: str, now: datetime
) -> SignOff:
    """Let a review stand no longer, with a reason that is kept with it; raises as `get_sign_off` does."""
    if not reason.strip():
        raise Unacceptable("Say why. It is kept with the review.", "reason")
    course, module, row = get_sign_off(db, actor, slug, key, sign_off_id, lock=True)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, actor.id, reason.strip()
    db.flush()
    put_outline(db, course)
    _remember(db, actor, "courses.withdraw-sign-off", row, module, now=now, reason=row.withdrawn_reason)
    return row


def _refuse_others(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise NotAllowed("Only a registrar keeps the reviews.")


def _remember(
    db: Session, actor: Actor, action: str, row: SignOff, module: Module, *, now: datetime, **facts: str
) -> None:
    known = {
        "module": module.key,
        "version": row.version,
        "digest": row.digest,
        "on": row.reviewed_on,
        "name": row.name,
        **facts,
    }
    audit.record(db, actor, action, f"sign-off:{row.id}", now=now, after=known)
