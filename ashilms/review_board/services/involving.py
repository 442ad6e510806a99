"""Who had a part in what a case is about, and so who may decide on it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from sqlalchemy import Executable, or_, select, union
from sqlalchemy.orm import Session, aliased

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.appeals.models import Appeal
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.marking.models import GivenMark, MarkingPiece
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum.models import Entry, Review
from ashilms.programs.models import ProgramApproval
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import votes_missing
from ashilms.review_board.rules.kinds import Sort
from ashilms.supervision import services as supervision

DECIDE = "decide board cases"
LABEL = "person:"
"""How a certificate's history names a person."""
Parts = Iterable[tuple[int, int | None]]


def find_involved(db: Session, cases: Collection[BoardCase]) -> Mapping[int, frozenset[int]]:
    """Return who had a part in each case, by case: as many queries for many as for one.

    Who opened it or added to its evidence; who supervised, signed or rejected a session, observed it or, with whom
    observed it, saw the same; who marked, answered about a mark, approved a certificate or changed it. Whom the case
    is about is not among them.
    """
    parts: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for sort, find in FIND.items():
        if ids := {id for case in cases for id in case.ids(sort)}:
            for id, person_id in find(db, ids):
                parts[sort, id] |= {person_id} if person_id else set()
    return {case.id: frozenset(_involved(case, parts)) for case in cases}


def _involved(case: BoardCase, parts: Mapping[tuple[str, int], set[int]]) -> set[int]:
    found = {case.opened_by, *(piece.by_id for piece in case.pieces)}
    for piece in case.pieces:
        found |= parts.get((piece.sort, piece.ref_id or 0), set())
    return {id for id in found if id is not None and id != case.person_id}


def _of_entries(db: Session, ids: Collection[int]) -> Parts:
    named = select(Entry.id, Entry.supervisor_id).where(Entry.id.in_(ids))
    decided = select(Review.entry_id, Review.reviewer_id).where(Review.entry_id.in_(ids))
    seen = select(Observation.entry_id, Observation.assessor_id).where(Observation.entry_id.in_(ids))
    return _rows(db, union(named, decided, seen))


def _of_observations(db: Session, ids: Collection[int]) -> Parts:
    """Return who saw the same session or place, the assessor among them, and who supervised or signed the session."""
    beside, of = aliased(Observation), Observation.id.in_(ids)
    same = or_(beside.entry_id == Observation.entry_id, beside.booking_id == Observation.booking_id)
    seen = select(Observation.id, beside.assessor_id).where(same, of)
    named = select(Observation.id, Entry.supervisor_id).where(Entry.id == Observation.entry_id, of)
    decided = select(Observation.id, Review.reviewer_id).where(Review.entry_id == Observation.entry_id, of)
    kept = select(Remediation.observation_id, Remediation.owner_id).where(Remediation.observation_id.in_(ids))
    return _rows(db, union(seen, named, decided, kept))


def _of_attempts(db: Session, ids: Collection[int]) -> Parts:
    marked = select(MarkingPiece.attempt_id, GivenMark.marker_id).where(
        GivenMark.piece_id == MarkingPiece.id, MarkingPiece.attempt_id.in_(ids)
    )
    answered = select(Appeal.attempt_id, Appeal.answered_by).where(Appeal.attempt_id.in_(ids))
    return _rows(db, union(marked, answered))


def _of_appeals(db: Session, ids: Collection[int]) -> Parts:
    asked = db.scalars(select(Appeal).where(Appeal.id.in_(ids))).all()
    marked = select(Appeal.id, GivenMark.marker_id).where(
        MarkingPiece.attempt_id == Appeal.attempt_id,
        GivenMark.piece_id == MarkingPiece.id,
        Appeal.id.in_(ids),
    )
    yield from _rows(db, marked)
    yield from ((row.id, by) for row in asked for by in (row.answered_by, *row.answered_before))


def _of_certificates(db: Session, ids: Collection[int]) -> Parts:
    given = select(Certificate.id, ProgramApproval.by_id).where(
        ProgramApproval.person_id == Certificate.person_id,
        ProgramApproval.program_id == Certificate.program_id,
        Certificate.id.in_(ids),
    )
    yield from _rows(db, given)
    changed = select(CertificateEvent.certificate_id, CertificateEvent.by)
    for id, by in db.execute(changed.where(CertificateEvent.certificate_id.in_(ids))):
        yield id, int(by.removeprefix(LABEL)) if by.startswith(LABEL) else None


def _rows(db: Session, query: Executable) -> Iterator[tuple[int, int | None]]:
    """Yield the rows of a query for two columns: of what, and who."""
    yield from db.execute(query)


FIND: Mapping[Sort, Callable[[Session, Collection[int]], Parts]] = {
    Sort.ENTRY: _of_entries,
    Sort.OBSERVATION: _of_observations,
    Sort.ATTEMPT: _of_attempts,
    Sort.APPEAL: _of_appeals,
    Sort.CERTIFICATE: _of_certificates,
}
"""Who had a part in evidence of each sort."""


def why_barred(db: Session, actor: Actor, case: BoardCase) -> str:
    """Return why the actor does not decide on a case, in a sentence; empty where nothing keeps them from it."""
    if not allows(actor, DECIDE):
        return "Instructors and registrars who were not involved decide."
    if sentence := supervision.why_barred(db, actor, case.person_id):
        return sentence
    return _part_taken(actor, case, supervision.barred_from(db, actor.id), find_involved(db, [case])[case.id])


def _part_taken(actor: Actor, case: BoardCase, near: set[int], involved: frozenset[int]) -> str:
    """Return what keeps somebody from deciding who, with whoever is close to them, is `near`."""
    voted = {vote.by_id for vote in case.votes}
    if actor.id in voted:
        return "You have voted. Your vote stands."
    if near & voted:
        return "Somebody close to you has voted, so you don’t vote on this too."
    if near & involved:
        return "You had a part in what this is about, or somebody close to you had. Others decide."
    return ""


def find_decidable(db: Session, actor: Actor, cases: Collection[BoardCase]) -> frozenset[int]:
    """Return the ids of the cases that nothing keeps the actor from deciding on."""
    if not cases or not allows(actor, DECIDE):
        return frozenset()
    near, involved = supervision.barred_from(db, actor.id), find_involved(db, cases)
    free = (case for case in cases if case.person_id not in near)
    return frozenset(case.id for case in free if not _part_taken(actor, case, near, involved[case.id]))


def find_deciders(db: Session, case: BoardCase) -> set[int]:
    """Return the ids of whoever may vote on a case and has not: neither involved nor close to anybody who is."""
    left = set(people.names_in_roles(db, (INSTRUCTOR, REGISTRAR)))
    parts = {case.person_id, *find_involved(db, [case])[case.id], *(vote.by_id for vote in case.votes)}
    for id in sorted(parts):
        left -= supervision.barred_from(db, id)
    return left


def can_be_decided(db: Session, case: BoardCase) -> bool:
    """Return whether enough people are left who may vote on a case for as many as decide it to find the same."""
    left = find_deciders(db, case)
    return _can_find(db, left, votes_missing(vote.as_opinion() for vote in case.votes))


def _can_find(db: Session, left: set[int], votes: int) -> bool:
    """Return whether so many of these may vote: none of them is close to another who does."""
    if votes <= 1:
        return len(left) >= votes
    return any(_can_find(db, left - supervision.barred_from(db, id), votes - 1) for id in sorted(left))
