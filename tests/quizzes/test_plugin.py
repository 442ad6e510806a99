"""A plugin adds a kind of question: one class and one template, and nothing of ours changes."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Form, IntegerField
from wtforms.validators import Optional

from ashilms import rooms
from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.plugins import Mark, Plain, Plugin, QuestionKind
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from ashilms.web import state
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import QUIZ, open_school
from tests.quizzes.test_views import key_in

PAGES = {
    "anatomy/count.html": """
{% macro ask(form, shown) %}<label class="al-stem" for="answer">{{ shown.stem }}</label>{{ form.answer }}{% endmacro %}
{% macro tell(told, number) %}<p>{{ told.stem }}: you counted {{ told.counted }}.</p>{% endmacro %}
"""
}


class Count:
    """How many there are: a whole number."""

    name = "count"
    template = "anatomy/count.html"

    def problems(self, item: Plain) -> list[str]:
        return [] if isinstance(item.get("number"), int) else ["Give 'number' as a whole number."]

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"stem": item["stem"]}, {"number": item["number"]}

    def parts(self, asked: Plain) -> list[str]:
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: int | None) -> dict[str, Any]:
        return {"stem": asked["stem"], "given": answer}

    def form(self, shown: Plain, data: Any) -> Form:
        class CountForm(Form):
            answer = IntegerField(shown["stem"], [Optional()], default=shown["given"])

        return CountForm(data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> int | None:
        if given is not None and not 0 <= given <= 999:
            raise ValueError("Count from 0 to 999.")
        return given

    def grade(self, asked: Plain, key: Plain, answer: int | None) -> Mark:
        return Mark(Fraction(int(answer == key["number"])))

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Any, *, whole: bool
    ) -> dict[str, Any]:
        return {"stem": asked["stem"], "counted": answer}


def questions() -> list[services.QuestionDraft]:
    drafts = []
    for number in range(1, 7):
        asked, key = Count().split({"stem": f"Count {number}", "number": number})
        drafts.append(
            services.QuestionDraft(
                f"c{number}", "count", "m02", "bones", f"r{number}", "Counting.", number < 3, {}, asked, key
            )
        )
    return drafts


@pytest.fixture
def with_count(app: Flask, host_db: Session) -> None:
    """The host with the plugin, and a school whose pool holds its kind only."""
    app.jinja_loader = DictLoader(PAGES)
    app.extensions["ashilms"].plugins = (Plugin("anatomy", question_kinds=(Count(),)),)
    rooms.register_additions(state(app))
    school = open_school(
        host_db, Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    )
    services.keep_questions(host_db, machine("tests"), school.course.id, questions(), now=NOW)
    services.keep_quizzes(host_db, machine("tests"), school.course.id, [QUIZ], now=NOW)
    host_db.commit()


def test_a_kind_from_outside_keeps_the_protocol() -> None:
    assert isinstance(Count(), QuestionKind)


def test_a_kind_from_outside_is_drawn_asked_graded_and_told(
    with_count: None, client_of: Callable[[str | None], FlaskClient], host_db: Session
) -> None:
    ana = client_of("ana")
    here = ana.post("/quizzes/quiz-m02/start").location
    assert ana.post(here, data={"key": "k", "answer": "many"}).status_code == 422
    refused = ana.post(here, data={"key": "k", "answer": "1000"})
    assert (refused.status_code, "Count from 0 to 999." in refused.text) == (422, True)
    while "/review" not in here:
        page = ana.get(here).text
        number = page.split("Count ")[1][0]
        here = ana.post(here, data={"key": key_in(page), "go": "next", "answer": number}).location
    attempt = host_db.scalars(select(Attempt)).one()
    result = ana.get(ana.post(f"/attempts/{attempt.id}/hand-in").location).text
    assert "5 of 5 is 100 %" in result
    assert "you counted" in result


def test_a_name_that_is_taken_is_refused(app: Flask) -> None:
    class Another(Count):
        name = "single"

    app.extensions["ashilms"].plugins = (Plugin("anatomy", question_kinds=(Another(),)),)
    with pytest.raises(ValueError, match="'single'"):
        rooms.register_additions(state(app))
