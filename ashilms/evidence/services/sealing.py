"""Sealing: a signature notes which files there were, so that one that was swapped is found out."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.evidence.models import Evidence, EvidenceSeal
from ashilms.evidence.rules.files import digest_of_files
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import Step


def seal_evidence(db: Session, *, entry_id: int, decision: str, now: datetime, **_facts: Any) -> None:
    """Note which files a countersigned entry had; in the transaction of the signature itself."""
    if decision != Step.COUNTERSIGN:
        return
    there = select(Evidence.file).where(Evidence.entry_id == entry_id, Evidence.removed_at.is_(None))
    found = list(db.scalars(there))
    if not found:
        return
    entry = db.get_one(Entry, entry_id)
    db.add(
        EvidenceSeal(
            entry_id=entry_id, round=entry.round, files=len(found), digest=digest_of_files(found), at=now
        )
    )
    db.flush()
