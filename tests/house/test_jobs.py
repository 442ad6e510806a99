"""Every job, done again: whatever was written, sent or decided once stays as it was."""

from datetime import timedelta

from sqlalchemy import select

from ashilms.jobs import services as jobs
from ashilms.jobs.models import Job
from ashilms.jobs.rules import DONE, QUEUED
from ashilms.jobs.runner import run_due
from ashilms.web import state
from tests.campus import Campus
from tests.conftest import NOW

LATER = NOW + timedelta(days=40)
"""So many days were missed: what was due on them is done now."""
OWN = frozenset({"ashilms_job"})
"""Where it is written that something was done again."""


def everything(campus: Campus) -> dict[str, object]:
    """Return what stands in the database, and every mail that has left."""
    rows: dict[str, object] = {name: text for name, text in campus.digest().items() if name not in OWN}
    return {**rows, "mails": sorted(file.name for file in (campus.folder / "mail").glob("*.eml"))}


def done(campus: Campus) -> int:
    """Do what is due until nothing is; return how many jobs that were."""
    tried = 0
    while now := run_due(campus.app, LATER):
        tried += now
    return tried


def test_whatever_recurs_finds_nothing_to_do_the_second_time(campus: Campus) -> None:
    """Forty days late, and then again in the same turn."""
    handlers = state(campus.app).kinds["handlers"].values()
    recurring = [one.name for one in handlers if one.every]
    beginning = everything(campus)
    done(campus)
    before = everything(campus)
    assert before != beginning, "there was something to do"
    with campus.db() as db:
        for name in recurring:
            jobs.enqueue(db, name, {}, key=f"again:{name}", now=LATER)
        db.commit()
    assert done(campus) >= len(recurring) > 10
    after = everything(campus)
    assert {name for name in before if before[name] != after[name]} == set()


def test_whatever_was_done_may_be_done_again(campus: Campus) -> None:
    """A process that dies after its work and before it says so does it twice."""
    with campus.db() as db:
        asked = {row.id: row.payload for row in db.scalars(select(Job).where(Job.state == QUEUED))}
    done(campus)
    before = everything(campus)
    with campus.db() as db:
        for row in db.scalars(select(Job).where(Job.id.in_(asked), Job.state == DONE)):
            row.state, row.payload, row.attempts, row.due_at = QUEUED, asked[row.id], 0, LATER
        db.commit()
    assert done(campus) >= len(asked) > 10
    after = everything(campus)
    assert {name for name in before if before[name] != after[name]} == set()
