"""A school's own site in a browser: its sign-in, our pages below their prefix, and each with its own look."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from tests.hosting import PEOPLE, Host, new_host, set_up
from tests.serving import Server

pytestmark = pytest.mark.browser
PREFIX = "/training"
LOOK = "getComputedStyle(document.querySelector('button, h1')).cssText"


@contextmanager
def served(host: Host) -> Iterator[Host]:
    """Serve the school's site."""
    server = Server(
        host.server, host.environment, host.folder / "serve.log", host.port, ready=f"{PREFIX}/readyz"
    )
    server.start()
    try:
        yield host
    finally:
        assert server.stop() == 0


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The school's site, with one member of every job."""
    with served(set_up(new_host(tmp_path_factory.mktemp("school") / "host"), *PEOPLE)) as running:
        yield running


@pytest.fixture
def context(chromium: Browser, host: Host) -> Iterator[BrowserContext]:
    """A browser in which nobody has signed in."""
    made = chromium.new_context(
        base_url=host.url, reduced_motion="reduce", viewport={"width": 1280, "height": 900}
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


class Witness:
    """Notes what a page loads, and what the browser complains of or can't load."""

    def __init__(self, page: Page) -> None:
        """Begin to look."""
        self.complaints: list[str] = []
        self.loaded: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _see(self, answer: Response) -> None:
        self.loaded.append(urlsplit(answer.url).path)
        if answer.status >= 400:
            self.complaints.append(f"{answer.status} {answer.url}")


def sign_in(page: Page, host: Host, job: str) -> None:
    """Sign in by the host's own page."""
    page.get_by_label("E-mail").fill(f"{job}@school.example")
    page.get_by_label("Password").fill(host.passwords[job])
    page.get_by_role("button", name="Sign in").click()


def test_a_member_comes_from_the_schools_front_page_and_logs_a_session(
    context: BrowserContext, host: Host
) -> None:
    """T45: by the host's sign-in into our pages, a course taken up, a lesson opened, a session logged; and out."""
    page = context.new_page()
    witness = Witness(page)
    page.goto("/")
    page.get_by_role("link", name="Training").click()
    expect(page).to_have_url(re.compile(r"/sign-in(\?|$)"))
    sign_in(page, host, "student")
    expect(page).to_have_url(f"{host.url}{PREFIX}/")
    expect(page.get_by_role("banner")).to_contain_text(PEOPLE["student"])
    take_up_course(page)
    log_draft(page)
    expect(page.get_by_role("status")).to_contain_text("Kept as a draft")
    assert urlsplit(page.url).path.startswith(f"{PREFIX}/practicum/entries/")
    assert witness.complaints == [], witness.complaints
    assert {path for path in witness.loaded if not path.startswith(PREFIX)} == {
        "/",
        "/sign-in",
        "/static/school.css",
    }
    leave(page)
    page.goto(f"{PREFIX}/practicum")
    expect(page).to_have_url(re.compile(r"/sign-in(\?|$)"))


def take_up_course(page: Page) -> None:
    page.goto(f"{PREFIX}/courses")
    page.get_by_role("link", name="Open the course").first.click()
    page.get_by_role("button", name="Take up this course").click()
    page.goto(f"{PREFIX}/")
    page.get_by_role("link", name=re.compile("lesson")).first.click()
    expect(page.get_by_role("button", name=re.compile("Finish lesson"))).to_be_visible()


def log_draft(page: Page) -> None:
    page.goto(f"{PREFIX}/practicum")
    page.get_by_role("link", name="Log a session").first.click()
    page.get_by_role("link", name=re.compile("Observation of")).click()
    page.get_by_label(re.compile("What was checked before contact")).fill(
        "I went back to the thoracic lane and slowed down."
    )
    page.get_by_role("button", name=re.compile("draft", re.IGNORECASE)).click()


def leave(page: Page) -> None:
    """Sign out as the host does: by its own form's address, with its own token."""
    page.goto("/sign-in")
    token = page.locator("input[name=csrf_token]").input_value()
    answer = page.request.post("/sign-out", form={"csrf_token": token}, headers={"Referer": page.url})
    assert answer.ok


@pytest.mark.parametrize(
    ("job", "sees", "not_his"),
    [("teacher", "Inbox", "People"), ("office", "People", "Practicum"), ("student", "Practicum", "Inbox")],
)
def test_the_host_says_who_is_what(
    context: BrowserContext, host: Host, job: str, sees: str, not_his: str
) -> None:
    """`role_of=`: each finds the places of their role, all below the prefix."""
    page = context.new_page()
    page.goto(f"{PREFIX}/")
    sign_in(page, host, job)
    nav = page.get_by_role("navigation", name="Main")
    expect(nav.get_by_role("link", name=sees, exact=True)).to_be_visible()
    expect(nav.get_by_role("link", name=not_his, exact=True)).to_have_count(0)
    addresses = nav.get_by_role("link").evaluate_all("all => all.map(a => new URL(a.href).pathname)")
    assert all(path.startswith(PREFIX + "/") for path in addresses)
    for path in addresses:
        assert page.goto(path).status == 200


def test_the_hosts_own_pages_look_as_they_did(context: BrowserContext, host: Host) -> None:
    """T45: no style, script or header of ours on a page of the host's; coming from one of ours changes nothing."""
    page = context.new_page()
    witness = Witness(page)
    answer = page.goto("/")
    before = page.evaluate(LOOK)
    headers = {name for name in answer.headers}
    assert headers.isdisjoint(
        {"content-security-policy", "referrer-policy", "permissions-policy", "cache-control"}
    )
    assert not any("ashilms" in path for path in witness.loaded)
    page.goto(f"{PREFIX}/verify")
    assert page.evaluate("document.styleSheets.length") > 0
    page.goto("/")
    assert page.evaluate(LOOK) == before
    assert witness.complaints == [], witness.complaints


def test_a_form_of_the_hosts_is_checked_by_the_host_alone(context: BrowserContext, host: Host) -> None:
    """T45, T32: without its token the host refuses in its own words; with it, it doesn't ask where it came from."""
    page = context.new_page()
    sent = {"email": "student@school.example", "password": host.passwords["student"]}
    refused = page.request.post("/sign-in", form=sent)
    assert refused.status == 400
    assert "ashilms" not in refused.text()
    page.goto("/sign-in")
    sent["csrf_token"] = page.locator("input[name=csrf_token]").input_value()
    taken = page.request.post(
        "/sign-in", form=sent, headers={"Sec-Fetch-Site": "cross-site"}, max_redirects=0
    )
    assert taken.status == 302
    ours = page.request.post(f"{PREFIX}/courses/barefoot-bar-massage/enrol", form={}, max_redirects=0)
    assert ours.status in (400, 403, 404)


def test_a_page_that_is_nowhere_is_the_hosts_to_answer(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    assert page.goto("/nowhere").status == 404
    assert page.locator(".ashilms").count() == 0
    assert page.goto(f"{PREFIX}/c/no-such-link-0000000").status == 404
    assert page.locator(".ashilms").count() == 1


def test_the_hosts_own_base_page_wins_over_ours(chromium: Browser, tmp_path: Path) -> None:
    """The look is the host's: `templates/ashilms/base.html` of its own, on every page, and another theme by tokens."""
    host = set_up(new_host(tmp_path / "host"), "student")
    made = host.folder / "templates" / "ashilms"
    made.mkdir()
    ours = (Path(__file__).parents[2] / "templates/ashilms/base.html").read_text()
    assert ours.count("</head>") == ours.count('<div class="ashilms"') == 1
    style = """<link rel="stylesheet" href="{{ url_for('static', filename='ours.css') }}">"""
    banner = '<p id="quayside">Quayside School</p>'
    (made / "base.html").write_text(
        ours.replace("</head>", f"{style}</head>").replace(
            '<div class="ashilms"', f'{banner}<div class="ashilms"'
        )
    )
    (host.folder / "static" / "ours.css").write_text(".ashilms { --al-ink: rgb(1, 2, 3) }")
    with served(host):
        context = chromium.new_context(base_url=host.url)
        page = context.new_page()
        for path in ("/verify", "/privacy"):
            page.goto(PREFIX + path)
            expect(page.locator("#quayside")).to_have_text("Quayside School")
            assert page.evaluate(
                "getComputedStyle(document.querySelector('.ashilms')).getPropertyValue('--al-ink')"
            ) == ("rgb(1, 2, 3)")
        context.close()
