"""What courses do by themselves: forget the notes that somebody took away and did not bring back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.courses.services import forget_notes
from ashilms.jobs.services import Handler, Work


def _sweep(db: Session, work: Work) -> Mapping[str, Any]:
    return {"forgotten": forget_notes(db, now=work.now)}


HANDLERS = (
    Handler("courses.sweep", _sweep, every=timedelta(hours=6), about="Notes that were removed are forgotten"),
)
