"""Twenty people who sat the quiz of tests/quizzes, written down as sitting it would have: cheap, and all in counts."""

from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.quizzes.models import (
    GRADED,
    AnswerStep,
    Attempt,
    AttemptGrade,
    AttemptItem,
    Question,
    QuestionVersion,
    QuizVersion,
)
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import School, open_school, school

__all__ = ["crowd", "school", "site_school"]


@pytest.fixture
def site_school(host_db: Session) -> School:
    """The school on the host site's database."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    return open_school(host_db, cast)


def crowd(
    db: Session, school: School, papers: Sequence[Sequence[tuple[str, str]]], first: int = 1
) -> list[int]:
    """Let a person each sit the quiz: of a paper's questions the key and what was answered; return the attempts.

    What is right is `a` here, whatever the key says: half a mark is earned by `half`.
    """
    version = db.scalars(select(QuizVersion)).one()
    known = select(Question.key, QuestionVersion.id).join(QuestionVersion)
    ids = {key: id_ for key, id_ in db.execute(known.order_by(QuestionVersion.number))}
    made = []
    for number, paper in enumerate(papers, start=first):
        person = Person(host_key=f"crowd-{number}", name=f"Person {number}", zone="UTC", created_at=NOW)
        db.add(person)
        db.flush()
        attempt = Attempt(
            person_id=person.id, quiz_id=version.quiz_id, quiz_version_id=version.id, number=1, seed=f"{number:064}",
            started_at=NOW, deadline=NOW, closes_at=NOW, submitted_at=NOW, state=GRADED,
        )  # fmt: skip
        db.add(attempt)
        db.flush()
        _write(db, attempt.id, [(ids[key], answer) for key, answer in paper])
        made.append(attempt.id)
    db.commit()
    return made


MARKS = {"a": "1", "half": "1/2", "third": "1/3"}


def _write(db: Session, attempt_id: int, paper: Sequence[tuple[int, str]]) -> None:
    marks = [[MARKS.get(answer, "0"), "1"] for _, answer in paper]
    items = [
        {"attempt_id": attempt_id, "number": n, "question_version_id": id_, "order": list("abcd")}
        for n, (id_, _) in enumerate(paper, start=1)
    ]
    steps = [
        {
            "attempt_id": attempt_id,
            "number": n,
            "answer": said,
            "flagged": False,
            "key": f"{n}-{turn}",
            "at": NOW,
        }
        for n, (_, answer) in enumerate(paper, start=1)
        for turn, said in enumerate(["d", answer])
    ]
    db.execute(insert(AttemptItem), items)
    db.execute(insert(AnswerStep), steps)
    content = {"marks": marks, "percent_needed": 80, "missed": []}
    db.add(AttemptGrade(attempt_id=attempt_id, number=1, content=content, passed=False, at=NOW))
