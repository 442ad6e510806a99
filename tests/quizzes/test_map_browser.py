"""A foot placed and places marked in a real browser: by mouse, by keys and in words, and told over what decided."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerStep
from tests.browser.looking import faults_of
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.quizzes.conftest import QUIZ, open_school
from tests.quizzes.gestures import place_by_mouse
from tests.quizzes.test_every_kind import drafts

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve a school whose quiz asks where a foot goes, and what is to be marked."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        school = open_school(
            db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST})
        )
        asked = [drafts("placement", 1)[-1], drafts("hotspot", 2)[-1]]
        quiz = services.QuizDraft(
            QUIZ.id, QUIZ.title, QUIZ.pool, QUIZ.requires, {**QUIZ.blueprint, "draw": 2, "critical": 2}
        )
        services.keep_questions(db, machine("tests"), school.course.id, asked, now=NOW)
        services.keep_quizzes(db, machine("tests"), school.course.id, [quiz], now=NOW)
        db.commit()
        db.close()
    with served(app) as address:
        yield address


def _by_keys(page: Page) -> None:
    """Mark the fibula and the nerve on the left by arrows alone; the first key puts the mark in the middle."""
    stage = page.get_by_role("application")
    for mark, (right, down) in enumerate([(-14, 101), (-11, 45)], start=1):
        page.get_by_role("button", name=f"Mark {mark}").focus()
        page.keyboard.press("Enter")
        stage.focus()
        page.keyboard.press("ArrowDown")
        for key, times in (("ArrowLeft", -right), ("ArrowDown", down)):
            for _ in range(times):
                page.keyboard.press(key)


def _in_words(page: Page) -> None:
    """Say the same without the map."""
    page.get_by_label("Where does the peak of the load lie?").select_option("tES-left")
    expect(page.locator("#map-said")).to_contain_text("Thoracic erectors, T2–T9, left")


def _answers(app: Flask) -> list[Any]:
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        last = {step.number: step.answer for step in db.scalars(select(AnswerStep).order_by(AnswerStep.id))}
        db.close()
    return list(last.values())


def test_a_foot_is_placed_and_places_are_marked_by_mouse_keys_and_words(
    chromium: Browser, site: str, app: Flask
) -> None:
    """T08, T39: on a phone; what is on the map is on the list, and each page has no barrier."""
    page = chromium.new_page(base_url=site, reduced_motion="reduce", viewport={"width": 360, "height": 740})
    page.set_default_timeout(10_000)
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").click()
    wrong: list[str] = []
    for number in (1, 2):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"question {number} of")
        said = page.locator("#map-said")
        if "Where does the foot go" in page.locator(".al-stem").inner_text():
            place_by_mouse(page)
            expect(said).to_contain_text(
                "Left foot · arch loaded · 4.6 cm left of the midline, level with T6"
            )
            expect(said).to_contain_text(
                "toes turned 355° clockwise from the head · travel: to head · load 3 of 5"
            )
        else:
            _by_keys(page)
            expect(said).to_contain_text("Place 2: 9.4 cm left of the midline, level with the buttocks")
        wrong += faults_of(page)
        page.set_viewport_size({"width": 360, "height": 740})
        page.get_by_role("button", name="Save and").last.click()
    expect(page.get_by_role("heading", name="Nothing is empty")).to_be_visible()
    foot = next(answer for answer in _answers(app) if isinstance(answer, dict))
    marks = next(answer for answer in _answers(app) if isinstance(answer, list))
    assert {name: foot[name] for name in ("foot", "part", "load", "travel", "turn")} == {
        "foot": "left", "part": "arch", "load": 3, "travel": "head", "turn": 355,
    }  # fmt: skip
    assert marks == [[-700, 7550], [-550, 4750]]
    page.goto(f"/attempts/1/{1 if isinstance(_answers(app)[0], dict) else 2}")
    _in_words(page)
    page.get_by_role("button", name="Save and").last.click()
    page.goto("/attempts/1/review")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("2 of 2 is 100 %")).to_be_visible()
    expect(
        page.get_by_text("You placed: Left foot · arch loaded · Thoracic erectors, T2–T9, left")
    ).to_be_visible()
    assert wrong + faults_of(page) == []
    page.close()
