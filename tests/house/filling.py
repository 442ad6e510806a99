"""A form as somebody finds it: opened, filled in so that it succeeds, and sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.campus import Campus
from tests.house import sent
from tests.house.pages import Form, Page
from tests.house.places import places

FIRST = object()
"""Stands for the first option that a form offers."""
Fill = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """One form: which view takes it, who sends it, on which page it stands, and what is filled in."""

    view: str
    who: str | None
    page: str
    fill: Fill
    half: bool = False
    """Whether the browser has half a sign-in behind it."""
    by_link: bool = False
    """Whether it is the browser of a supervisor by link."""
    first: Callable[[Campus], None] | None = None
    """What has to happen for the form to be there, where the campus is not so at first."""

    def __str__(self) -> str:
        return f"{self.view.removeprefix('ashilms.')} at {self.page}"

    def ready(self, campus: Campus) -> "Ready":
        """Open the page and fill the form in.

        On a campus that is as at the beginning this is done in earnest once: thousands of tests begin with it.
        """
        if self.first:
            self.first(campus)
        anew = (
            not campus.written and not campus.app.config["WTF_CSRF_ENABLED"]
        )  # a token is one browser's own
        known = places(campus)  # before a session is written: then they are those of before
        browser = self._browser(campus)
        kept = campus.opened.get(id(self)) if anew else None
        if kept is None or kept.deed is not self or kept.config != campus.app.config:
            kept, lasting = self._open(campus, browser, known)
            if anew and lasting:
                campus.opened[id(self)] = kept
        return Ready(campus, browser, kept.path, kept.form, kept.data.copy())

    def _browser(self, campus: Campus) -> FlaskClient:
        browser = campus.browser(self.who)
        if self.half:
            with browser.session_transaction() as cookie:
                cookie["ashilms_half"] = campus.tokens["half"]
        if self.by_link:
            with browser.session_transaction() as cookie:
                cookie["ashilms_link"] = campus.tokens["device"]
        return browser

    def _open(self, campus: Campus, browser: FlaskClient, known: Mapping[str, Any]) -> tuple["_Opened", bool]:
        """Return the form filled in, and whether the next browser would find it so: looking has left nothing behind."""
        path, was, written = self.page.format(**known), session_of(browser), campus.written
        answer = browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        form = next(found for found in Page(answer.text).forms if self._takes(campus, found, path))
        filled = form.sent()
        for name, value in self.fill.items():
            name = name.format(**known)
            filled.setlist(name, [_value(value, campus, answer, form, name, known)])
        opened = _Opened(self, dict(campus.app.config), form.action or path, form, filled)
        told = {**session_of(browser), "csrf_token": None} != {**was, "csrf_token": None}
        return opened, not told and campus.written == written

    def _takes(self, campus: Campus, form: Form, path: str) -> bool:
        target = urlsplit(form.action or path).path
        return form.method == "post" and view_of(campus, target, "POST") == self.view


def session_of(browser: FlaskClient) -> dict[str, Any]:
    """Return what a browser's cookie holds."""
    with browser.session_transaction() as cookie:
        return dict(cookie)


@dataclass(frozen=True)
class _Opened:
    """A form as it was found and filled in, and with which settings."""

    deed: Deed
    config: Mapping[str, Any]
    path: str
    form: Form
    data: MultiDict[str, Any]


@dataclass(frozen=True)
class Ready:
    """A form that is filled in and not sent yet."""

    campus: Campus
    browser: FlaskClient
    path: str
    form: Form
    data: MultiDict[str, Any]

    def send(self, data: Any = None, **how: Any) -> TestResponse:
        """Send it, or `data` in its place; limits are counted from nothing each time."""
        self.campus.forget_limits()
        data = self.data if data is None else data
        if isinstance(data, MultiDict):
            data = MultiDict((name, sent.as_sent(value)) for name, value in data.items(multi=True))
        path, _, query = self.path.partition("?")
        return self.browser.post(path, data=data, **{"query_string": query, **how})

    def but(self, **changed: Any) -> MultiDict[str, Any]:
        """Return what is filled in with some fields changed; a list sends a field several times."""
        data = self.data.copy()
        for name, value in changed.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        return data


def _value(
    value: Any, campus: Campus, page: TestResponse, form: Form, name: str, known: Mapping[str, Any]
) -> Any:
    """Return what a fill says for one field."""
    if value is FIRST:
        return form.one(name).value
    return value(campus, page) if callable(value) else value.format(**known)


def view_of(campus: Campus, path: str, method: str) -> str:
    """Return the view that answers at a path."""
    return str(campus.app.url_map.bind("localhost").match(path, method=method)[0])
