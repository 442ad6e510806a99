"""What the cast does not pass at once: a re-test, attempts that are used up, and more time for one of them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.allowances import services as allowances
from ashilms.allowances.rules import Terms
from ashilms.appeals import services as appeals
from ashilms.courses import services as courses
from ashilms.courses.rules import Stage
from ashilms.demo import doings
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.rules.allowing import Eased
from ashilms.quizzes.services import Kinds

WAITS = (timedelta(), timedelta(hours=25), timedelta(hours=100))
"""When the three attempts are begun that somebody uses up."""


def miss_rule(db: Session, trainee: Actor, key: str, kinds: Kinds, *, now: datetime) -> Attempt:
    """Let a trainee reach the mark of a quiz and leave one must-pass question empty."""
    attempt = quizzes.start_attempt(db, trainee, key, kinds, grace=doings.GRACE, now=now)
    missed = next(item.number for item in attempt.items if item.question.critical)
    return doings.answer_paper(db, trainee, attempt, kinds, empty=missed, now=now)


def pass_retest(db: Session, trainee: Actor, attempt: Attempt, kinds: Kinds, *, now: datetime) -> Attempt:
    """Let a trainee answer the re-test of an attempt rightly."""
    retest = quizzes.start_retest(db, trainee, attempt.id, kinds, grace=doings.GRACE, now=now)
    return doings.answer_paper(db, trainee, retest, kinds, now=now)


def use_up(db: Session, trainee: Actor, slug: str, kinds: Kinds, *, now: datetime) -> None:
    """Let a trainee read a module beyond the foundation, if there is one, hand in nothing three times, and ask why."""
    state = next(state for state in courses.course_state(db, trainee.id) if state.slug == slug)
    more = (one for one in state.modules if one.stage is not Stage.LOCKED and one.open_quizzes)
    module = next((one.outline.key for one in more if one.outline.key not in doings.FOUNDATION), None)
    if module is None:
        return
    doings.read_lessons(db, trainee, slug, module, now=now)
    for wait in WAITS:
        at = now + timedelta(hours=1) + wait
        attempt = quizzes.start_attempt(db, trainee, f"quiz-{module}", kinds, grace=doings.GRACE, now=at)
        quizzes.hand_in(db, trainee, attempt.id, kinds, now=at + timedelta(minutes=2))
    why = "I had this one on paper with its reason, and the page was closed before I came to it."
    appeals.appeal(db, trainee, attempt.id, 1, why, now=at + timedelta(hours=1))


def give_time(db: Session, registrar: Actor, trainee: Actor, *, now: datetime) -> None:
    """Let a registrar record half as much time again for a trainee."""
    why = "Reads slowly in English, which is a third language; agreed on the first day."
    terms = Terms(Eased(percent=50), None, now.date(), None, why)
    allowances.accommodate(db, registrar, trainee.id, terms, number=1, now=now)
