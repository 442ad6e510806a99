"""Asking for a correction that takes longer than anybody waits, and how far it has come."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing
from ashilms.jobs import services as jobs
from ashilms.jobs.models import Job
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.services import Correction
from ashilms.regrades.rules import AT_ONCE
from ashilms.regrades.services.looking import refuse

APPLY = "regrades.apply"


def takes_long(db: Session, version_id: int) -> bool:
    """Return whether grading a question again takes longer than anybody waits."""
    return quizzes.count_graded(db, version_id) > AT_ONCE


def ask_correction(
    db: Session, actor: Actor, correction: Correction, *, reason: str, seen: str, now: datetime
) -> None:
    """Let a job apply a correction as it was seen, all of it or nothing; asking twice is asking once."""
    refuse(actor)
    payload: dict[str, Any] = {
        "correction": asdict(correction),
        "reason": reason,
        "seen": seen,
        "by": actor.id,
    }
    jobs.enqueue(db, APPLY, payload, key=_key(seen), now=now)
    audit.record(
        db,
        actor,
        "regrades.ask",
        f"question_version:{correction.version_id}",
        now=now,
        after={"digest": seen},
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a correction has come that was asked for."""

    state: str
    """Of the job: queued, running, done, failed."""
    regrade_id: int | None
    refused: str | None
    """Why nothing was written, in a sentence."""


def progress_of(db: Session, actor: Actor, seen: str) -> Progress:
    """Return how far a correction has come; raises `Missing` for one that nobody asked for."""
    refuse(actor)
    job = db.scalar(select(Job).where(Job.key == _key(seen)))
    if job is None:
        raise Missing("Nobody asked for that.")
    done = quizzes.get_applied(db, seen)
    return Progress(job.state, done.id if done else None, (job.result or {}).get("refused"))


def _key(seen: str) -> str:
    return f"{APPLY}:{seen}"
