"""Whose renewal awaits nothing but approval: the approver's queue, as far as certificates are concerned."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds

LONGEST_MONTH = timedelta(days=31)


def find_renewable(db: Session, kinds: Kinds, *, on: date) -> list[programs.Renewal]:
    """Return the renewals for which nothing but a second person's approval is missing, the longest held first.

    Looked at is what ends within its programme's window or ended so lately that it can be renewed: a share of all
    certificates that does not grow with the years.
    """
    found = programs.find_renewals(db, list(_find_ending(db, on)), kinds, on=on)
    return sorted((renewal for renewal in found if renewal.is_ready), key=lambda renewal: renewal.award.at)


def _find_ending(db: Session, on: date) -> Iterator[str]:
    for version in programs.newest_versions(db):
        terms = version.as_terms()
        if terms is None or not version.program.open:
            continue
        latest = on + timedelta(days=terms.rule.window_days)
        earliest = on - LONGEST_MONTH * terms.rule.repeat_months
        query = select(Certificate.number).where(Certificate.ends_on.between(earliest, latest))
        query = query.where(Certificate.program_id == version.program_id, Certificate.status == Status.VALID)
        yield from db.scalars(query)
