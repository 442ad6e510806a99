"""Files that are sent as answers: made fit and kept before a row names them, and found by whose they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files import services as files
from ashilms.files.sent import Kind
from ashilms.files.services import Store
from ashilms.plugins import TakesFile
from ashilms.quizzes.models import OPEN, AnswerFile
from ashilms.quizzes.services.finding import Kinds, item_of, kind_of, own_attempt, steps_of
from ashilms.quizzes.services.sitting import save_answer

SORTS = {"photo": Kind.PHOTO, "video": Kind.VIDEO, "pdf": Kind.PAPER}
MOST = 10
"""Different files that one question takes: each that was saved stays, as every step does."""
FIELD = "answer"


def keep_file(
    db: Session, actor: Actor, store: Store, attempt_id: int, number: int, data: bytes, kinds: Kinds
) -> Any:
    """Keep what was sent for a question of the actor's open attempt; return the answer that names it.

    Nothing sent: the answer that stands. Raises `Missing` for what is not theirs or takes no file, `Clash` once the
    attempt is closed, `Unacceptable` for a file that the question does not take, and `Unavailable`.
    """
    attempt = own_attempt(db, actor, attempt_id)
    item = item_of(db, attempt, number)
    kind: object = kind_of(kinds, item.question.kind)
    if not isinstance(kind, TakesFile):
        raise Missing("This question takes no file.")
    if attempt.state != OPEN:
        raise Clash("This attempt is closed, so no file was taken.")
    if not data:
        step = steps_of(db, attempt.id).get(number)
        return step.answer if step else None
    _refuse_more(db, attempt.id, number)
    accepted = {SORTS[sort]: sort for sort in kind.accepts(item.question.asked)}
    kept = files.keep_sent(store, data, tuple(accepted), field=FIELD)
    return {"file": kept.sha256, "sort": accepted[kept.kind], "size": kept.size}


def _refuse_more(db: Session, attempt_id: int, number: int) -> None:
    rows = select(AnswerFile.id).where(AnswerFile.attempt_id == attempt_id, AnswerFile.number == number)
    if len(db.scalars(rows).all()) >= MOST:
        raise Unacceptable(
            f"{MOST} files were sent for this question, and no more are taken. The last one counts.", FIELD
        )


def save_file(
    db: Session, actor: Actor, attempt_id: int, number: int, answer: Any, kinds: Kinds,
    *, key: str, flagged: bool, now: datetime,
) -> datetime:  # fmt: skip
    """Save an answer that names a kept file as `save_answer` does, and note whose file it is."""
    at = save_answer(db, actor, attempt_id, number, answer, kinds, key=key, flagged=flagged, now=now)
    if answer is None:
        return at
    known = select(AnswerFile.id).where(
        AnswerFile.attempt_id == attempt_id, AnswerFile.number == number, AnswerFile.file == answer["file"]
    )
    if db.scalar(known) is None:  # the attempt is locked since its answer was saved
        db.add(
            AnswerFile(
                attempt_id=attempt_id, number=number, file=answer["file"], sort=answer["sort"], size=answer["size"],
                at=now,
            )
        )  # fmt: skip
        db.flush()
    return at


def files_of(db: Session) -> Sequence[tuple[int, str]]:
    """Return each kept answer's id with its file's hash, for whoever looks whether all of them are there."""
    return [(id, file) for id, file in db.execute(select(AnswerFile.id, AnswerFile.file))]
