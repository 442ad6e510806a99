"""A certificate that may be renewed: the school of `tests/certified.py`, three weeks on."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.services import Pressed
from ashilms.programs import services as programs
from tests.conftest import NOW, Cast
from tests.schooling import HARBOUR, KINDS, Founded, practise

LATER = NOW + timedelta(days=21)
UNTIL = date(2028, 11, 19)
"""Until when Ana's certificate holds."""
EARLY = 800
"""Days before the end from which the tests let it be renewed, so that nobody has to wait two years."""
PRESSED = Pressed("d" * 64, "key")


def let_renew(db: Session, program_id: int, **content: Any) -> None:
    """Let the programme's certificates be renewed early; `content` is put into its newest version besides."""
    version = programs.latest_version(db, program_id)
    validity = {"window_days": EARLY, **content.pop("validity", {})}
    version.content = {**version.content, "validity": validity, **content}
    db.commit()


def practise_again(db: Session, cast: Cast, *, after: timedelta = timedelta(days=8)) -> None:
    """Let Ana hold and Bea sign one more session, `after` so long."""
    practise(db, cast.ana, cast.bea, began=NOW + after)
    db.commit()


def issue(school: Founded, by: Actor | None = None) -> Certificate:
    """Let Dee (or `by`) approve Ana's renewal; the number is reserved, nothing is drawn."""
    ana, dee = school.cast.ana.id, by or school.cast.dee
    return certificates.issue(school.db, dee, ana, school.program_id, KINDS, HARBOUR, now=LATER)


def renew(school: Founded) -> Certificate:
    """Let Ana's certificate be renewed, and the new one stand as if it had been drawn."""
    row = issue(school)
    assert certificates.finish(school.db, machine("tests"), row.number, PRESSED, now=LATER)
    school.db.commit()
    return row
