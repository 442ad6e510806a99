"""The registrar's list of what is under review: by credential, the sessions with their trainees, the certificates."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.supervision.models import Credential, Doubt
from ashilms.supervision.rules.doubts import Dependent
from ashilms.supervision.services.doubts import find_dependents, find_doubts


@dataclass(frozen=True, slots=True)
class UnderReview:
    """One withdrawn credential, whose it is, and what rests on it and waits for a decision."""

    credential: Credential
    holder: str
    sessions: tuple[tuple[Doubt, Dependent | None], ...]
    """Each doubt with its session; `None` for one that was declared void meanwhile."""
    certificates: tuple[Dependent, ...]


def find_under_review(db: Session, actor: Actor) -> list[UnderReview]:
    """Return what waits for a registrar's decision, by credential, the longest waiting first; raises `Missing`."""
    doubts: dict[int, list[Doubt]] = {}
    for doubt in find_doubts(db, actor):
        doubts.setdefault(doubt.credential_id, []).append(doubt)
    return [describe_doubts(db, actor, waiting) for waiting in doubts.values()]


def describe_doubts(db: Session, actor: Actor, doubts: list[Doubt]) -> UnderReview:
    """Return what these doubts, all of one credential, are about; raises `Missing` for anybody but a registrar."""
    credential = doubts[0].credential
    since = credential.withdrawn_from or credential.valid_from
    found = find_dependents(db, actor, credential.id, since)
    entries = {entry.id: entry for entry in found.entries}
    holder = people.names_of(db, [credential.person_id])[credential.person_id]
    sessions = tuple((doubt, entries.get(doubt.entry_id)) for doubt in doubts)
    return UnderReview(credential, holder, sessions, found.certificates)
