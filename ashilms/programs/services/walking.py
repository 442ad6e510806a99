"""Going through everybody, a batch at a time: as many queries for a batch as for one, and no more memory for more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ashilms.plain import read_plain
from ashilms.plugins import Fact
from ashilms.programs.models import Award, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, Standing
from ashilms.programs.rules.impact import Rules
from ashilms.programs.rules.renewing import Terms, judge, read_before
from ashilms.programs.services.binding import get_version
from ashilms.programs.services.gathering import find_evidence

BATCH = 100
"""People whose evidence is in memory at once."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody in a programme: the rules that they are bound to, what they did, and the award that stands, if any."""

    binding: ProgramBinding
    rules: Rules
    evidence: Sequence[Fact]
    award: Award | None = None
    """Where it is asked for: `walk_bound` does."""
    renewed: tuple[Terms, str] | None = None
    """Where that award renews another: by which terms it did, and the number of the other."""

    def stand(self, kinds: Kinds, on: date) -> Standing:
        """Return where they stand."""
        return self.rules.judge(kinds, self.evidence, on)

    def stand_as_given(self, kinds: Kinds, on: date, evidence: Sequence[Fact] | None = None) -> Standing:
        """Return where they stand by what their award was given on, on this evidence or their own.

        That is the programme, or the renewal's own tree, as it was in the version by which it was renewed.
        """
        known = self.evidence if evidence is None else evidence
        if self.renewed:
            terms, number = self.renewed
            before = read_before(known, number)
            judged = judge(terms, before, kinds, known, on) if before else None
            if judged and judged.standing:
                return judged.standing
        return self.rules.judge(kinds, known, on)


def count_bound(db: Session, program_id: int | None = None) -> int:
    """Return how many bindings there are, of one programme or of all."""
    return db.scalar(select(func.count()).select_from(_bindings(program_id).subquery())) or 0


def walk_bound(db: Session, program_id: int | None = None, *, after: int = 0) -> Iterator[list[Bound]]:
    """Yield everybody who is bound, in one programme or in all, by the ids of their bindings from `after` on."""
    rules: dict[int, Rules] = {}
    terms: dict[tuple[int, int], Terms | None] = {}
    while True:
        query = (
            _bindings(program_id).where(ProgramBinding.id > after).order_by(ProgramBinding.id).limit(BATCH)
        )
        bindings = db.scalars(query).all()
        if not bindings:
            return
        after = bindings[-1].id
        awards = _awards(db, bindings)
        renewed = _renewed(db, awards.values(), terms)
        yield [
            replace(bound, award=award, renewed=renewed.get(award.id) if award else None)
            for bound in _gather(db, bindings, rules)
            for award in [awards.get((bound.binding.person_id, bound.binding.program_id))]
        ]


def judge_bound(
    db: Session, bindings: Sequence[ProgramBinding], kinds: Kinds, *, on: date, as_known: bool = False
) -> Iterator[tuple[ProgramBinding, Standing]]:
    """Yield where everybody in `bindings` stands, in their order; the evidence of `BATCH` is in memory at once.

    `as_known` replays that day, as `proof_of` does.
    """
    rules: dict[int, Rules] = {}
    for start in range(0, len(bindings), BATCH):
        for bound in _gather(db, bindings[start : start + BATCH], rules, on if as_known else None):
            yield bound.binding, bound.stand(kinds, on)


def _gather(
    db: Session, bindings: Sequence[ProgramBinding], rules: dict[int, Rules], known: date | None = None
) -> list[Bound]:
    """Return what these bindings are judged by, in their order; each version is read once and kept in `rules`."""
    people: defaultdict[int, list[int]] = defaultdict(list)
    for row in bindings:
        people[row.program_id].append(row.person_id)
        if row.version_id not in rules:
            rules[row.version_id] = rules_of(row.version)
    evidence = {program: find_evidence(db, ids, program, known=known) for program, ids in people.items()}
    return [Bound(row, rules[row.version_id], evidence[row.program_id][row.person_id]) for row in bindings]


def rules_of(version: ProgramVersion) -> Rules:
    """Return what a version judges by."""
    return Rules(version.program.key, version.number, version.as_tree())


def _awards(db: Session, bindings: Sequence[ProgramBinding]) -> dict[tuple[int, int], Award]:
    people = {row.person_id for row in bindings}
    query = select(Award).where(Award.person_id.in_(people), Award.ended_at.is_(None))
    return {(row.person_id, row.program_id): row for row in db.scalars(query)}


def _renewed(
    db: Session, awards: Iterable[Award], known: dict[tuple[int, int], Terms | None]
) -> dict[int, tuple[Terms, str]]:
    """Return of those awards that renew another by which terms they do, and its number, by their own ids.

    Each version is read once and its terms are kept in `known`, by the programme and its number.
    """
    renewing = {award.id: _as_first_said(db, award) for award in awards if award.renews_id is not None}
    renewing = {id_: award for id_, award in renewing.items() if award.renews_id is not None}
    if not renewing:
        return {}
    query = select(Award.id, Award.number).where(
        Award.id.in_([award.renews_id for award in renewing.values()])
    )
    numbers = {id_: number for id_, number in db.execute(query)}
    found = {}
    for id_, award in renewing.items():
        key = award.program_id, read_plain(award.standing)["version"]
        if key not in known:
            known[key] = get_version(db, *key).as_terms()
        terms = known[key]
        if terms is not None and award.renews_id is not None:
            found[id_] = (terms, numbers[award.renews_id])
    return found


def _as_first_said(db: Session, award: Award) -> Award:
    """Return the award that was given on evidence, of which this one only says rightly what it said."""
    while award.corrects:
        award = db.get_one(Award, award.renews_id)
    return award


def _bindings(program_id: int | None) -> Select[ProgramBinding]:
    query = select(ProgramBinding)
    return query.where(ProgramBinding.program_id == program_id) if program_id is not None else query
