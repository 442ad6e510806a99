"""What a correction would change, certificates included, and what corrections have changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.certificates.models import Certificate
from ashilms.errors import Missing
from ashilms.programs.models import Award
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, AttemptGrade, Question, QuestionVersion, Regrade
from ashilms.quizzes.services import Change, Correction, Kinds, Preview
from ashilms.regrades.models import RegradeCase
from ashilms.regrades.rules import LISTED, digest_of

REGRADE = "regrade quizzes"


@dataclass(frozen=True, slots=True)
class Affected:
    """A certificate that stands on a pass which would be lost."""

    certificate_id: int
    number: str
    status: str
    person_id: int
    attempt_id: int


@dataclass(frozen=True, slots=True)
class Seen:
    """All that somebody sees before a correction is applied, and the digest that names it."""

    preview: Preview
    certificates: tuple[Affected, ...]

    @property
    def digest(self) -> str:
        """What is sent back to apply it."""
        return digest_of(self.preview.digest, [one.certificate_id for one in self.certificates])

    @property
    def lost(self) -> tuple[Change, ...]:
        """Whose pass would be lost."""
        return tuple(change for change in self.preview.changes if change.loses)

    @property
    def gained(self) -> tuple[Change, ...]:
        """Who would pass."""
        return tuple(change for change in self.preview.changes if change.gains)

    @property
    def listed(self) -> tuple[Change, ...]:
        """The changes to list, those of passes first."""
        return passes_first(self.preview.changes)


def passes_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return as many changes as a page lists, those by which a pass is lost or gained before all others."""
    return tuple(sorted(changes, key=lambda change: not (change.loses or change.gains))[:LISTED])


def refuse(actor: Actor) -> None:
    """Raise `Missing` for who may not grade again."""
    if not allows(actor, REGRADE):
        raise Missing("There is no such page, or none that you may see.")


def ways_of(
    db: Session, actor: Actor, version_id: int
) -> tuple[QuestionVersion, Question, list[QuestionVersion], bool]:
    """Return a question version, by which versions it can be graded, and whether its key can be set here."""
    refuse(actor)
    version, question = quizzes.get_version(db, version_id)
    alternatives = quizzes.find_alternatives(db, version)
    return version, question, alternatives, quizzes.may_set_options(version, question)


def preview(db: Session, actor: Actor, correction: Correction, kinds: Kinds) -> Seen:
    """Return all that a correction would change; nothing is written. Raises `Missing` and `Unacceptable`."""
    refuse(actor)
    return with_certificates(db, quizzes.preview_correction(db, correction, kinds))


def with_certificates(db: Session, found: Preview) -> Seen:
    """Return a preview with the certificates whose proof names an attempt that would lose its pass."""
    lost: defaultdict[int, list[int]] = defaultdict(list)
    for change in found.changes:
        lost[change.person_id] += sorted(change.lost)
    query = select(Certificate, Award.standing).join(Award, Award.number == Certificate.number)
    losers = [person_id for person_id, ids in lost.items() if ids]
    query = query.where(Certificate.person_id.in_(losers), Award.ended_at.is_(None))
    affected = [
        Affected(row.id, row.number, row.status, row.person_id, attempt_id)
        for row, standing in db.execute(query.order_by(Certificate.id))
        for attempt_id in lost[row.person_id]
        if f'"attempt:{attempt_id}"' in standing
    ]
    return Seen(found, tuple(affected))


@dataclass(frozen=True, slots=True)
class Told:
    """A correction that was applied."""

    row: Regrade
    question: str
    version: QuestionVersion
    attempts: int
    waiting: int
    """Certificates on which nobody has decided yet."""
    lines: Sequence[Change] = ()


def find_regrades(db: Session, actor: Actor) -> list[Told]:
    """Return every correction, the latest first, with how much it changed."""
    refuse(actor)
    return _told(db)


def get_regrade(db: Session, actor: Actor, regrade_id: int) -> tuple[Told, Sequence[RegradeCase]]:
    """Return a correction with what it changed, old grade and new; raises `Missing`."""
    refuse(actor)
    found = _told(db, regrade_id)
    if not found:
        raise Missing("There is no such correction.")
    cases = select(RegradeCase).where(RegradeCase.regrade_id == regrade_id).order_by(RegradeCase.id)
    told = found[0]
    lines = _lines(db, told.row)
    whole = Told(told.row, told.question, told.version, told.attempts, told.waiting, lines)
    return whole, db.scalars(cases).all()


def _told(db: Session, regrade_id: int | None = None) -> list[Told]:
    changed = select(func.count()).where(AttemptGrade.regrade_id == Regrade.id).scalar_subquery()
    waiting = select(func.count()).where(RegradeCase.regrade_id == Regrade.id, RegradeCase.decision.is_(None))
    query = select(Regrade, Question.key, QuestionVersion, changed, waiting.scalar_subquery())
    query = query.join(QuestionVersion, QuestionVersion.id == Regrade.question_version_id)
    query = query.join(Question, Question.id == QuestionVersion.question_id)
    if regrade_id is not None:
        query = query.where(Regrade.id == regrade_id)
    return [Told(*row) for row in db.execute(query.order_by(Regrade.id.desc()).limit(LISTED))]


def _lines(db: Session, row: Regrade) -> tuple[Change, ...]:
    """Return what to list of a correction; all by which a pass may have moved is read, of all else a page."""
    before, pairs = aliased(AttemptGrade), quizzes.find_pairs(db, row.question_version_id, row)
    stood = (before.attempt_id == AttemptGrade.attempt_id) & (before.number == AttemptGrade.number - 1)
    query = select(Attempt.id, Attempt.person_id, Attempt.quiz_id, before, AttemptGrade)
    query = query.join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id).join(before, stood)
    query = query.where(AttemptGrade.regrade_id == row.id).order_by(Attempt.id)
    retest = aliased(Attempt)
    paired = Attempt.retests_id.is_not(None) | exists().where(retest.retests_id == Attempt.id)
    may_move = paired | (before.passed != AttemptGrade.passed)
    found = [*db.execute(query.where(may_move)), *db.execute(query.where(~may_move).limit(LISTED))]
    return passes_first(
        Change(id_, person_id, quiz_id, old.id, old.number, old.as_grade(), new.as_grade(), pairs.get(id_))
        for id_, person_id, quiz_id, old, new in found
    )
