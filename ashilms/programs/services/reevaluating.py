"""Working out anew where everybody stands, from the database alone."""

from collections.abc import Iterator
from datetime import UTC, date

from sqlalchemy.orm import Session

from ashilms.programs.rules import Kinds
from ashilms.programs.rules.tallies import Tallies
from ashilms.programs.services.walking import count_bound, walk_bound


def reevaluate(db: Session, kinds: Kinds, *, on: date, program_id: int | None = None) -> Iterator[Tallies]:
    """Yield where everybody stands, growing batch by batch; memory holds one batch.

    Of whoever holds a certificate it is also worked out whether today's records would give it on the day of issue.
    """
    tallies = Tallies(count_bound(db, program_id))
    for batch in walk_bound(db, program_id):
        for bound in batch:
            award = bound.award
            holds = award is None or bound.stand(kinds, award.at.astimezone(UTC).date()).met
            tallies.add(bound.stand(kinds, on), award.number if award else None, holds=holds)
        yield tallies
