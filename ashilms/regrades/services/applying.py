"""Applying what was seen: once, all of it, and nothing else."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Regrade
from ashilms.quizzes.services import Correction, Kinds
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.services.looking import Seen, refuse, with_certificates

CHANGED = "Something has changed since you looked, so nothing was graded again. Load the preview anew and look at it."


def apply_correction(
    db: Session, actor: Actor, correction: Correction, kinds: Kinds, *, reason: str, seen: str, now: datetime
) -> Regrade:
    """Apply a correction as it was seen and return it; `seen` is the digest of the preview.

    Sent twice, it is applied once. Raises `Clash` when anything differs from what was seen: then nothing is
    written. A certificate that loses a pass is listed for a registrar, and stands until one decides.
    """
    refuse(actor)
    if (done := quizzes.get_applied(db, seen)) is not None:
        return done
    found = with_certificates(db, quizzes.preview_to_apply(db, correction, kinds))
    if (done := quizzes.get_applied(db, seen)) is not None:  # by whoever held the lock meanwhile
        return done
    if found.digest != seen:
        raise Clash(CHANGED)
    row = quizzes.apply_preview(db, actor, found.preview, kinds, reason=reason, digest=seen, now=now)
    _open_cases(db, actor, row, found, now)
    return row


def _open_cases(db: Session, actor: Actor, row: Regrade, found: Seen, now: datetime) -> None:
    for one in found.certificates:
        db.add(RegradeCase(regrade_id=row.id, certificate_id=one.certificate_id, attempt_id=one.attempt_id))
        audit.record(
            db, actor, "regrades.open-case", f"certificate:{one.certificate_id}", now=now,
            after={"regrade": row.id, "attempt": one.attempt_id},
        )  # fmt: skip
    db.flush()
