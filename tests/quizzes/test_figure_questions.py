"""A question that is answered on a figure of the pack: asked with it, and told with the marks laid over it."""

from collections.abc import Callable
from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.courses.models import Figure
from ashilms.quizzes import services
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, DRAFTS, KINDS, QUIZ, open_school
from tests.quizzes.test_hotspot import FIGURE
from tests.quizzes.test_views import key_in

SVG = (
    '<svg viewBox="0 0 40 80" role="img" aria-label="A sole"><path d="M5 5h30v70h-30z" fill="none"'
    ' stroke="currentColor"/></svg>'
)


def ask_on_a_figure(db: Session) -> None:
    """Open a school whose quiz asks one thing, on a figure."""
    school = open_school(db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST}))
    asked, key = KINDS["hotspot"].split(FIGURE)
    draft = replace(DRAFTS[0], kind="hotspot", critical=False, asked=asked, key=key)
    blueprint = {**QUIZ.blueprint, "draw": 1, "critical": 0}
    quiz = services.QuizDraft(QUIZ.id, QUIZ.title, QUIZ.pool, QUIZ.requires, blueprint)
    db.add(Figure(course_id=school.course.id, key="foot", title="A sole", description="", svg=SVG))
    services.keep_questions(db, machine("tests"), school.course.id, [draft], now=NOW)
    services.keep_quizzes(db, machine("tests"), school.course.id, [quiz], now=NOW)
    db.commit()


def test_a_mark_on_a_figure_is_saved_and_laid_over_it_when_it_is_told(
    client_of: Callable[[str | None], FlaskClient], host_db: Session
) -> None:
    """T08: the page that asks has the figure and the areas' names, and nothing of where they lie."""
    ask_on_a_figure(host_db)
    ana = client_of("ana")
    here = ana.post("/quizzes/quiz-m02/start").location
    page = ana.get(here).text
    assert SVG in page
    assert CANARY not in page
    assert "ellipse" not in page
    sent = {"answer-pm1": "map", "answer-pm1x": "200", "answer-pm1y": "600"}
    assert ana.post(here, data={"key": key_in(page), "go": "next", **sent}).status_code == 302
    result = ana.get(ana.post("/attempts/1/hand-in").location).text
    assert "1 of 1 is 100 %" in result
    assert SVG in result
    assert 'class="al-figure__over" viewBox="0 0 40 80"' in result
