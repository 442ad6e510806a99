"""What quizzes do by themselves: submit what time has run out on, even if nobody comes back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.jobs.services import Handler, Work
from ashilms.quizzes import services
from ashilms.quizzes.services import Kinds

SWEEP = "quizzes.sweep"


def handlers(kinds: Kinds) -> tuple[Handler, ...]:
    """Return what recurs, given the kinds of question that are installed."""

    def sweep(db: Session, work: Work) -> Mapping[str, Any]:
        return {"closed": services.close_overdue(db, kinds, now=work.now)}

    return (
        Handler(SWEEP, sweep, every=timedelta(minutes=5), about="Attempts whose time is over are handed in"),
    )
