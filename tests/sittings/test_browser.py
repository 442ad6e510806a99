"""The pages of dates, releases and practice in a real browser: an examination is released, let begin and begun."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from tests.browser.looking import faults_of
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.practice.test_practice import furnish_practice
from tests.sittings.conftest import KEY, open_hall

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve the school with an examination, and something to practise."""
    app.extensions["ashilms"].clock = lambda: NOW
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        cast = Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST})
        hall = open_hall(db, cast, proctored=True)
        furnish_practice(db, hall.course)
        db.close()
    with served(app) as address:
        yield address


def signed_in(chromium: Browser, site: str, who: str) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(base_url=site, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/sign-in/{who}")
    return context, page


def test_a_proctor_releases_an_examination_and_a_trainee_begins_it(site: str, chromium: Browser) -> None:
    """Each page on the way without a barrier, at every width, in both looks."""
    bea_at, bea = signed_in(chromium, site, "bea")
    ana_at, ana = signed_in(chromium, site, "ana")
    wrong: list[str] = []
    bea.goto(f"/sittings/{KEY}/dates?cohort=1")
    wrong += faults_of(bea)
    bea.get_by_label("Closes on").fill("2026-11-25")
    bea.get_by_label("Closes at").fill("17:00")
    bea.get_by_role("button", name="Set the dates").click()
    wrong += faults_of(bea)
    bea.goto(f"/sittings/{KEY}/release")
    wrong += faults_of(bea)
    bea.get_by_label("For whom").select_option("Autumn")
    bea.get_by_label("From", exact=True).fill("08:00")
    bea.get_by_label("Until", exact=True).fill("20:00")
    bea.get_by_role("button", name="Release it").click()
    ana.goto(f"/quizzes/{KEY}")
    expect(ana.get_by_text("A proctor lets you begin")).to_be_visible()
    wrong += faults_of(ana)
    wrong += faults_of(bea)
    bea.get_by_role("button", name="Let begin").click()
    ana.reload()
    ana.get_by_role("button", name="Start the clock").click()
    expect(ana.get_by_role("heading", name="question 1")).to_be_attached()
    ana.goto("/practice")
    wrong += faults_of(ana)
    ana.get_by_role("link", name="Practise Bars and table").click()
    wrong += faults_of(ana)
    ana.locator("label.al-choice").first.click()
    ana.get_by_role("button", name="Show me").click()
    expect(ana.get_by_text("nothing counts")).to_be_visible()
    wrong += faults_of(ana)
    assert wrong == []
    bea_at.close()
    ana_at.close()
