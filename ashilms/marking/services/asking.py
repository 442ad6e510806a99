"""Asking somebody to mark an answer: as a second who sees no other mark, or where nobody else could."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, Unacceptable
from ashilms.marking.models import MarkerAsked, MarkingPiece
from ashilms.marking.rules import stand
from ashilms.marking.services.finding import find_piece, is_markable
from ashilms.quizzes import services as quizzes
from ashilms.supervision.services import barred_from


def find_askable(db: Session, actor: Actor, piece_id: int) -> tuple[MarkingPiece, dict[int, str]]:
    """Return an answer and the instructors whom the actor may ask to mark it: names by id.

    Nobody close to the trainee, nobody who was asked or has marked it. Raises `Missing`.
    """
    piece = find_piece(db, actor, piece_id)
    asked = set(db.scalars(select(MarkerAsked.marker_id).where(MarkerAsked.piece_id == piece.id)))
    away = asked | {mark.marker_id for mark in piece.marks} | barred_from(db, piece.person_id) | {actor.id}
    known = people.names_in_roles(db, [INSTRUCTOR])
    return piece, {id: name for id, name in known.items() if id not in away}


def ask_marker(db: Session, actor: Actor, piece_id: int, marker_id: int, *, now: datetime) -> MarkerAsked:
    """Ask an instructor to mark an answer; where the actor marks it too, as a second who does not see their mark.

    Raises `Missing`, `Unacceptable` for somebody who may not, `Clash` once the attempt has its grade or the question
    counts for nobody, or when a second was asked before.
    """
    piece = find_piece(db, actor, piece_id)
    quizzes.lock_marking(db, piece.attempt_id, piece.number)
    piece, fit = find_askable(db, actor, piece_id)
    if marker_id not in fit:
        raise Unacceptable("Choose an instructor from the list.", "marker")
    second = db.scalar(select(MarkingPiece.id).where(MarkingPiece.id == piece.id, is_markable(db, actor)))
    if second and (piece.needed > 1 or any(mark.settles for mark in piece.marks)):
        raise Clash("A second marker was asked before.")
    row = MarkerAsked(
        piece_id=piece.id, marker_id=marker_id, second=second is not None, asked_by=actor.id, at=now
    )
    if not add_once(db, row):
        raise Clash("They were asked before.")
    piece.needed = 2 if second else piece.needed
    piece.state = stand(piece.as_given(), piece.needed)
    db.flush()
    audit.record(
        db, actor, "marking.ask", f"attempt:{piece.attempt_id}", now=now, about=piece.person_id,
        after={"question": piece.number, "marker": marker_id, "second": row.second},
    )  # fmt: skip
    return row
