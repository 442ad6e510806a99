"""What is due by itself: telling registrars what has had its time. Nothing ends without one of them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from ashilms.custody import services
from ashilms.jobs.services import Handler, Work


def _look(db: Session, work: Work) -> dict[str, int]:
    return {"due": services.tell_of_due(db, services.years_of(work.settings), now=work.now)}


HANDLERS = (
    Handler(
        "custody.look", _look, every=timedelta(days=1), about="Records whose time is over are looked for"
    ),
)
"""What is due later."""
