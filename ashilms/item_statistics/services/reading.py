"""What the pages and files of statistics show; every function asks first whether the actor may see it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.errors import Clash, Missing
from ashilms.item_statistics.rules.choices import Choices, choices_of
from ashilms.item_statistics.rules.figures import Figure, item_figures, paper_figures
from ashilms.item_statistics.rules.verdicts import Verdict, judge
from ashilms.item_statistics.services.counting import (
    count_answers,
    count_paper,
    counted,
    standing_grades,
)
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import (
    Attempt,
    AttemptGrade,
    AttemptItem,
    Question,
    QuestionVersion,
    Quiz,
    QuizVersion,
)
from ashilms.quizzes.rules.marks import MOST_ROWS, MarkRow
from ashilms.quizzes.rules.statistics import item_statistics, paper_statistics
from ashilms.quizzes.rules.tallies import Tallies
from ashilms.quizzes.services import Kinds

SEE = "see item statistics"


@dataclass(frozen=True, slots=True)
class Overview:
    """One quiz in the list: how many first attempts there are to reckon with."""

    key: str
    title: str
    n: int


@dataclass(frozen=True, slots=True)
class Item:
    """One version of a question in one quiz: what it is, its figures and what they say."""

    version: QuestionVersion
    key: str
    figures: tuple[Figure, ...]
    verdict: Verdict
    n: int
    current: bool
    """Whether it is drawn now, rather than an earlier version."""
    void: bool
    """Whether it counts for nobody, so that no answer to it is right or wrong."""

    @property
    def name(self) -> str:
        """How tables name it: versions are questions of their own."""
        return f"{self.key} v{self.version.number}"

    @property
    def by_name(self) -> dict[str, Figure]:
        """The figures by name."""
        return {figure.name: figure for figure in self.figures}


@dataclass(frozen=True, slots=True)
class Report:
    """How a quiz did."""

    quiz: Quiz
    version: QuizVersion
    tallies: Tallies
    drawn: bool
    """Whether papers hold different questions, so that places stand for questions where the whole is reckoned."""
    paper: tuple[Figure, ...]
    items: tuple[Item, ...]

    @property
    def worst(self) -> list[Item]:
        """The questions to look at, what matters most first."""
        return sorted(
            (item for item in self.items if item.verdict.turn < 2), key=lambda item: item.verdict.turn
        )


def count_quizzes(db: Session, actor: Actor) -> list[Overview]:
    """Return every quiz that was or is sat, in the order of its course; raises `Missing` for who may not see it."""
    _refuse(actor)
    counts = (
        select(Attempt.quiz_id, func.count().label("n")).where(counted()).group_by(Attempt.quiz_id).subquery()
    )
    query = select(Quiz.key, QuizVersion.title, func.coalesce(counts.c.n, 0))
    query = query.join(QuizVersion, (QuizVersion.quiz_id == Quiz.id) & (QuizVersion.number == Quiz.version))
    query = query.outerjoin(counts, counts.c.quiz_id == Quiz.id)
    return [Overview(*row) for row in db.execute(query.order_by(Quiz.course_id, Quiz.place, Quiz.id))]


def report_of(db: Session, actor: Actor, quiz_key: str) -> Report:
    """Return how a quiz did; raises `Missing` for no such quiz, and for who may not see it."""
    quiz, version = _quiz(db, actor, quiz_key)
    by_question, by_place = count_paper(db, quiz.id)
    whole = by_question if by_question.complete else by_place
    paper = paper_figures(paper_statistics(whole), whole) if by_question.scores else ()
    return Report(quiz, version, by_question, not by_question.complete, paper, tuple(_items(db, by_question)))


def _quiz(db: Session, actor: Actor, quiz_key: str) -> tuple[Quiz, QuizVersion]:
    _refuse(actor)
    query = select(Quiz, QuizVersion).where(Quiz.key == quiz_key)
    query = query.join(QuizVersion, (QuizVersion.quiz_id == Quiz.id) & (QuizVersion.number == Quiz.version))
    found = db.execute(query).first()
    if found is None:
        raise Missing("There is no such quiz.")
    return found[0], found[1]


def _refuse(actor: Actor) -> None:
    if not allows(actor, SEE):
        raise Missing("There is no such page, or none that you may see.")


def _items(db: Session, tallies: Tallies) -> Iterator[Item]:
    query = select(QuestionVersion, Question).join(Question, Question.id == QuestionVersion.question_id)
    query = query.where(QuestionVersion.id.in_([int(id_) for id_ in tallies.questions]))
    said, voids = item_statistics(tallies), quizzes.voids_among(db, [int(id_) for id_ in tallies.questions])
    for version, question in db.execute(query.order_by(Question.key, QuestionVersion.number)):
        one, tally = said[str(version.id)], tallies.questions[str(version.id)]
        void = version.id in voids
        current = question.in_pool and question.version == version.number and not void
        verdict = judge(one, void=void)
        yield Item(version, question.key, item_figures(one, tally), verdict, one.n, current, void)


def tell_item(
    db: Session, actor: Actor, quiz_key: str, version_id: int, kinds: Kinds
) -> tuple[Report, Item, Choices]:
    """Return one version of a question with who chose what; raises `Missing` for one that nobody was asked here.

    What is right is so by the key that holds now; of a question that counts for nobody, nothing is.
    """
    report = report_of(db, actor, quiz_key)
    item = next((one for one in report.items if one.version.id == version_id), None)
    if item is None:
        raise Missing("Nobody was asked that question in this quiz.")
    key = {} if item.void else quizzes.holding_keys(db, [version_id])[version_id]
    asked, kind = item.version.asked, kinds.get(item.version.kind)

    def is_right(answer: Any) -> bool:
        mark = kind.grade(asked, key, answer) if kind and not item.void else None
        return mark is not None and mark.right

    return report, item, choices_of(asked, key, count_answers(db, report.quiz.id, version_id), is_right)


def marks_of(db: Session, actor: Actor, quiz_key: str, *, by_place: bool = False) -> Iterator[MarkRow]:
    """Return the raw marks behind the figures, one attempt after the other, numbered anew: nobody can be told by it.

    By place, the first question of every paper is one question: so the whole of a drawn paper is reckoned.
    Raises `Clash` where there are more marks than the command line takes.
    """
    quiz, version = _quiz(db, actor, quiz_key)
    attempts = select(func.count()).where(Attempt.quiz_id == quiz.id, counted())
    if (db.scalar(attempts) or 0) * version.as_blueprint().draw > MOST_ROWS:
        raise Clash(
            f"These are more than {MOST_ROWS:,} marks, too many for one file. The figures are on the page."
        )
    names = _names(db, quiz.id)
    query = standing_grades().where(Attempt.quiz_id == quiz.id)
    query = query.join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    query = query.with_only_columns(
        Attempt.id, AttemptGrade.content, AttemptItem.number, AttemptItem.question_version_id
    ).order_by(Attempt.seed, Attempt.id, AttemptItem.number)
    numbers: defaultdict[int, int] = defaultdict(lambda: len(numbers) + 1)
    for id_, content, number, version_id in db.execute(query.execution_options(yield_per=1000)):
        earned, possible = content["marks"][number - 1]
        question = f"place {number}" if by_place else names[version_id]
        yield MarkRow(str(numbers[id_]), question, Fraction(earned), Fraction(possible))


def _names(db: Session, quiz_id: int) -> dict[int, str]:
    asked = select(AttemptItem.question_version_id).join(Attempt, Attempt.id == AttemptItem.attempt_id)
    query = select(QuestionVersion.id, Question.key, QuestionVersion.number)
    query = query.join(Question, Question.id == QuestionVersion.question_id)
    query = query.where(QuestionVersion.id.in_(asked.where(Attempt.quiz_id == quiz_id)))
    return {id_: f"{key} v{number}" for id_, key, number in db.execute(query)}
