"""Taking away what is kept about a person, kind by kind, and leaving what something else stands on."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, and_, delete, exists, select, update
from sqlalchemy.orm import Session

from ashilms.custody.rules.kinds import Kind
from ashilms.custody.services.hanging import PERSON, find_tables, is_theirs, pointing_at


def take_away(db: Session, person_id: int, kinds: Iterable[Kind]) -> int:
    """Delete a person's rows of these kinds, children first, and return how many went.

    What only mentions a row that goes, mentions nothing afterwards; a row without which another one of somebody
    else or of another kind could not be stays. The person's own row is never deleted.
    """
    gone = 0
    for table, _ in reversed(find_tables(*kinds)):
        if table.name != PERSON:
            gone += _clear(db, table, is_theirs(table, person_id))
    db.expire_all()
    return gone


def _clear(db: Session, table: Table, theirs: ColumnElement[bool]) -> int:
    needed = []
    for column, named in pointing_at(table):
        if column.nullable:
            going = select(named).where(theirs)
            db.execute(update(column.table).values({column: None}).where(column.in_(going)))
        else:
            needed.append(~exists().where(column == named).correlate(table))
    found = db.execute(delete(table).where(and_(theirs, *needed)))
    return int(found.rowcount)  # type: ignore[attr-defined]
