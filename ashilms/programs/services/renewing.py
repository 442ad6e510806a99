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
from ashilms.programs.rules.validity import Validity
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
    def is_possible(self) -> bool:
        """Whether something can be done for it: the certificate is not set aside, and it is not too late."""
        return self.before.status_on(self.on) == VALID and self.judged.standing is not None

    @property
    def is_open(self) -> bool:
        """Whether it may be approved once everything is met: it is possible, and not too early."""
        return self.is_possible and self.on >= self.opens

    @property
    def is_ready(self) -> bool:
        """Whether nothing but a second person's approval is missing, and that may be given."""
        return self.is_open and self.judged.ready and not self.held_up

    @property
    def held_up(self) -> str:
        """Why it is not approved now, whatever is met and whenever it opens, in a sentence; empty: nothing is so."""
        return self._proof.why_held_up(self.on) if self._proof else ""

    @property
    def would_hold(self) -> Validity | None:
        """Until when the one that follows would hold by what is done so far, and why; `None` while nothing is."""
        return self._proof.holds(self.on) if self._proof and self._proof.completed else None

    def as_proof(self) -> Proof | None:
        """Return what the certificate that follows would stand on; `None` while none may follow."""
        return self._proof if self.is_open else None

    @property
    def _proof(self) -> Proof | None:
        standing = self.judged.standing
        return Proof(self.version, self.evidence, standing, self.before) if standing else None


def renewal_of(db: Session, award: Award, kinds: Kinds, *, on: date) -> Renewal | None:
    """Return how renewing the certificate of an award stands.

    `None` where its programme renews nothing, and where it does not expire or was not drawn yet.
    """
    evidence = evidence_of(db, award.person_id, award.program_id)
    return _renewal(award, _newest(db, award.program_id), evidence, kinds, on)


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
    known: dict[int, _Newest] = {}
    for start in range(0, len(numbers), BATCH):
        query = select(Award).where(
            Award.number.in_(numbers[start : start + BATCH]), Award.ended_at.is_(None)
        )
        awards: defaultdict[int, list[Award]] = defaultdict(list)
        for award in db.scalars(query.order_by(Award.id)):
            awards[award.program_id].append(award)
        for program_id, own in awards.items():
            if program_id not in known:
                known[program_id] = _newest(db, program_id)
            evidence = find_evidence(db, [award.person_id for award in own], program_id)
            found = (_renewal(a, known[program_id], evidence[a.person_id], kinds, on) for a in own)
            yield from (renewal for renewal in found if renewal)


_Newest = tuple[ProgramVersion, Terms | None]
"""A programme's newest version with the terms that are read from it, which is done once for all who hold it."""


def _newest(db: Session, program_id: int) -> _Newest:
    version = latest_version(db, program_id)
    return version, version.as_terms()


def _renewal(
    award: Award, newest: _Newest, evidence: tuple[Fact, ...], kinds: Kinds, on: date
) -> Renewal | None:
    (version, terms), before = newest, read_before(evidence, award.number)
    if terms is None or before is None:
        return None
    return Renewal(award, version, terms, before, evidence, judge(terms, before, kinds, evidence, on), on)
