"""A real server with the demonstration's cast, and real Chromium to look at it with."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from ashilms import create_app

ROOT = Path(__file__).resolve().parents[2]
MEMBER = re.compile(r"^\s+(\S+)@demo\.example\s+password (\S{12,})", re.MULTILINE)


@dataclass
class Site:
    """A running site: where it is, where its data lies, and the cast's passwords."""

    url: str
    data: Path
    passwords: dict[str, str]
    env: dict[str, str]

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the `ashilms` command on this site's data."""
        return subprocess.run(
            [Path(sys.executable).with_name("ashilms"), *map(str, arguments)],
            env=self.env, capture_output=True, text=True, check=False, cwd=self.data,
        )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, *options: str, address: str | None = None) -> Iterator[Site]:
    """Start `ashilms serve` on `data`, wait until it is ready, and stop it at the end.

    `address` is what mail and certificates print, where it is another than the one that it really answers at.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {k: v for k, v in os.environ.items() if not k.startswith("ASHILMS_") or k == "ASHILMS_PANGO_DIR"}
    env |= {"ASHILMS_DATA_DIR": str(data), "ASHILMS_PUBLIC_URL": address or url, "PYTHONUNBUFFERED": "1"}
    log = (data / "serve.log").open("w+")
    command = [Path(sys.executable).with_name("ashilms"), "serve", "--port", str(port), *options]
    process = subprocess.Popen(
        command, env=env, stdout=log, stderr=subprocess.STDOUT, cwd=data, start_new_session=True
    )
    try:
        wait_for(url + "/readyz", process, log)
        written = (data / "serve.log").read_text()
        yield Site(url, data, dict(MEMBER.findall(written)), env)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(20)
        log.close()


def wait_for(url: str, process: subprocess.Popen[bytes], log: object) -> None:
    patience = time.monotonic() + 300  # the demonstration sits every quiz of the course first
    while time.monotonic() < patience and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not start:\n{Path(log.name).read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with its demonstration, for every test that only looks or goes its own way in it."""
    data = tmp_path_factory.mktemp("site")
    data.chmod(0o700)
    with serving(data) as running:
        yield running


@contextmanager
def two_days_ago(site: Site) -> Iterator[Site]:
    """Serve the same data with a clock that is two days behind."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers-kill-timeout",
        "3",
        "tests.browser.earlier:app",
    ]
    log = (site.data / "earlier.log").open("w+")
    process = subprocess.Popen(
        command, env=site.env, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Site(f"http://127.0.0.1:{port}", site.data, site.passwords, site.env)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(20)
        log.close()


@pytest.fixture(scope="session")
def mapped(site: Site) -> Flask:
    """The same app in this process, for its URL map."""
    before = dict(os.environ)
    os.environ.update({name: value for name, value in site.env.items() if name.startswith("ASHILMS_")})
    try:
        return create_app({"ASHILMS_DEMO": True, "ASHILMS_SECOND_FACTOR_ROLES": ()})
    finally:
        os.environ.clear()
        os.environ.update(before)


Open = Callable[..., Page]


@pytest.fixture
def open_as(chromium: Browser, site: Site) -> Iterator[Open]:
    """Return a page in which somebody has signed in: `open_as("ana", width=360)`; `None`: nobody."""
    contexts: list[BrowserContext] = []

    def open_page(
        who: str | None = None, *, width: int = 1280, scheme: str = "light", at: Site = site
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 500 else 740}, base_url=at.url,
            color_scheme=scheme, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if who is not None:
            sign_in(page, at, who)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, site: Site, who: str, password: str | None = None) -> None:
    """Sign in as one of the cast."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(password or site.passwords[who])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
