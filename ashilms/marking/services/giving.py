"""Giving a mark: added to those that are there, never in place of one; the last one lets the attempt be graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, Unacceptable
from ashilms.marking.models import GivenMark, MarkingPiece
from ashilms.marking.rules import LONGEST, SHORTEST, State, Turn, needs_text, stand, turn_of
from ashilms.marking.services.finding import find_piece
from ashilms.plugins import Mark
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.rules.rubric import Rubric, mark_by, read_rubric
from ashilms.quizzes.services import Kinds
from ashilms.texts import find_identity

CHANGED = "Meanwhile somebody else gave a mark, so this was not taken. Look at the page again."


@dataclass(frozen=True, slots=True)
class Judged:
    """What a marker filled in: the level of each criterion, what they say to the trainee, and what it was to be."""

    levels: Mapping[str, int]
    text: str
    turn: str


def give_mark(
    db: Session, actor: Actor, piece_id: int, judged: Judged, kinds: Kinds, *, now: datetime
) -> MarkingPiece:
    """Add the actor's mark to an answer; once every answer of the attempt is settled, it is graded.

    Raises `Missing` for an answer that they don't mark, `Clash` when it is not their turn (any more) or the attempt
    has its grade, `Unacceptable` for levels that the rubric lacks, or a text that is missing or tells who somebody is.
    """
    piece = find_piece(db, actor, piece_id, mark=True)
    attempt = quizzes.lock_marking(db, piece.attempt_id, piece.number)
    piece = find_piece(db, actor, piece_id, mark=True)
    turn = turn_of(actor.id, piece.as_given(), piece.needed)
    if turn is Turn.NONE or turn != judged.turn:
        raise Clash(CHANGED)
    rubric = read_rubric(quizzes.hand_marked_of(db, attempt, piece.number, kinds).rubric)
    mark = _judge(rubric, judged, turn, now)
    _add(db, actor, piece, judged, mark, turn, now)
    finish_attempt(db, actor, attempt, kinds, now=now)
    return piece


def _judge(rubric: Rubric, judged: Judged, turn: Turn, now: datetime) -> Mark:
    try:
        mark = mark_by(rubric, judged.levels)
    except ValueError as error:
        raise Unacceptable(str(error)) from error
    text = judged.text.strip()
    if len(text) > LONGEST or (needs_text(mark, turn) and len(text) < SHORTEST):
        raise Unacceptable(f"Say why in {SHORTEST} to {LONGEST:,} characters; the trainee reads it.", "text")
    if identity := find_identity(text, now.date()):
        raise Unacceptable(identity, "text")
    return mark


def _add(
    db: Session, actor: Actor, piece: MarkingPiece, judged: Judged, mark: Mark, turn: Turn, now: datetime
) -> None:
    row = GivenMark(
        piece_id=piece.id, number=len(piece.marks) + 1, marker_id=actor.id, levels=dict(judged.levels),
        earned=str(mark.earned), settles=turn is Turn.SETTLE, text=judged.text.strip(), at=now,
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash(CHANGED)
    db.refresh(piece, ["marks"])
    piece.state = stand(piece.as_given(), piece.needed)
    db.flush()
    audit.record(
        db, actor, "marking.give", f"attempt:{piece.attempt_id}", now=now, about=piece.person_id,
        after={
            "question": piece.number, "mark": row.number, "turn": turn, "levels": row.levels, "earned": row.earned,
            "state": piece.state,
        },
    )  # fmt: skip


def finish_attempt(db: Session, actor: Actor, attempt: Attempt, kinds: Kinds, *, now: datetime) -> None:
    """Let an attempt be graded once all of its answers are settled, by marks or since they count for nobody."""
    pieces = db.scalars(select(MarkingPiece).where(MarkingPiece.attempt_id == attempt.id)).all()
    if any(piece.state != State.SETTLED for piece in pieces):
        return
    marks = {piece.number: piece.marks[-1].as_mark() for piece in pieces if piece.marks}
    quizzes.finish_marking(db, actor, attempt, marks, kinds, now=now)
    signals.attempt_marked.send(db, person_id=attempt.person_id, attempt_id=attempt.id, now=now)
