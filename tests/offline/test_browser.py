"""The whole path without a network, on a phone, in a host: check, screening, signature, session, draft; and back."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from ashilms.offline.models import OfflineItem
from ashilms.practicum.models import Entry
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules import codes
from tests.browser.looking import faults_of
from tests.conftest import NOW
from tests.offline.basement import PREFIX, Basement, open_basement
from tests.offline.cases import BASE

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
HERE = f"{PREFIX}/offline/"
MINUTE = timedelta(minutes=1)
ANSWER = """(answers) => {
  for (const [id, value] of Object.entries(answers)) {
    const field = document.getElementById(`answer-${id}`);
    if (field.matches("input")) {
      field.value = value.date ?? value;
      field.dispatchEvent(new Event("change"));
    } else for (const one of [value].flat()) field.querySelector(`input[value="${one}"]`).click();
  }
}"""
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push([request.url, await (await cache.match(request)).text()]);
  }
  const ask = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const [{ name }] = await indexedDB.databases();
  const db = await ask(indexedDB.open(name));
  const all = (store) => ask(db.transaction(store).objectStore(store).getAll());
  const letters = (data) => String.fromCharCode(...new Uint8Array(data));
  const boxes = (await all("boxes")).map(({ data, ...rest }) => JSON.stringify(rest) + letters(data));
  const keys = (await all("keys")).map(({ key }) => [key.extractable, key.algorithm.name, key.algorithm.length]);
  db.close();
  return { kept, boxes, keys, local: JSON.stringify(localStorage) };
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Basement]:
    """The host site."""
    with open_basement(tmp_path) as site:
        yield site


@pytest.fixture
def phone(chromium: Browser, site: Basement) -> Iterator[BrowserContext]:
    """Ana's phone, in which she has signed in at the host."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, base_url=site.url, reduced_motion="reduce"
    )
    context.new_page().goto("/sign-in/ana")
    yield context
    context.close()


def turn(page: Page, site: Basement, to: datetime) -> None:
    """Let it be another time, here and there."""
    site.now = to
    page.clock.set_fixed_time(to)


def test_a_session_without_a_network_arrives_once(phone: BrowserContext, site: Basement) -> None:
    """T01, V14.3.3: nothing readable is left on the device, the host's pages are left alone, axe finds nothing."""
    page = phone.pages[0]
    page.set_default_timeout(10_000)
    turn(page, site, NOW + 5 * MINUTE)
    page.goto(HERE)
    expect(page.get_by_role("button", name="Start a session")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.ready.then(it => it.scope)") == f"{site.url}{HERE}"
    phone.set_offline(True)
    page.reload()
    faults = [*check_the_room(page), *screen_the_client(page, site), *give_the_session(page, site)]
    assert faults == []
    look_for_what_is_readable(page)
    turn(page, site, NOW + 180 * MINUTE)
    come_back(phone, page)
    expect(page.get_by_text("In your log as a draft")).to_be_visible()
    assert look(page) == []
    with site.db() as db:
        (entry,), (decision,) = db.scalars(select(Entry)).all(), db.scalars(select(ScreeningDecision)).all()
        rows = db.scalars(select(OfflineItem).order_by(OfflineItem.id)).all()
        assert [(row.kind, row.notes) for row in rows] == [("check", []), ("decision", []), ("draft", [])]
        assert (entry.state, entry.as_sheet().decision_id, decision.outcome) == (
            "draft",
            decision.id,
            "PROCEED",
        )
        assert (decision.signature.way, decision.start.at) == ("offline", NOW + 9 * MINUTE)  # type: ignore[union-attr]
    page.get_by_role("link", name="Open it in the log").click()
    shown = page.get_by_role("region", name="Drafted without a network")
    expect(shown).to_contain_text("13:09")
    expect(shown).to_contain_text("15:00")
    page.goto("/")
    assert page.evaluate("navigator.serviceWorker.controller") is None


def look(page: Page) -> list[str]:
    """Return what is wrong with the page in both looks; afterwards it is as narrow as a phone again."""
    faults = faults_of(page)
    page.set_viewport_size({"width": 360, "height": 740})
    return faults


def check_the_room(page: Page) -> list[str]:
    page.get_by_role("button", name="Start a session").click()
    page.get_by_label("Treatment room").select_option(index=1)
    asked = page.get_by_role("radio", name="Yes", exact=True)
    expect(asked).to_have_count(16)
    points = asked.all()
    for point in points[:-1]:
        point.check()
    page.get_by_role("button", name="Room is fit").click()
    expect(page.get_by_role("alert")).to_contain_text("Answer this point")
    points[-1].check()
    faults = look(page)
    page.get_by_role("button", name="Room is fit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Screening")
    return faults


def screen_the_client(page: Page, site: Basement) -> list[str]:
    page.evaluate(ANSWER, BASE | {"clot-signs": "yes"})
    expect(page.get_by_text("Stop: emergency", exact=True)).to_be_visible()
    page.evaluate(ANSWER, {"clot-signs": "no"})
    page.get_by_label("Category").select_option(index=1)
    page.get_by_label("Supervisor", exact=True).select_option(label="Bea")
    page.get_by_label("Client code").fill("c-21")
    page.get_by_role("button", name="Start the session").click()
    expect(page.get_by_role("alert")).to_contain_text("types the six digits")
    turn(page, site, NOW + 9 * MINUTE)
    page.get_by_label("Bea’s signing code").fill(codes.code_at(site.secret, site.now))
    page.get_by_label("Bea’s signing code").press("Tab")
    faults = look(page)
    page.get_by_role("button", name="Start the session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session since 12:09")
    return faults


def give_the_session(page: Page, site: Basement) -> list[str]:
    turn(page, site, NOW + 69 * MINUTE)
    page.reload()  # the phone has been in a pocket: whatever was kept is there
    page.get_by_role("button", name="End the session").click()
    page.get_by_role("checkbox").first.check(force=True)
    page.get_by_label("What did you change").fill("The client asked for less on the left, so I slowed down.")
    faults = look(page)
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("Waits to be sent")).to_be_visible()
    return faults


def look_for_what_is_readable(page: Page) -> None:
    """Hold everything that lies on the device against what nobody may read there."""
    found = page.evaluate(KEPT)
    assert [
        url for url, text in found["kept"] if "Ana" in text or 'csrf_token":' in text or "C-21" in text
    ] == []
    assert {url.partition(PREFIX)[2].split("/")[1] for url, _ in found["kept"]} == {"offline", "static"}
    assert len(found["boxes"]) == 2
    assert [box for box in found["boxes"] if "C-21" in box or "slowed" in box or "Bea" in box] == []
    assert found["keys"] == [[False, "AES-GCM", 256]]
    assert json.loads(found["local"]) == {}
    assert "ashilms_unsent=1" in page.evaluate("document.cookie")


def come_back(phone: BrowserContext, page: Page) -> None:
    """Let the network be back, and be cut once more between the server's commit and its answer."""

    def cut(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/offline/send", cut, times=1)
    phone.set_offline(False)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Waits to be sent")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
