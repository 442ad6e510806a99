"""A lesson in a real browser: what its page says while it is read, and that a recording is played to its end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response
from sqlalchemy import select

from ashilms.courses.models import MediaPlay, ReadingPlace
from tests.campus import PASSWORD, Campus, actor_of
from tests.house.deeds import LESSON
from tests.loopback import served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(campus: Campus, chromium: Browser) -> Iterator[Page]:
    """A page in which Tom has signed in, on the campus as it answers a browser."""
    with served(campus.app, "localhost") as address:
        context = chromium.new_context(base_url=address)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", "tom@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        yield page
        context.close()


HIDDEN = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def beats(answer: Response) -> bool:
    """Return whether a beat was answered."""
    return answer.url.endswith("/beat")


def test_a_page_says_that_it_is_read_and_that_it_was_left(page: Page, campus: Campus) -> None:
    with page.expect_response(beats) as heard:
        page.goto(LESSON)
    assert (heard.value.status, waits(campus)) == (204, True)
    with page.expect_response(beats) as heard:
        page.evaluate(HIDDEN)
    assert (heard.value.status, waits(campus)) == (204, False)


def waits(campus: Campus) -> bool:
    """Return whether silence would still count for Tom."""
    with campus.db() as db:
        place = db.get_one(ReadingPlace, actor_of(db, "tom").id)
        return place.until > place.at


def test_a_recording_that_is_played_to_its_end_is_marked_so(page: Page, campus: Campus) -> None:
    page.goto(LESSON)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/media/" in answer.url):
        page.locator("audio").evaluate("player => { player.muted = true; return player.play(); }")
    page.locator("#media-looking-up").get_by_text("Played", exact=True).wait_for()
    assert page.get_by_role("button", name="I read the transcript instead").count() == 0
    with campus.db() as db:
        played = select(MediaPlay.how).where(MediaPlay.person_id == actor_of(db, "tom").id)
        assert db.scalars(played).one() == "ended"
