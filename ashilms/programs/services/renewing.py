"""Renewing what somebody holds: how it stands, and whom it awaits only approval of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.plugins import Fact
from ashilms.programs.models import Award, ProgramVersion
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.renewing import Before, Judged, Terms, judge, may_renew_from, read_before
from ashilms.programs.services.awards import current_award
from ashilms.programs.services.binding import latest_version
from ashilms.programs.services.gathering import evidence_of, find_evidence
from ashilms.programs.services.standings import Proof, proof_of
from ashilms.programs.services.walking import BATCH

VALID = "valid"
"""How a certificate has to stand to be renewed, in date or not."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """How renewing one certificate stands, by the newest version of its programme."""

    award: Award
    version: ProgramVersion
    terms: Terms
    before: Before
    evidence: tuple[Fact, ...]
    judged: Judged
    on: date

    @property
    def opens(self) -> date:
        """The first day on which it may be approved."""
        return may_renew_from(self.terms, self.before)

    @property
    def is_open(self) -> bool:
        """Whether it may be approved once everything is met: neither too early nor too late, nor set aside."""
        stands = self.before.status_on(self.on) == VALID
        return stands and self.on >= self.opens and self.judged.standing is not None

    @property
    def is_ready(self) -> bool:
        """Whether nothing but a second person's approval is missing, and that may be given."""
        return self.is_open and self.judged.ready

    def as_proof(self) -> Proof | None:
        """Return what the certificate that follows would stand on; `None` while none may follow."""
        if not self.is_open or self.judged.standing is None:
            return None
        return Proof(self.version, self.evidence, self.judged.standing, self.before)


def renewal_of(db: Session, award: Award, kinds: Kinds, *, on: date) -> Renewal | None:
    """Return how renewing the certificate of an award stands.

    `None` where its programme renews nothing, and where it does not expire or was not drawn yet.
    """
    evidence = evidence_of(db, award.person_id, award.program_id)
    return _renewal(award, latest_version(db, award.program_id), evidence, kinds, on)


def next_proof(db: Session, person_id: int, program_id: int, kinds: Kinds, *, on: date) -> Proof:
    """Return what somebody's next certificate of a program would stand on: of whoever holds one, its renewal.

    While that may not be approved it is the programme, as for everybody. Raises `Missing` as `proof_of`.
    """
    award = current_award(db, person_id, program_id)
    renewal = renewal_of(db, award, kinds, on=on) if award else None
    proof = renewal.as_proof() if renewal else None
    return proof or proof_of(db, person_id, program_id, kinds, on=on)


def find_renewals(db: Session, numbers: Sequence[str], kinds: Kinds, *, on: date) -> Iterator[Renewal]:
    """Yield how renewing each of these certificates stands; the evidence of `BATCH` is in memory at once."""
    versions: dict[int, ProgramVersion] = {}
    for start in range(0, len(numbers), BATCH):
        query = select(Award).where(
            Award.number.in_(numbers[start : start + BATCH]), Award.ended_at.is_(None)
        )
        awards: defaultdict[int, list[Award]] = defaultdict(list)
        for award in db.scalars(query.order_by(Award.id)):
            awards[award.program_id].append(award)
        for program_id, own in awards.items():
            if program_id not in versions:
                versions[program_id] = latest_version(db, program_id)
            evidence = find_evidence(db, [award.person_id for award in own], program_id)
            found = (_renewal(a, versions[program_id], evidence[a.person_id], kinds, on) for a in own)
            yield from (renewal for renewal in found if renewal)


def _renewal(
    award: Award, version: ProgramVersion, evidence: tuple[Fact, ...], kinds: Kinds, on: date
) -> Renewal | None:
    terms, before = version.as_terms(), read_before(evidence, award.number)
    if terms is None or before is None:
        return None
    return Renewal(award, version, terms, before, evidence, judge(terms, before, kinds, evidence, on), on)
