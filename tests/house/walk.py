"""Every answer that the site gives: each page that somebody finds by links, and every way in which it refuses."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.campus import WHO, Campus
from tests.house.pages import Page
from tests.house.places import places

SITE = "https://school.example"
DOORS = (
    "/",
    "/verify",
    "/sign-in",
    "/register",
    "/reset",
    "/profile",
    "/security",
    "/privacy",
    "/offline/worker.js",
    "/offline/kit",
    "/healthz",
    "/readyz",
)
EACH = 3
"""How many addresses of one view a person's walk looks at."""


@dataclass(frozen=True)
class Seen:
    """An answer, who got it, and from which view (`None`: from none)."""

    who: str | None
    path: str
    view: str | None
    answer: TestResponse

    def __str__(self) -> str:
        return f"{self.who} {self.path} {self.answer.status_code}"

    @property
    def page(self) -> Page:
        """The answer as a page."""
        return _read(self.answer.text)

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.answer.mimetype == "text/html"


@lru_cache(maxsize=2)
def _read(html: str) -> Page:
    """Return a page read: whoever walks looks at it, and then the walk for the ways on."""
    return Page(html)


class Walk:
    """One person's way through the site, by links."""

    def __init__(self, campus: Campus, who: str | None, site: str = SITE) -> None:
        """Say who walks."""
        self._campus, self._who, self._site = campus, who, site
        self._map = campus.app.url_map.bind(urlsplit(site).netloc)
        self._counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Seen]:
        """Yield each answer, breadth first from the doors."""
        browser, waiting = self._campus.browser(self._who, base_url=self._site), list(DOORS)
        known: set[str] = set()
        while waiting:
            path = waiting.pop(0)
            view = self._view(path)
            if path in known or view is None or self._counts[view] >= EACH:
                continue
            known.add(path)
            self._counts[view] += 1
            self._campus.forget_limits()
            seen = Seen(self._who, path, view, browser.get(path, base_url=self._site, buffered=True))
            yield seen
            waiting += list(_ways_on(seen))

    def _view(self, path: str) -> str | None:
        try:
            return str(self._map.match(urlsplit(path).path, method="GET")[0])
        except HTTPException:
            return None


def _ways_on(seen: Seen) -> Iterator[str]:
    if seen.answer.location:
        yield urlsplit(seen.answer.location)._replace(scheme="", netloc="").geturl()
    if seen.is_page:
        page = seen.page
        assets = [
            about.get("src") or about.get("href") or ""
            for tag, about in page.tags
            if tag in ("script", "link", "source", "track")
        ]
        asked = [
            f"{form.action}?q=bars+heel" for form in page.forms if form.method == "get" and "q" in form.names
        ]
        yield from (link for link in (*page.links, *assets, *asked) if link.startswith("/"))


def walks(campus: Campus) -> list[Seen]:
    """Return every answer that anybody gets by following links."""
    return [seen for who in WHO for seen in Walk(campus, who)]


def refusals(campus: Campus) -> list[Seen]:
    """Return an answer of every kind of refusal, and of the pages that no link leads to."""
    ana, irene, nobody = (campus.browser(who, base_url=SITE) for who in ("ana", "irene", None))
    here: dict[str, Any] = {"base_url": SITE, "buffered": True}
    known = places(campus)
    large = b"pdf=" + b"x" * (3 * 1024 * 1024)
    form = "application/x-www-form-urlencoded"
    answers = {
        "no page": ana.get("/no/such/page", **here),
        "no static file": ana.get("/ashilms-static/nothing.css", **here),
        "wrong method": ana.delete("/profile", **here),
        "options": ana.options("/profile", **here),
        "role": ana.get("/people", **here),
        "visitor": nobody.get("/profile", **here),
        "missing": ana.get("/practicum/entries/999999", **here),
        "unreadable": ana.post("/profile", data={"name": "\x00"}, **here),
        "bad form": ana.post("/profile", data={"name": ""}, **here),
        "no form": ana.post("/profile", json={}, **here),
        "too large": nobody.post("/verify", data=large, content_type=form, **here),
        "search": ana.get("/courses/barefoot-bar-massage/search?q=heel+bars", **here),
        "own notes": campus.browser("kim", base_url=SITE).get("/notes/export", **here),
        "spent link": nobody.get("/reset/none", **here),
        "link": nobody.get("/reset/{reset}".format(**known), **here),
        "list": irene.get("/lists/{list}".format(**known), **here),
        "problems": irene.get("/lists/{list}/problems.csv".format(**known), **here),
        "half": nobody.get("/second-step", **here),
        "unknown host": nobody.get("/verify", base_url="https://evil.example", buffered=True),
        "slash": nobody.get("/verify/", **here),
        "double slash": nobody.get("//evil.example/..", **here),
    }
    for _ in range(70):
        answers["too often"] = nobody.get("/c/none", **here)
    return [Seen(None, name, None, answer) for name, answer in answers.items()]
