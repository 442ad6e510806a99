"""Whose answers somebody may mark, and one of them as they may see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.cohorts import services as cohorts
from ashilms.errors import Missing
from ashilms.marking.models import GivenMark, MarkerAsked, MarkingPiece
from ashilms.marking.rules import Compared, State, Turn, compare, sees_others, stand, turn_of
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import GRADED, AnswerFile, Attempt
from ashilms.quizzes.rules.rubric import Rubric, read_rubric
from ashilms.quizzes.services import HandMarked, Kinds
from ashilms.supervision.services import select_barred

NONE = "There is no such answer, or none that you may mark."


@dataclass(frozen=True, slots=True)
class Task:
    """One answer as somebody may see it: what to mark, whose turn it is, and the marks that are theirs to see."""

    piece: MarkingPiece
    asked: HandMarked
    rubric: Rubric
    turn: Turn
    may_mark: bool
    """Whether they mark it, rather than seeing to it that somebody does."""
    marks: Sequence[GivenMark]
    compared: Sequence[Compared]
    """How far two agree, once both are theirs to see."""
    requests: Sequence[MarkerAsked]
    """Who was asked to mark it."""
    hidden: bool
    """Whether somebody has given a mark that is not theirs to see yet."""


def open_pieces(db: Session, attempt_id: int, numbers: Collection[int], now: datetime) -> None:
    """Let these answers of an attempt wait for their marks, and no other: what counts for nobody is settled."""
    attempt = db.get_one(Attempt, attempt_id)
    there = db.scalars(select(MarkingPiece).where(MarkingPiece.attempt_id == attempt_id)).all()
    for piece in there:
        waits = piece.number in numbers
        piece.state = stand(piece.as_given(), piece.needed) if waits else State.SETTLED
    for number in sorted(set(numbers) - {piece.number for piece in there}):
        piece = MarkingPiece(
            attempt_id=attempt.id, number=number, person_id=attempt.person_id, course_id=attempt.version.quiz.course_id,
            since=attempt.submitted_at or now, state=State.WAITING, needed=1,
        )  # fmt: skip
        db.add(piece)
    db.flush()


def is_markable(db: Session, actor: Actor) -> ColumnElement[bool]:
    """Return what makes an answer one that the actor marks: of a trainee of a cohort that they teach, or asked to."""
    if actor.person_id is None or not actor.has(INSTRUCTOR):
        return false()
    return and_(MarkingPiece.person_id.not_in(select_barred(db, actor.id)), is_theirs(actor))


def is_theirs(actor: Actor) -> ColumnElement[bool]:
    """Return what makes an answer one of an instructor's, before it is asked whom they are close to."""
    taught = cohorts.taught_by(actor.id, MarkingPiece.person_id, MarkingPiece.course_id)
    asked = exists().where(MarkerAsked.piece_id == MarkingPiece.id, MarkerAsked.marker_id == actor.id)
    return or_(taught, asked)


def is_visible(db: Session, actor: Actor) -> ColumnElement[bool]:
    """Return what makes an answer one that the actor may see here: who marks it, and any registrar's but their own."""
    markable = is_markable(db, actor)
    if actor.has(REGISTRAR) and actor.person_id is not None:
        return or_(markable, MarkingPiece.person_id.not_in(select_barred(db, actor.id)))
    return markable


def find_piece(db: Session, actor: Actor, piece_id: int, *, mark: bool = False) -> MarkingPiece:
    """Return an answer that the actor may see, or `mark`, as it is in the database now; raises `Missing`."""
    allowed = is_markable(db, actor) if mark else is_visible(db, actor)
    query = select(MarkingPiece).where(MarkingPiece.id == piece_id, allowed)
    piece = db.scalar(query.execution_options(populate_existing=True))
    if piece is None:
        raise Missing(NONE)
    return piece


def find_file(db: Session, actor: Actor, sha256: str) -> AnswerFile:
    """Return a file that was sent as an answer, to whose it is and to whoever may see that answer here.

    Raises `Missing` for anybody else.
    """
    of_piece = and_(
        MarkingPiece.attempt_id == AnswerFile.attempt_id, MarkingPiece.number == AnswerFile.number
    )
    own = exists().where(Attempt.id == AnswerFile.attempt_id, Attempt.person_id == actor.person_id)
    visible = exists().where(of_piece, is_visible(db, actor))
    query = select(AnswerFile).where(AnswerFile.file == sha256, or_(own, visible)).order_by(AnswerFile.id)
    row = db.scalars(query.limit(1)).first()
    if row is None:
        raise Missing("There is no such file, or none that you may see.")
    return row


def find_task(db: Session, actor: Actor, piece_id: int, kinds: Kinds) -> Task:
    """Return one answer as the actor may see it; raises `Missing`.

    Nobody sees another's mark before they have given theirs, or the attempt has its grade; registrars neither, since
    somebody may yet ask them.
    """
    piece = find_piece(db, actor, piece_id)
    may_mark = db.scalar(select(MarkingPiece.id).where(MarkingPiece.id == piece.id, is_markable(db, actor)))
    asked = quizzes.hand_marked_of(db, piece.attempt, piece.number, kinds)
    given, rubric = piece.as_given(), read_rubric(asked.rubric)
    closed = piece.attempt.state == GRADED
    turn = Turn.NONE if closed or asked.void or not may_mark else turn_of(actor.id, given, piece.needed)
    sees = closed or sees_others(actor.id, given)
    requests = db.scalars(
        select(MarkerAsked).where(MarkerAsked.piece_id == piece.id).order_by(MarkerAsked.id)
    )
    return Task(
        piece, asked, rubric, turn, may_mark is not None, piece.marks if sees else [],
        compare(rubric, given) if sees else [], requests.all(), hidden=not sees and bool(given),
    )  # fmt: skip
