"""What a trainee is told of how their answers were marked, once the attempt has its grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ashilms.accounts import services as people
from ashilms.marking.models import GivenMark, MarkingPiece
from ashilms.quizzes.models import GRADED, Attempt, QuestionKey
from ashilms.quizzes.rules.rubric import Criterion, explain_mark, read_rubric


@dataclass(frozen=True, slots=True)
class Told:
    """How one answer was marked: the level that each criterion reached, the sum, and what was said, by whom."""

    reached: Sequence[tuple[Criterion, str, str]]
    """Each criterion with what its level says, and the share that it earned."""
    sum: str
    said: Sequence[tuple[str, str]]
    """Names of markers, and their words."""
    markers: int


def tell_of_attempt(db: Session, attempt: Attempt) -> Mapping[int, Told]:
    """Return how the answers of a graded attempt were marked by people, by question number; nothing before."""
    if attempt.state != GRADED:
        return {}
    query = select(MarkingPiece).where(MarkingPiece.attempt_id == attempt.id)
    found = db.scalars(query.options(selectinload(MarkingPiece.marks)))
    pieces = [piece for piece in found if piece.marks]
    if not pieces:
        return {}
    versions = {item.number: item.question_version_id for item in attempt.items}
    keys = {
        row.version_id: row.content
        for row in db.scalars(select(QuestionKey).where(QuestionKey.version_id.in_(versions.values())))
    }
    names = people.names_of(db, {mark.marker_id for piece in pieces for mark in piece.marks})
    return {piece.number: _told(piece, keys[versions[piece.number]]["rubric"], names) for piece in pieces}


def _told(piece: MarkingPiece, rubric_data: Sequence[dict[str, object]], names: Mapping[int, str]) -> Told:
    rubric, levels = read_rubric(rubric_data), piece.marks[-1].levels
    reached = [(c, c.levels[levels[c.id]], str(c.share(levels[c.id]))) for c in rubric.criteria]
    said = [(names[mark.marker_id], mark.text) for mark in _standing(piece) if mark.text]
    return Told(reached, explain_mark(rubric, levels), said, len({mark.marker_id for mark in piece.marks}))


def _standing(piece: MarkingPiece) -> Sequence[GivenMark]:
    """Return the marks that count: the one that settled it, else the last of each marker."""
    last = piece.marks[-1]
    return [last] if last.settles else list({mark.marker_id: mark for mark in piece.marks}.values())
