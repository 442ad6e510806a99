"""An attempt at a long paper from its start to its review, as the page's script sends it, and the floor's."""

import time
from typing import Any
from urllib.parse import urlencode

from bench.load import Visitor
from bench.paper import OPTIONS, QUIZ, TOKEN

SAVES = 20
BUSY, PAUSE, TRIES = 503, 5.0, 6
"""A site that was busy is asked again after so many seconds, as the page's script does."""


def attempt(visitor: Visitor, _: Any) -> None:
    """Look, start, save twenty times, hand in, read the result."""
    _sit(visitor, looks=False)


def item_by_item(visitor: Visitor, _: Any) -> None:
    """The same without a script, each question's page asked for before its answer is sent: 44 requests."""
    _sit(visitor, looks=True)


def bare_attempt(visitor: Visitor, _: Any) -> None:
    """The floor: as many pages and durable writes."""
    _bare(visitor, looks=False)


def bare_item_by_item(visitor: Visitor, _: Any) -> None:
    """The floor of 44 requests."""
    _bare(visitor, looks=True)


def start(visitor: Visitor) -> tuple[int, str]:
    """Start an attempt; return its number and the token that its forms carry."""
    found = TOKEN.search(visitor.get(f"/quizzes/{QUIZ}", "before").body)
    assert found, "no form on the page"
    token = found[1].decode()
    here = visitor.post(f"/quizzes/{QUIZ}/start", "start", urlencode({"csrf_token": token})).location
    return int(here.split("/")[-2]), token


def save(visitor: Visitor, attempt_id: int, number: int, place: int, token: str) -> int:
    """Save an answer, a place counted from one, and stay; return how often the site was too busy before."""
    key = f"{number}-{place}-{time.monotonic_ns()}"
    data = urlencode({"csrf_token": token, "key": key, "answer": place, "go": "stay"})
    for tried in range(TRIES):
        if visitor.post(f"/attempts/{attempt_id}/{number}", "save", data, or_else=BUSY).status != BUSY:
            return tried
        time.sleep(PAUSE)
    raise AssertionError(f"an answer was not taken in {TRIES} tries")


def _sit(visitor: Visitor, *, looks: bool) -> None:
    attempt_id, token = start(visitor)
    for number in range(1, SAVES + 1):
        if looks:
            visitor.get(f"/attempts/{attempt_id}/{number}", "question")
        save(visitor, attempt_id, number, 1 + number % len(OPTIONS), token)
    end = visitor.post(f"/attempts/{attempt_id}/hand-in", "hand in", urlencode({"csrf_token": token}))
    assert b"%" in visitor.get(end.location, "review").body


def _bare(visitor: Visitor, *, looks: bool) -> None:
    visitor.get("/three", "page")
    visitor.post("/write", "write", "")
    for _number in range(SAVES):
        if looks:
            visitor.get("/three", "page")
        visitor.post("/write", "write", "")
    visitor.post("/write", "write", "")
    visitor.get("/three", "page")
