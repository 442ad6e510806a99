"""Certificates for many at once: approved by one person, issued one by one by jobs, each refusal with its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate, CertificateRun, CertificateRunItem
from ashilms.certificates.services.following import get_run
from ashilms.certificates.services.living import issue
from ashilms.certificates.services.wording import School
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import Cohort
from ashilms.errors import Missing, NotAllowed, Refusal, Unacceptable
from ashilms.jobs import services as jobs
from ashilms.programs import services as programs
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import APPROVAL, Kinds, what_holds_up

APPROVE = "approve"
ISSUE = "certificates.issue"
"""The job that approves and reserves one certificate of a run."""
MOST = 500
"""People in one run: what a page shows at once; more are two runs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trainee of a cohort: how much is met, and why nothing can be issued to them, if so."""

    person_id: int
    name: str
    printed: str
    counts: tuple[int, int]
    why_not: str = ""


def find_choices(db: Session, actor: Actor) -> list[tuple[Cohort, ProgramVersion]]:
    """Return for which of the actor's cohorts certificates of which programme can be issued: by the newest versions."""
    versions = [version for version in programs.newest_versions(db) if version.program.open]
    return [
        (cohort, version)
        for cohort in cohorts.find_cohorts(db, actor)
        for version in versions
        if version.program.course_id == cohort.course_id
    ]


def get_choice(db: Session, actor: Actor, cohort_id: int, program_id: int) -> tuple[Cohort, ProgramVersion]:
    """Return a cohort of the actor's and a programme of its course; raises `Missing` where there is no such pair."""
    for cohort, version in find_choices(db, actor):
        if (cohort.id, version.program_id) == (cohort_id, program_id):
            return cohort, version
    raise Missing("There is no such cohort with such a programme.")


def find_candidates(
    db: Session, actor: Actor, cohort_id: int, program_id: int, kinds: Kinds, *, on: date
) -> list[Candidate]:
    """Return a cohort's trainees in a programme with what would keep each from a certificate, the ready ones first.

    Raises `Missing` for a cohort that is none of the actor's. What boards would refuse is found when it is issued.
    """
    placed = cohorts.find_placed(db, actor, cohort_id)
    names = people.names_of(db, placed)
    found = [_candidate(db, actor, id_, names[id_], program_id, kinds, on) for id_ in sorted(placed)]
    return sorted(
        filter(None, found), key=lambda one: (bool(one.why_not), one.name.casefold(), one.person_id)
    )


def _candidate(
    db: Session, actor: Actor, person_id: int, name: str, program_id: int, kinds: Kinds, on: date
) -> Candidate | None:
    """Return a trainee who is in the programme, or `None`."""
    try:
        proof = programs.next_proof(db, person_id, program_id, kinds, on=on)
    except Missing:
        return None
    printed = people.get_person(db, person_id).printed_name or ""
    return Candidate(
        person_id,
        name,
        printed,
        proof.standing.counts,
        _why_not(db, actor, person_id, program_id, proof, printed),
    )


def _why_not(
    db: Session, actor: Actor, person_id: int, program_id: int, proof: programs.Proof, printed: str
) -> str:
    """Return why nothing can be issued, in a sentence; empty where nothing that is known stands against it."""
    award = programs.current_award(db, person_id, program_id)
    standing = proof.standing
    if award is not None and proof.renews is None:
        return f"They hold {award.number}."
    if not (standing.awaits_approval_only or standing.met):
        first = next(leaf for leaf in standing.missing if leaf.kind != APPROVAL)
        return f"“{first.title}” is not met ({first.have})."
    barred = programs.may_approve(actor, person_id, proof.evidence) or what_holds_up(proof.evidence)
    return barred or ("" if printed else "They haven’t confirmed the name to be printed.")


def start_run(
    db: Session, actor: Actor, cohort_id: int, program_id: int, person_ids: Collection[int], *, now: datetime
) -> CertificateRun:
    """Approve for these trainees of a cohort, and ask for a certificate to be issued to each by a job.

    Everything is looked at again for each, in the job that issues it. Raises `NotAllowed` for who may not approve,
    `Missing` as `get_choice`, `Unacceptable` for nobody, too many, and whoever is not in the cohort.
    """
    if not allows(actor, APPROVE):
        raise NotAllowed("An instructor or a registrar approves.")
    _, version = get_choice(db, actor, cohort_id, program_id)
    chosen = sorted(set(person_ids))
    if not chosen or len(chosen) > MOST:
        raise Unacceptable(f"Choose somebody, and at most {MOST} at once.", "people")
    if not set(chosen) <= cohorts.find_placed(db, actor, cohort_id):
        raise Unacceptable(
            "Somebody you chose is not in this cohort any more. Look at the list again.", "people"
        )
    run = CertificateRun(cohort_id=cohort_id, program_id=program_id, by_id=actor.id, at=now)
    db.add(run)
    db.flush()
    db.add_all(CertificateRunItem(run_id=run.id, person_id=id_) for id_ in chosen)
    db.flush()
    after = {"cohort": cohort_id, "program": version.program.key, "people": chosen, "via": actor.via}
    audit.record(db, actor, "certificates.run", f"certificate_run:{run.id}", now=now, after=after)
    for id_ in chosen:
        work = {"run": run.id, "person": id_, "roles": sorted(actor.roles)}
        jobs.enqueue(db, ISSUE, work, key=f"{ISSUE}:{run.id}:{id_}", now=now)
    return run


def issue_one(
    db: Session,
    run_id: int,
    person_id: int,
    roles: Collection[str],
    kinds: Kinds,
    school: School,
    *,
    now: datetime,
) -> str | None:
    """Approve and reserve the certificate of one person in a run; return its number, or `None` if it was refused.

    A refusal is kept with the person, and the others go on. Twice does no harm. `roles` are those of whoever started
    the run, at that moment.
    """
    run = db.get_one(CertificateRun, run_id)
    query = select(CertificateRunItem).where(
        CertificateRunItem.run_id == run_id, CertificateRunItem.person_id == person_id
    )
    item = db.scalars(query.with_for_update()).one()
    if item.number or item.refused:
        return item.number
    actor = people.as_actor(people.get_person(db, run.by_id), roles)
    try:
        with db.begin_nested():
            item.number = issue(db, actor, person_id, run.program_id, kinds, school, now=now).number
    except Refusal as refused:
        item.number, item.refused = None, str(refused)
        audit.record(
            db, actor, "certificates.refuse", f"person:{person_id}", now=now,
            after={"run": run_id, "reason": str(refused)}, about=person_id,
        )  # fmt: skip
    db.flush()
    return item.number


def take_home(db: Session, actor: Actor, run_id: int, *, now: datetime) -> list[tuple[str, str]]:
    """Return the numbers and files of a run that are drawn, and put into the record that somebody takes them home.

    Raises `Missing` as `get_run`, and while nothing is drawn.
    """
    numbers = [line.number for line in get_run(db, actor, run_id).lines if line.number]
    query = select(Certificate.number, Certificate.file).where(Certificate.number.in_(numbers))
    found = [(number, file) for number, file in db.execute(query.order_by(Certificate.id)) if file]
    if not found:
        raise Missing("Nothing of this run is drawn yet. Try again in a minute.")
    after = {"files": len(found)}
    audit.record(db, actor, "certificates.take-home", f"certificate_run:{run_id}", now=now, after=after)
    return found
