"""What the other services stand on: adding a row that may exist once."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_once(db: Session, row: object) -> bool:
    """Add a row that a constraint allows once, and flush; `False` when somebody was faster."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return False
    return True
