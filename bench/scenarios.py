"""The scenarios: what one unit of each is, for us and for the yardstick, and where the goal lies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from bench import attempts
from bench.load import Unit, Visitor
from bench.paper import TOKEN
from bench.seed import SLUG, Seeded

LESSON, SEARCH = f"/courses/{SLUG}/m00/m00-l03", f"/courses/{SLUG}/search?q=foot"
FIELD = re.compile(rb'name="([^"]+)"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Scenario:
    """One thing measured: a unit of ours, the floor's unit, who does it, and the share to reach."""

    name: str
    about: str
    ours: Unit
    floor: Unit
    people: str
    goal: float | None
    """Our CPU-based share of the floor's speed to reach, from 0 to 1; `None`: only shown."""

    page: str = f"/courses/{SLUG}"
    """The page as large as which the floor's is; `{}` stands for what the visitor needs."""

    def who(self, seeded: Seeded) -> Iterator[tuple[str, Any]]:
        """Return who does it: a cookie and what they need, for ever or until nobody is left."""
        if self.people == "sitters":
            return iter([(cookie, None) for cookie in seeded.sitters])
        if self.people == "readers":
            return cycle([(cookie, None) for cookie in seeded.readers])
        if self.people == "regulars":
            return cycle([(cookie, None) for cookie in seeded.regulars])
        return cycle([("", token) for token in seeded.tokens])


def course_page(visitor: Visitor, _: Any) -> None:
    """The course's home, signed in."""
    answer = visitor.get(f"/courses/{SLUG}", "course")
    assert b"Barefoot bar massage" in answer.body


def lesson_page(visitor: Visitor, _: Any) -> None:
    """A lesson with figures, signed in, read before."""
    answer = visitor.get(LESSON, "lesson")
    assert b"al-figure" in answer.body


def search_page(visitor: Visitor, _: Any) -> None:
    """A word in every lesson that is open, the best fifty passages marked."""
    answer = visitor.get(SEARCH, "search")
    assert b"<mark>" in answer.body


def verification(visitor: Visitor, token: str) -> None:
    """A certificate's own link, signed out."""
    answer = visitor.get(f"/c/{token}", "verify")
    assert b"Valid" in answer.body


def quiz_attempt(visitor: Visitor, _: Any) -> None:
    """Start, see each question, answer it, review, hand in, read the result."""
    ready = visitor.get("/quizzes/quiz-m00", "before")
    token = TOKEN.search(ready.body)
    assert token, "no form on the page before the start"
    here = visitor.post(
        "/quizzes/quiz-m00/start", "start", urlencode({"csrf_token": token[1].decode()})
    ).location
    while "/review" not in here:
        page = visitor.get(here, "question")
        here = visitor.post(here, "answer", _answer(page.body)).location
    page = visitor.get(here, "review")
    form = dict(FIELD.findall(page.body)) | {}
    data = urlencode({"csrf_token": form[b"csrf_token"].decode()})
    result = visitor.post(here.replace("/review", "/hand-in"), "hand in", data).location
    assert b"%" in visitor.get(result, "result").body


def _answer(body: bytes) -> str:
    fields = {name.decode(): value.decode() for name, value in FIELD.findall(body) if name in HIDDEN}
    return urlencode(fields | {"answer": "1", "go": "next"})


HIDDEN = (b"csrf_token", b"key")


def three_queries(visitor: Visitor, _: Any) -> None:
    """The floor of a signed-in page."""
    visitor.get("/three", "page")


def one_query(visitor: Visitor, _: Any) -> None:
    """The floor of a public page."""
    visitor.get("/one", "page")


def bare_attempt(visitor: Visitor, _: Any) -> None:
    """The floor of an attempt of five questions: as many pages and as many durable writes as ours has requests."""
    visitor.get("/three", "page")
    visitor.post("/write", "write", "")
    for _number in range(5):
        visitor.get("/three", "page")
        visitor.post("/write", "write", "")
    visitor.get("/three", "page")
    visitor.post("/write", "write", "")
    visitor.get("/three", "page")


SCENARIOS = {
    s.name: s
    for s in (
        Scenario("course", "course page, signed in", course_page, three_queries, "readers", 0.40),
        Scenario(
            "lesson", "lesson with figures, signed in", lesson_page, three_queries, "readers", 0.40, LESSON
        ),
        Scenario(
            "search", "search in a course, signed in", search_page, three_queries, "readers", None, SEARCH
        ),
        Scenario(
            "quiz", "quiz attempt of 5 questions, 15 requests", quiz_attempt, bare_attempt, "sitters", None
        ),
        Scenario(
            "attempt",
            "attempt of 20 saves: start, save, hand in, review",
            attempts.attempt,
            attempts.bare_attempt,
            "regulars",
            None,
        ),
        Scenario(
            "items",
            "attempt of 20 questions, a page and a save each: 44 requests",
            attempts.item_by_item,
            attempts.bare_item_by_item,
            "regulars",
            None,
        ),
        Scenario(
            "verify",
            "public check of a certificate by its link",
            verification,
            one_query,
            "visitors",
            0.50,
            "/c/{}",
        ),
    )
}
