"""Binding people to programs, saying where they stand, approving, and remembering awards."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.observations import services as observations
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.programs.models import Award, Program, ProgramApproval, ProgramBinding, ProgramVersion
from ashilms.programs.rules import APPROVAL, APPROVED, Kinds, Standing, assessors, evaluate
from ashilms.quizzes import services as quizzes


def bind_person(
    db: Session, actor: Actor, person_id: int, course_id: int, *, now: datetime
) -> list[ProgramBinding]:
    """Bind a person to the current version of each open program of a course; twice does no harm."""
    bound, made = {row.program_id for row in _bindings(db, person_id)}, []
    for program in db.scalars(select(Program).where(Program.course_id == course_id, Program.open)):
        if program.id in bound:
            continue
        version = latest_version(db, program.id)
        row = ProgramBinding(person_id=person_id, program_id=program.id, version_id=version.id, since=now)
        db.add(row)
        db.flush()
        audit.record(
            db, actor, "programs.bind", f"person:{person_id}", now=now,
            after={"program": program.key, "version": version.number},
        )  # fmt: skip
        made.append(row)
    return made


def latest_version(db: Session, program_id: int) -> ProgramVersion:
    """Return a program's current version; raises `Missing`."""
    query = select(ProgramVersion).where(ProgramVersion.program_id == program_id)
    version = db.scalar(query.order_by(ProgramVersion.number.desc()).limit(1))
    if version is None:
        raise Missing("There is no such programme.")
    return version


def bindings_of(db: Session, person_id: int) -> list[ProgramBinding]:
    """Return what a person works towards, oldest first."""
    return list(_bindings(db, person_id))


def bound_version(db: Session, person_id: int, program_id: int) -> ProgramVersion:
    """Return the version of a program that a person works towards; raises `Missing` when there is none."""
    theirs = select(ProgramBinding).where(ProgramBinding.person_id == person_id)
    binding = db.scalar(theirs.where(ProgramBinding.program_id == program_id))
    if binding is None:
        raise Missing("This person is not in that programme.")
    return binding.version


def evidence_of(db: Session, person_id: int, program_id: int) -> tuple[Fact, ...]:
    """Return every fact about a person that a requirement of this program may look at.

    Approvals of an earlier certificate are not among them, nor is what was learnt in another course under the
    same name.
    """
    return find_evidence(db, [person_id], program_id)[person_id]


def find_evidence(
    db: Session, person_ids: Collection[int], program_id: int
) -> Mapping[int, tuple[Fact, ...]]:
    """Return `evidence_of` each of these people: as many queries for all of them as for one."""
    course = courses.get_course_by_id(db, get_program_by_id(db, program_id).course_id).slug
    found = [room.find_facts(db, person_ids) for room in (courses, cohorts, quizzes, practicum, observations)]
    approvals = _approvals(db, person_ids, program_id)
    return {
        person: (
            *(
                fact
                for facts in found
                for fact in facts.get(person, ())
                if fact.values.get("course", course) == course
            ),
            *approvals.get(person, ()),
        )
        for person in person_ids
    }


def _approvals(db: Session, person_ids: Collection[int], program_id: int) -> Mapping[int, Sequence[Fact]]:
    ended = select(func.count()).where(
        Award.person_id == ProgramApproval.person_id,
        Award.program_id == program_id,
        Award.ended_at.is_not(None),
    )
    query = select(ProgramApproval).where(
        ProgramApproval.person_id.in_(person_ids),
        ProgramApproval.program_id == program_id,
        ProgramApproval.cycle == 1 + ended.scalar_subquery(),
    )
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in db.scalars(query.order_by(ProgramApproval.id)):
        facts[row.person_id].append(Fact(f"approval:{row.id}", APPROVED, row.at.date(), {"by": row.by_id}))
    return facts


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a person stands in the version they are bound to, and the evidence that says so."""

    version: ProgramVersion
    evidence: tuple[Fact, ...]
    standing: Standing


def proof_of(db: Session, person_id: int, program_id: int, kinds: Kinds, *, on: date) -> Proof:
    """Return where a person stands and why; raises `Missing` when they are bound to no version."""
    version, evidence = bound_version(db, person_id, program_id), evidence_of(db, person_id, program_id)
    return Proof(version, evidence, _stand(version, evidence, kinds, on))


def standings_of(
    db: Session, person_id: int, kinds: Kinds, *, on: date
) -> list[tuple[ProgramBinding, Standing]]:
    """Return where a person stands in everything they work towards."""
    return _standings(db, _bindings(db, person_id), kinds, on)


def all_standings(db: Session, kinds: Kinds, *, on: date) -> list[tuple[ProgramBinding, Standing]]:
    """Return where everybody stands, the closest to done first."""
    bindings = db.scalars(select(ProgramBinding).order_by(ProgramBinding.id)).all()
    return sorted(_standings(db, bindings, kinds, on), key=lambda row: -row[1].counts[0])


def get_program_by_id(db: Session, program_id: int) -> Program:
    """Return a program; raises `Missing`."""
    program = db.get(Program, program_id)
    if program is None:
        raise Missing("There is no such programme.")
    return program


def get_program(db: Session, key: str) -> Program:
    """Return a program by its key; raises `Missing`."""
    program = db.scalar(select(Program).where(Program.key == key))
    if program is None:
        raise Missing(f"There is no programme {key!r}.")
    return program


def find_ready(db: Session, kinds: Kinds, *, on: date) -> list[tuple[ProgramBinding, Standing]]:
    """Return everybody for whom nothing but approval is missing: the approver's queue, the longest bound first.

    Whoever has or had the certificate is not in it: after a revocation, a new one is a decision of its own,
    begun on that person's page, and not the next line of a list.
    """
    had = select(Award.id).where(
        Award.program_id == ProgramBinding.program_id, Award.person_id == ProgramBinding.person_id
    )
    query = (
        select(ProgramBinding).join(Program, Program.id == ProgramBinding.program_id)
        .where(Program.open, ~had.exists()).order_by(ProgramBinding.since, ProgramBinding.id)
    )  # fmt: skip
    found = _standings(db, db.scalars(query).all(), kinds, on)
    return [(row, standing) for row, standing in found if standing.awaits_approval_only or standing.met]


def find_awarded(db: Session) -> frozenset[tuple[int, int]]:
    """Return person and program of every certificate that stands or stood."""
    return frozenset(
        (row.person_id, row.program_id) for row in db.execute(select(Award.person_id, Award.program_id))
    )


def may_approve(actor: Actor, person_id: int, evidence: Sequence[Fact]) -> str | None:
    """Return why `actor` may not be the second person here, or `None` when they may."""
    if actor.person_id == person_id:
        return "This is your own certificate; somebody else approves it."
    if actor.person_id in assessors(evidence):
        return "You assessed this trainee. Somebody who did not must approve, so that two people have looked."
    if not allows(actor, "approve"):
        return "An instructor or a registrar approves."
    return None


def approve(
    db: Session, actor: Actor, person_id: int, program_id: int, kinds: Kinds, *, now: datetime
) -> Standing:
    """Record a second person's approval and return the standing, now met in full.

    Everything is worked out again from the evidence inside the caller's transaction, while nobody else may
    decide about this person. Raises `NotAllowed` for somebody who assessed or has no such role, `Clash` when
    something else is missing, when the program is closed, or when an award is already there.
    """
    people.get_person(db, person_id)
    people.lock_people(db, [person_id])
    proof = proof_of(db, person_id, program_id, kinds, on=now.date())
    if reason := may_approve(actor, person_id, proof.evidence):
        raise NotAllowed(reason)
    if current_award(db, person_id, program_id) is not None:
        raise Clash("This certificate has been issued already. Load the page again to see it.")
    if not proof.version.program.open:
        raise Clash("This programme is closed, so nothing is issued in it now.")
    _refuse_unready(proof.standing)
    cycle = current_cycle(db, person_id, program_id)
    db.add(ProgramApproval(person_id=person_id, program_id=program_id, cycle=cycle, by_id=actor.id, at=now))
    db.flush()
    audit.record(
        db, actor, "programs.approve", f"person:{person_id}", now=now,
        after={
            "program": proof.version.program.key, "version": proof.version.number, "cycle": cycle, "via": actor.via,
        },
    )  # fmt: skip
    signals.requirements_met.send(db, person_id=person_id, program_id=program_id)
    return proof_of(db, person_id, program_id, kinds, on=now.date()).standing


def _refuse_unready(standing: Standing) -> None:
    others = [leaf for leaf in standing.missing if leaf.kind != APPROVAL]
    if others:
        raise Clash(f"This can’t be approved: “{others[0].title}” is not met ({others[0].have}).")


def grant_award(
    db: Session, person_id: int, program_id: int, number: str, standing: Standing, *, now: datetime
) -> Award:
    """Remember that a certificate is held; the database lets one stand per person, program and cycle.

    Raises `Unacceptable` when the standing is not met in full.
    """
    if not standing.met:
        raise Unacceptable("Not everything is met, so nothing can be issued.")
    award = Award(
        person_id=person_id, program_id=program_id, cycle=current_cycle(db, person_id, program_id),
        number=number, standing=standing.canonical().decode(), at=now,
    )  # fmt: skip
    db.add(award)
    db.flush()
    return award


def end_award(db: Session, number: str, *, now: datetime) -> None:
    """Remember that an award no longer stands; with it end the approvals that it was given on."""
    award = db.scalar(select(Award).where(Award.number == number))
    if award is not None and award.ended_at is None:
        award.ended_at = now
        db.flush()


def current_award(db: Session, person_id: int, program_id: int) -> Award | None:
    """Return the award that stands, if any."""
    award = last_award(db, person_id, program_id)
    return award if award is not None and award.ended_at is None else None


def last_award(db: Session, person_id: int, program_id: int) -> Award | None:
    """Return the latest award, whether it stands or has ended, if any."""
    query = select(Award).where(Award.person_id == person_id, Award.program_id == program_id)
    return db.scalar(query.order_by(Award.cycle.desc()).limit(1))


def current_cycle(db: Session, person_id: int, program_id: int) -> int:
    """Return which of a person's awards in a program stands or comes next: 1, and one more for each that ended."""
    ended = select(func.count()).where(
        Award.person_id == person_id, Award.program_id == program_id, Award.ended_at.is_not(None)
    )
    return 1 + (db.scalar(ended) or 0)


def _bindings(db: Session, person_id: int) -> Sequence[ProgramBinding]:
    query = select(ProgramBinding).where(ProgramBinding.person_id == person_id).order_by(ProgramBinding.id)
    return db.scalars(query).all()


def _standings(
    db: Session, bindings: Sequence[ProgramBinding], kinds: Kinds, on: date
) -> list[tuple[ProgramBinding, Standing]]:
    """Return where everybody in `bindings` stands, in their order."""
    bound: defaultdict[int, list[int]] = defaultdict(list)
    for row in bindings:
        bound[row.program_id].append(row.person_id)
    evidence = {program: find_evidence(db, people, program) for program, people in bound.items()}
    return [
        (row, _stand(row.version, evidence[row.program_id][row.person_id], kinds, on)) for row in bindings
    ]


def _stand(version: ProgramVersion, evidence: Sequence[Fact], kinds: Kinds, on: date) -> Standing:
    return evaluate(version.program.key, version.number, version.as_tree(), kinds, evidence, on)
