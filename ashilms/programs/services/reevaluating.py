"""Working out anew where everybody stands, from the database alone."""

from collections.abc import Iterator
from datetime import UTC, date

from sqlalchemy.orm import Session

from ashilms.programs.rules import Kinds
from ashilms.programs.rules.tallies import Tallies
from ashilms.programs.services.walking import walk_bound


def reevaluate(db: Session, kinds: Kinds, *, on: date, program_id: int | None = None) -> Iterator[Tallies]:
    """Yield where everybody stands, growing batch by batch; memory holds one batch.

    Of whoever held a certificate by then that stands still, it is also worked out whether today's records would give
    it on the day of issue.
    """
    tallies = Tallies()
    for batch in walk_bound(db, program_id):
        for bound in batch:
            number, holds = None, True
            if bound.award and (given := bound.award.at.astimezone(UTC).date()) <= on:
                number, holds = bound.award.number, bound.stand_as_given(kinds, given).met
            tallies.add(bound.stand(kinds, on), number, holds=holds)
        yield tallies
