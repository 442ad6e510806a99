"""Runs that issue certificates to many, followed: how far each has come, and what became of whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.certificates.models import Certificate, CertificateRun, CertificateRunItem
from ashilms.certificates.rules.running import WATCHED, Outcome, outcome_of, time_left
from ashilms.cohorts.models import Cohort
from ashilms.errors import Missing
from ashilms.programs import services as programs

LISTED = 50
"""Runs on one page, the latest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a run, and what became of them."""

    person_id: int
    name: str
    outcome: Outcome
    number: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: its lines, those that need somebody first."""

    run: CertificateRun
    cohort: str
    programme: str
    by: str
    lines: Sequence[Line]
    last: datetime | None = None
    """When the last one that is issued was drawn; `None` as long as none is."""

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many there are of each outcome."""
        return Counter(line.outcome for line in self.lines)

    @property
    def settled(self) -> int:
        """For how many nothing is on its way any more."""
        return self.counts[Outcome.ISSUED] + self.counts[Outcome.REFUSED]

    @property
    def done(self) -> bool:
        """Whether that is all of them."""
        return self.settled == len(self.lines)

    @property
    def to_come(self) -> int:
        """How many are issued without anybody doing something first; what failed is tried again later."""
        return self.counts[Outcome.WAITING] + self.counts[Outcome.DRAWING]

    @property
    def left(self) -> timedelta | None:
        """How long that takes, where it is known."""
        took = self.last - self.run.at if self.last else timedelta()
        return time_left(self.counts[Outcome.ISSUED], took, self.to_come)

    def goes_on(self, now: datetime) -> bool:
        """Return whether a page that is open should look again by itself."""
        return bool(self.to_come) and now - self.run.at < WATCHED


def find_runs(db: Session, actor: Actor) -> list[Progress]:
    """Return the latest runs, newest first: a registrar's are all, others see those that they started."""
    query = select(CertificateRun).order_by(CertificateRun.id.desc()).limit(LISTED)
    if not actor.has(REGISTRAR):
        query = query.where(CertificateRun.by_id == actor.person_id)
    return _progress_of(db, db.scalars(query).all())


def get_run(db: Session, actor: Actor, run_id: int) -> Progress:
    """Return how far a run has come; raises `Missing` for anybody but who started it, and registrars."""
    run = db.get(CertificateRun, run_id)
    if run is None or (run.by_id != actor.person_id and not actor.has(REGISTRAR)):
        raise Missing("There is no such run.")
    return _progress_of(db, [run])[0]


def _progress_of(db: Session, runs: Sequence[CertificateRun]) -> list[Progress]:
    """Return how far runs have come, in their order: in as many queries for all of them as for one."""
    item = CertificateRunItem
    query = (
        select(item.run_id, item.person_id, item.number, item.refused,
               Certificate.status, Certificate.failure, Certificate.changed_at)
        .outerjoin(Certificate, Certificate.number == item.number)
        .where(item.run_id.in_([run.id for run in runs])).order_by(item.id)
    )  # fmt: skip
    rows = db.execute(query).all()
    names = people.names_of(db, {*(run.by_id for run in runs), *(row.person_id for row in rows)})
    among = select(Cohort.id, Cohort.name).where(Cohort.id.in_({run.cohort_id for run in runs}))
    called = {id_: name for id_, name in db.execute(among)}
    programmes = {version.program_id: version.content["name"] for version in programs.newest_versions(db)}
    of_run: dict[int, list[Any]] = {run.id: [] for run in runs}
    for row in rows:
        of_run[row.run_id].append(row)
    return [
        Progress(
            run, called[run.cohort_id], programmes[run.program_id], names[run.by_id],
            _lines(of_run[run.id], names),
            max((row.changed_at for row in of_run[run.id] if _outcome(row) is Outcome.ISSUED), default=None),
        )
        for run in runs
    ]  # fmt: skip


def _lines(rows: Sequence[Any], names: Mapping[int, str]) -> Sequence[Line]:
    order = list(Outcome)
    lines = [
        Line(row.person_id, names[row.person_id], _outcome(row), row.number, row.refused or row.failure or "")
        for row in rows
    ]
    return sorted(lines, key=lambda line: (order.index(line.outcome), line.name.casefold()))


def _outcome(row: Any) -> Outcome:
    return outcome_of(row.number, row.refused, row.status)
