"""Every kind that grades itself, by keyboard alone and by mouse in a real browser, on a phone."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerStep
from tests.browser.looking import faults_of
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.quizzes.conftest import CANARY, QUIZ, draft, open_school
from tests.quizzes.gestures import mark_by_mouse, place_by_mouse
from tests.quizzes.samples import SAMPLES
from tests.quizzes.test_every_kind import drafts

pytestmark = pytest.mark.browser


PHONE: ViewportSize = {"width": 360, "height": 740}
NERVES = ((-700, 7550), (-550, 4750))
"""Where the nerve at the fibula and the one below the seat run, on the left."""


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve a school whose pool holds one question of each kind, all of them drawn."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        school = open_school(
            db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST})
        )
        one_each = [drafts(name, at)[-1] for at, name in enumerate(SAMPLES, start=1)]
        one_each += [replace(draft(number), critical=False) for number in OPTIONS.values()]
        services.keep_questions(db, machine("tests"), school.course.id, one_each, now=NOW)
        services.keep_quizzes(db, machine("tests"), school.course.id, [_quiz(len(one_each))], now=NOW)
        db.commit()
        db.close()
    with served(app) as address:
        yield address


def _quiz(count: int) -> services.QuizDraft:
    return services.QuizDraft(
        QUIZ.id, QUIZ.title, QUIZ.pool, QUIZ.requires, {**QUIZ.blueprint, "draw": count, "critical": 2}
    )


OPTIONS = {"single": 9, "multiple": 12}
"""The question of each kind that has options and nothing more, by its number, on rules that no sample is about."""
RIGHT = {"single": "b", "multiple": "bc"}
TYPED = {
    "hotspot": ["Head and", "Path"],
    "matching": ["Oak", "Ash", "Oak"],
    "numeric": ["7316,5"],
    "placement": ["Thoracic", " ", " →", " →→", " "],
    "short": [f" gluteus  {CANARY.lower()}."],
    "truefalse": ["a"],
}
"""What is typed once each field of a question has the focus, where that is the same in every shuffled order.

A → is the arrow key, by which radio buttons are chosen; a space chooses the first.
"""


def _keys(page: Page, name: str) -> list[str]:
    """Return what answers a question rightly: letters choose, and words and figures pick from a list."""
    if name in OPTIONS:
        shown = page.locator("#question label.al-choice").all_inner_texts()
        right = _chosen(name)
        return ["".join("abcd"[at] for at, text in enumerate(shown) if any(said in text for said in right))]
    right = SAMPLES[name].right
    if name == "ordering":
        steps = page.locator("#question label").all_inner_texts()
        return [place for step in steps for id_, place in right.items() if step.strip() == f"Step {id_}"]
    if name == "vignette":
        parts = [
            fieldset.locator("label.al-choice").all_inner_texts()
            for fieldset in page.locator("#question fieldset").all()
        ]
        return [
            "".join(
                "abcd"[at] for at, text in enumerate(shown) for id_ in ids if f"Option {part}{id_}" in text
            )
            for shown, (part, ids) in zip(parts, right.items(), strict=True)
        ]
    return TYPED[name]


NAME = "document.activeElement.name || ''"


def _tab_to(page: Page, expression: str) -> None:
    for _ in range(60):
        if page.evaluate(expression):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way by keyboard to {expression}")


def _answer(page: Page, typed: list[str]) -> None:
    before = ""
    for keys in typed:
        _tab_to(page, f"({NAME}).startsWith('answer') && ({NAME}) !== '{before}'")
        before = page.evaluate(NAME)
        for pressed in keys.replace("→", "\0→\0").split("\0"):
            page.keyboard.press("ArrowRight") if pressed == "→" else page.keyboard.type(pressed)
    _tab_to(page, "document.activeElement.matches('button.al-btn--main')")
    page.keyboard.press("Enter")


def _by_keys(page: Page, name: str) -> None:
    _answer(page, _keys(page, name))


def _by_mouse(page: Page, name: str) -> None:
    """Answer a question by mouse; a list that a browser draws itself is chosen from as such."""
    if name == "placement":
        place_by_mouse(page)
    elif name == "hotspot":
        mark_by_mouse(page, *NERVES)
    elif name in ("matching", "ordering"):
        right = SAMPLES[name].right
        prompts = {id_: f"Prompt {id_[1:]}" if name == "matching" else f"Step {id_}" for id_ in right}
        for id_, said in right.items():
            page.get_by_label(prompts[id_], exact=True).select_option(label=said)
    elif name in ("numeric", "short"):
        page.locator("#question input[type=text]").click()
        page.keyboard.type(TYPED[name][0])
    else:
        for text in _chosen(name):
            page.locator("#question label.al-choice", has_text=text).click()
    page.locator("button.al-btn--main").click()


def _chosen(name: str) -> list[str]:
    """Return what the right options say."""
    if name in OPTIONS:
        return [f"Option {OPTIONS[name]} {id_}" for id_ in RIGHT[name]]
    if name == "truefalse":
        return ["True"]
    return [f"Option {part}{id_}" for part, ids in SAMPLES[name].right.items() for id_ in ids]


def _kind_of(page: Page) -> str:
    stem = page.locator(".al-stem").first.inner_text()
    plain = (name for name, number in OPTIONS.items() if f"Stem {number}?" in stem)
    return next(plain, None) or next(name for name, sample in SAMPLES.items() if sample.item["stem"] in stem)


@pytest.mark.parametrize("way", [_by_keys, _by_mouse])
def test_every_kind_is_answered_and_has_no_barrier(
    chromium: Browser, site: str, app: Flask, way: Callable[[Page, str], None]
) -> None:
    """T39: without the script the pages hold the same fields; with it each change is saved."""
    page = chromium.new_page(base_url=site, reduced_motion="reduce", viewport=PHONE)
    page.set_default_timeout(10_000)
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").click()
    wrong: list[str] = []
    for number in range(1, len(SAMPLES) + len(OPTIONS) + 1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"question {number} of")
        wrong += faults_of(page)
        name = _kind_of(page)
        page.set_viewport_size(PHONE)
        page.reload()
        way(page, name)
    expect(page.get_by_role("heading", name="Nothing is empty")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    expect(page.get_by_text("10 of 10 is 100 %")).to_be_visible()
    assert wrong + faults_of(page) == []
    page.close()
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        last = {step.number: step.answer for step in db.scalars(select(AnswerStep).order_by(AnswerStep.id))}
        db.close()
    assert "7316.5" in last.values()
    assert "true" in last.values()
    said = sorted(len(answer) for answer in last.values() if isinstance(answer, dict))
    assert said == [
        3,
        3,
        4,
        6 if way is _by_mouse else 5,
    ]  # a foot that was turned by mouse says its turn, too
