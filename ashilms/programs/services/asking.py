"""Asking what a change would mean for more people than anybody waits for: jobs look, a part each, and say how far."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Missing, Unacceptable
from ashilms.jobs import services as jobs
from ashilms.jobs.models import Job
from ashilms.jobs.rules import FAILED
from ashilms.plain import write_plain
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.impact import Impact, read_impact
from ashilms.programs.services.foreseeing import (
    Question,
    ask_rubric,
    ask_version,
    ask_without,
    foresee,
    refuse_foreseeing,
)
from ashilms.programs.services.walking import count_bound
from ashilms.screenings.models import PracticumPlan

Row = TypeVar("Row")
LOOK = "programs.foresee"
ONE_OF_THREE = "Choose a version, a person or a rubric, one of the three."
AT_ONCE = 400
"""People whom somebody waits for at the page; of more, jobs look."""
PART = 2000
"""People whom one job looks at: a minute's work at most, so that none is taken for lost."""
FIRST = ":1"
"""How the key of a question's first job ends; its id is the question's number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a form asks it: another version for everybody, nothing counting that one person judged, or
    observations judged by the rubric of another version of a practicum."""

    version_id: int | None = None
    without: int | None = None
    since: str | None = None
    """A day, with `without`; ever unless given."""
    plan_id: int | None = None

    def as_question(self, db: Session) -> Question:
        """Return what is asked; raises `Missing` for a version that is none, `Unacceptable` for no question."""
        if sum(one is not None for one in (self.version_id, self.without, self.plan_id)) != 1:
            raise Unacceptable(ONE_OF_THREE, "version_id")
        if self.without is not None:
            return ask_without(self.without, date.fromisoformat(self.since) if self.since else date.min)
        if self.plan_id is not None:
            return ask_rubric(_one(db.get(PracticumPlan, self.plan_id)))
        return ask_version(_one(db.get(ProgramVersion, self.version_id)))


def _one(row: Row | None) -> Row:
    if row is None:
        raise Missing("There is no such version.")
    return row


@dataclass(frozen=True, slots=True)
class Answered:
    """What was found so far, and whether that is all."""

    impact: Impact
    whole: bool
    failed: bool = False


def takes_long(db: Session, question: Question) -> bool:
    """Return whether looking at everybody takes longer than anybody waits."""
    return count_bound(db, question.program_id) > AT_ONCE


def answer(db: Session, actor: Actor, question: Question, kinds: Kinds, *, on: date) -> Impact:
    """Return what a change would mean as of `on`; raises `NotAllowed` for who may not look."""
    refuse_foreseeing(actor)
    impact = Impact(count_bound(db, question.program_id))
    for _ in foresee(db, question, kinds, on=on, so_far=impact):
        pass  # it grows
    return impact


def ask(db: Session, actor: Actor, asked: Asked, *, now: datetime) -> int:
    """Let jobs look at everybody, and return under which number their answer is found."""
    refuse_foreseeing(actor)
    people = count_bound(db, asked.as_question(db).program_id)
    stem = f"{_asked_by(actor)}{int(now.timestamp())}:{crc32(write_plain(asdict(asked)).encode())}"
    part = {
        "stem": stem, "number": 1, "asked": asdict(asked), "on": now.date().isoformat(), "after": 0,
        "impact": Impact(people).as_data(),
    }  # fmt: skip
    job = jobs.enqueue(db, LOOK, part, key=f"{stem}{FIRST}", now=now)
    return job.id


def look_on(db: Session, kinds: Kinds, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the next part: what was found by the end of this one, and whether that is all."""
    impact, question = read_impact(part["impact"]), Asked(**part["asked"]).as_question(db)
    most, on = impact.looked_at + PART, date.fromisoformat(part["on"])
    for _, last in foresee(db, question, kinds, on=on, after=part["after"], so_far=impact):
        if impact.looked_at >= most:
            found = {"impact": impact.as_data(), "after": last, "whole": False}
            return {**part, **found, "number": part["number"] + 1}
    return {**part, "impact": impact.as_data(), "whole": True}


def keep_on(db: Session, part: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Ask for the next part, which has what was found so far; return the whole, and of less nothing to be kept."""
    if not part["whole"]:
        jobs.enqueue(db, LOOK, part, key=f"{part['stem']}:{part['number']}", now=now)
        return {}
    return {"impact": part["impact"], "whole": part["whole"], "asked": part["asked"]}


def answer_of(db: Session, actor: Actor, turn: int) -> tuple[Asked, Answered]:
    """Return what jobs have found of a question that the actor asked; raises `Missing` for one that they did not."""
    refuse_foreseeing(actor)
    first = db.get(Job, turn)
    if first is None or not (first.key.startswith(_asked_by(actor)) and first.key.endswith(FIRST)):
        raise Missing("You asked for no such thing, or so long ago that the answer is gone.")
    parts = select(Job).where(Job.kind == LOOK, Job.key.startswith(f"{first.key.removesuffix(FIRST)}:"))
    row = db.scalars(parts.order_by(Job.id.desc()).limit(1)).one()
    told = row.result or row.payload
    found = Answered(read_impact(told["impact"]), bool(told.get("whole")), row.state == FAILED)
    return Asked(**told["asked"]), found


def _asked_by(actor: Actor) -> str:
    """Return how the keys of jobs begin that look for somebody; second and question follow, and which part it is."""
    return f"{LOOK}:{actor.id}:"
