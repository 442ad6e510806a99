"""What somebody should do next, gathered from every room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.programs import services as programs
from ashilms.programs.models import ProgramBinding
from ashilms.programs.rules import APPROVAL, Kinds, Proof, Standing
from ashilms.quizzes import services as quizzes


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step: what, why, and the page on which it is done (`None`: nothing for the person to do)."""

    over: str
    title: str
    why: str
    verb: str = ""
    endpoint: str | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A trainee's home: the next step, and where they stand."""

    step: Step
    standing: tuple[ProgramBinding, Standing] | None


def home_of(db: Session, person_id: int, kinds: Kinds, *, now: datetime, printed_name: str | None) -> Home:
    """Return a trainee's home as of now."""
    standings = programs.standings_of(db, person_id, kinds, on=now.date())
    if not standings:
        return Home(TAKE_UP, None)
    binding, standing = standings[-1]
    award = programs.current_award(db, person_id, binding.program_id)
    if award is not None:
        step = Step(
            "Your certificate", "You hold the certificate",
            "Everything was met, and it was approved by a second person.",
            "See my certificate", "ashilms.certificates.show_certificate", {"number": award.number},
        )  # fmt: skip
        return Home(step, (binding, standing))
    missing = [leaf for leaf in standing.proof.leaves() if not leaf.met]
    if missing and missing[0].kind != APPROVAL:
        return Home(_step_for(db, person_id, missing[0], now=now), (binding, standing))
    return Home(_last_step(printed_name), (binding, standing))


TAKE_UP = Step(
    "Your next step", "Take up a course", "Your lessons, quizzes and practicum begin with it.",
    "See the courses", "ashilms.courses.show_courses", {},
)  # fmt: skip


def _last_step(printed_name: str | None) -> Step:
    if not printed_name:
        return Step(
            "Your next step · a minute", "Confirm the name on your certificate",
            "Everything else is met. Nothing can be issued until you say how your name is printed.",
            "Confirm my name", "ashilms.programs.show_standing", {},
        )  # fmt: skip
    return Step(
        "Nothing to do", "Your certificate waits for approval",
        "Everything is met. Somebody who assessed none of your sessions looks at the evidence now; "
        "you’ll have mail when it is issued.",
    )  # fmt: skip


def _step_for(db: Session, person_id: int, leaf: Proof, *, now: datetime) -> Step:
    if leaf.kind in LEARNING and (step := _learning_step(db, person_id, leaf, now=now)):
        return step
    verb = "Open my practicum" if leaf.page == "ashilms.practicum.show_ledger" else "Open the page"
    return Step("Your next step", leaf.title, f"{leaf.have}. {leaf.how}", verb, leaf.page, {})


LEARNING = ("module_completed", "quiz_passed")


def _learning_step(db: Session, person_id: int, leaf: Proof, *, now: datetime) -> Step | None:
    """Return the lesson that was begun, else the quiz that is open, else the next lesson; `None`: all wait."""
    lesson, quiz = courses.next_lesson(db, person_id), quizzes.next_quiz(db, person_id, now=now)
    why = f"It counts towards “{leaf.title}”."
    if quiz and not (lesson and lesson.begun):
        return Step(
            f"Your next step · {quiz.minutes} minutes at most", quiz.title, why,
            "Open the quiz", "ashilms.quizzes.show_quiz", {"quiz_key": quiz.key},
        )  # fmt: skip
    if lesson:
        return Step(
            f"Your next step · about {lesson.minutes} minutes", lesson.title, why,
            "Continue the lesson" if lesson.begun else "Start the lesson", "ashilms.courses.show_lesson",
            {"slug": lesson.course, "module": lesson.module, "lesson": lesson.key},
        )  # fmt: skip
    return None
