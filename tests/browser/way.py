"""A person's way through pages to which no link leads, with a look at each."""

import re
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.looking import faults_of
from tests.browser.walk import Walk


class Way:
    """What somebody has seen on their way, and what was wrong with it in either look."""

    def __init__(self, page: Page, site: Site, app: Flask) -> None:
        self.page, self.site = page, site
        self.endpoint_of = Walk(app, None).endpoint_of
        self.seen, self.wrong = set[str](), list[str]()

    def look(self) -> None:
        """Look at the page as it stands; it stays where it is."""
        self.seen.add(str(self.endpoint_of(urlsplit(self.page.url).path)))
        self.wrong += faults_of(self.page)

    def press(self, name: str) -> None:
        """Press the button that begins so, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    def follow(self, name: str) -> None:
        """Follow the first link whose name begins so."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
