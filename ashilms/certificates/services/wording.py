"""What a certificate will say: from the evidence, the program and the school to one frozen payload."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.boards import services as boards
from ashilms.boards.rules import Claim, Finding, Pack, Taught
from ashilms.certificates import drawing
from ashilms.certificates.rules import (
    VERSION,
    WITH_CLAIMS,
    WITH_DESIGN,
    WITH_WAIVED,
    Edition,
    Hours,
    Payload,
    ProofRoot,
    Provider,
    Signer,
    Unfit,
    Waived,
    link_token,
    new_number,
    tidy,
)
from ashilms.certificates.services.boarding import read_as, taught_of
from ashilms.courses import services as courses
from ashilms.errors import Unacceptable
from ashilms.looks import services as looks
from ashilms.looks.rules import AS_SHIPPED, Look
from ashilms.plugins import Fact
from ashilms.programs import services as programs
from ashilms.programs.rules import signers
from ashilms.programs.rules.frozen import Frozen


def _any_look(_look: Look) -> None:
    """Take every look for one that can be drawn."""


@dataclass(frozen=True, slots=True)
class School:
    """Who issues, and what the links on its certificates begin with (the token follows)."""

    provider: Provider
    links: str
    refuse_undrawable: Callable[[Look], None] = field(default=_any_look, compare=False)
    """Raises `Unacceptable` for a look whose design or pictures are not here (any more)."""


@dataclass(frozen=True, slots=True)
class Worded:
    """What a certificate is about to say, what boards would reject in it, and where it claims nothing."""

    payload: Payload
    findings: tuple[Finding, ...]
    left_out: tuple[Pack, ...]
    """The boards for which the holder would have to give a licence number first."""
    rules: Mapping[str, int]
    """Which version of whose rules was held against it."""


def word_certificate(
    db: Session, approver: Actor, person_id: int, program_id: int, proof: programs.Proof, frozen: Frozen,
    school: School, *, today: date,
) -> Worded:  # fmt: skip
    """Return what a certificate issued `today` on this proof says, its root included, and can be printed with.

    Raises `Unacceptable` when the holder has not confirmed a name, or something on it cannot be printed; `Rejected`
    when a board that the programme claims would not take it.
    """
    holder = people.get_person(db, person_id)
    if not holder.printed_name:
        raise Unacceptable(
            f"{holder.name} hasn’t confirmed the name to be printed yet. They can do so on their own checklist."
        )
    number, look = looks.current_look(db)
    worded = _worded(db, approver, person_id, program_id, proof, school, look, today=today)
    if worded.findings:
        raise boards.Rejected(worded.findings)
    root = ProofRoot(frozen.root, len(frozen.leaves))
    design = Edition(look.design, str(number))
    waived = tuple(Waived(tidy(leaf["title"]), leaf["waived"]) for leaf in frozen.read() if "waived" in leaf)
    version = WITH_WAIVED if waived else WITH_DESIGN
    try:
        payload = replace(worded.payload, version=version, proof=root, design=design, waived=waived)
    except Unfit as problem:
        raise Unacceptable(str(problem)) from problem
    # what no typeface has, no line holds or nothing here can draw is refused before a number is taken
    school.refuse_undrawable(look)
    looks.refuse_namesakes(db, [signer.name for signer in payload.signers if signer.name in look.hands])
    drawing.page_of(payload, look)
    return replace(worded, payload=payload)


def foresee_wording(
    db: Session, approver: Actor, person_id: int, program_id: int, proof: programs.Proof, school: School, *, today: date
) -> Worded:  # fmt: skip
    """Return what a certificate would say were it issued `today`, with everything that boards would reject in it.

    All but the root of its proof, which begins with chance and is made when it is issued.

    Raises `Unacceptable` when something on it cannot be said at all.
    """
    return _worded(db, approver, person_id, program_id, proof, school, looks.current_look(db)[1], today=today)


def _worded(
    db: Session, approver: Actor, person_id: int, program_id: int, proof: programs.Proof, school: School, look: Look,
    *, today: date,
) -> Worded:  # fmt: skip
    holder, version, evidence = people.get_person(db, person_id), proof.version, proof.evidence
    claims = boards.claims_of(db, person_id, version)
    course = courses.get_course_by_id(db, version.program.course_id)
    taught = taught_of(db, person_id, course, evidence)
    if ended := proof.why_ended(today):
        raise Unacceptable(ended)
    holds = proof.holds(today)
    try:
        payload = _payload(
            proof, holder.printed_name or holder.name, school, taught=taught, claims=claims.printed,
            signers=_signers(db, approver, evidence), course=Edition(tidy(course.title), str(course.version)),
            completed_on=proof.completed or today, until=holds.until if holds else None, today=today,
            look=look,
        )  # fmt: skip
    except Unfit as problem:
        raise Unacceptable(str(problem)) from problem
    findings = claims.judge(read_as(payload, version, taught))
    return Worded(payload, findings, claims.left_out, claims.versions)


def _payload(
    proof: programs.Proof, name: str, school: School, *, taught: Taught, claims: tuple[Claim, ...],
    signers: tuple[Signer, ...], course: Edition, completed_on: date, until: date | None, today: date, look: Look,
) -> Payload:  # fmt: skip
    version, words, token = proof.version, proof.version.content, link_token(secrets.token_bytes(16))
    return Payload(
        number=new_number(words["number_prefix"], secrets.token_bytes(10)),
        holder=tidy(name),
        level=words["level"],
        title=tidy(words["title"]),
        award=tidy(words["name"]),
        scope=tidy(words["scope"]),
        statement=look.renewed if proof.renews else look.statement,
        issued_on=today,
        completed_on=completed_on,
        valid_until=until,
        hours=Hours(0, 0, taught.practicum_minutes),
        course=course,
        program=Edition(tidy(words["name"]), str(version.number)),
        provider=school.provider,
        signers=signers,
        standing_digest=proof.standing.digest(),
        verify_url=school.links + token,
        token=token,
        version=WITH_CLAIMS if claims else VERSION,
        claims=claims,
    )


def _signers(db: Session, approver: Actor, evidence: Sequence[Fact]) -> tuple[Signer, ...]:
    assessed = signers(evidence)
    names = people.names_of(db, [*assessed, approver.id])
    signed = [Signer(tidy(names[person]), "Instructor") for person in assessed if person in names][:3]
    return (*signed, Signer(tidy(names[approver.id]), "Approved for the school"))


def look_of(db: Session, payload: Payload) -> Look:
    """Return the look that a payload names, however long ago it was chosen; the shipped one of what names none."""
    return looks.get_look(db, int(payload.design.version) if payload.design else AS_SHIPPED)


def not_before(now: datetime, last: datetime | None) -> date:
    """Return the day to issue on: today, but never before the last certificate, should the clock be set back."""
    return (max(now, last) if last else now).date()
