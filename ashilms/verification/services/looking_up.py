"""That a certificate was checked: when and how, for its holder to see; who it was, is kept nowhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, insert, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.certificates.models import Certificate
from ashilms.db import Base
from ashilms.verification.models import LookUp
from ashilms.verification.rules.sharing import ONCE

MOST_SHOWN = 50
_RECENT = select(LookUp.id).where(
    LookUp.certificate_id == Certificate.id,
    LookUp.how == bindparam("how"),
    LookUp.link_id.is_not_distinct_from(bindparam("link_id", type_=Integer)),
    LookUp.at > bindparam("since"),
)
_DUE = (
    select(Certificate.id)
    .join(Person, Person.id == Certificate.person_id)
    .where(Certificate.number == bindparam("number"), Person.active, ~_RECENT.exists())
    .where(Certificate.person_id.is_distinct_from(bindparam("by", type_=Integer)))
)
"""Made once: building it takes longer than the database does to answer it, and anybody's look asks it."""
_NOTED = insert(Base.metadata.tables[LookUp.__tablename__]).from_select(
    ["certificate_id", "at", "how", "link_id"],
    _DUE.add_columns(
        *(bindparam(column.key, type_=column.type) for column in (LookUp.at, LookUp.how, LookUp.link_id))
    ),
)


def note_look_up(
    db: Session, number: str, how: str, *, by: int | None = None, link_id: int | None = None, now: datetime
) -> bool:
    """Note that somebody was told what certificate `number` says; return whether there was anything to note.

    `by` is the person who has signed in, if any: a holder's own looks are none. By the same way it is noted once an
    hour, so that a page that is loaded again writes nothing. `find_due` says beforehand, without writing.
    """
    asked = _asked(number, how, by=by, link_id=link_id, now=now)
    return db.connection().execute(_NOTED, asked | {"at": now}).rowcount > 0


def find_due(
    db: Session, number: str, how: str, *, by: int | None, link_id: int | None = None, now: datetime
) -> int | None:
    """Return the id of the certificate of which a look is to be noted, or `None` where none is.

    Looks are noted for the holder alone: of whoever was erased or left, none are.
    """
    return db.scalar(_DUE, _asked(number, how, by=by, link_id=link_id, now=now))


def _asked(number: str, how: str, *, by: int | None, link_id: int | None, now: datetime) -> dict[str, Any]:
    return {"number": number, "how": how, "by": by, "link_id": link_id, "since": now - ONCE}


def looks_at(db: Session, certificate_id: int) -> Sequence[LookUp]:
    """Return when a certificate was looked at, newest first; the last fifty looks."""
    query = select(LookUp).where(LookUp.certificate_id == certificate_id)
    return db.scalars(query.order_by(LookUp.at.desc(), LookUp.id.desc()).limit(MOST_SHOWN)).all()
