"""Another site puts a page of ours into a frame: Chromium shows nothing of it."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


class Elsewhere(BaseHTTPRequestHandler):
    """Another site, whose one page frames what it is asked to."""

    def do_GET(self) -> None:
        """Answer with the frame."""
        body = f'<!doctype html><title>x</title><iframe id="f" src="{self.path[1:]}"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of the other site."""
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/verify", "/sign-in", "/security", "/no/such/page"])
def test_no_page_is_shown_in_somebody_else_s_frame(
    open_as: Callable[..., Page], site: Site, elsewhere: str, path: str
) -> None:
    """T33: whoever is signed in; the browser says why."""
    page, said = open_as("irene"), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere + site.url + path)
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert "AshiLMS" not in frame.content()
    assert [text for text in said if "frame-ancestors" in text]
