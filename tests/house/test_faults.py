"""When something breaks in the middle: nothing is half done, nobody let in, and nothing told but a reference."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from ashilms.logs import JsonLines
from tests.campus import WHO, Campus, engine_of
from tests.house.deeds import DEEDS
from tests.house.filling import Deed, session_of
from tests.house.pages import Page

pytestmark = pytest.mark.any_database

Lines = Callable[[], list[dict[str, Any]]]


def gone() -> OperationalError:
    """Return what a database says that is gone: made anew, since an error gathers the frames it went through."""
    return OperationalError(
        "SELECT canary FROM ashilms_identity_user", {}, Exception("server closed at /srv/canary")
    )


@contextmanager
def breaking(campus: Campus, at: int) -> Iterator[list[str]]:
    """Let the database be gone from its statement number `at` on, the commit counted as one; collect what was asked."""
    engine, asked = engine_of(campus.app), list[str]()

    def ask(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)
        if len(asked) >= at:
            raise gone()

    def commit(_connection: Any) -> None:
        if any(word.startswith(("INSERT", "UPDATE", "DELETE")) for word in asked):
            ask(None, None, "COMMIT")

    event.listen(engine, "before_cursor_execute", ask)
    event.listen(engine, "commit", commit)
    yield asked
    event.remove(engine, "before_cursor_execute", ask)
    event.remove(engine, "commit", commit)


NEVER = 10_000
"""A statement that is never reached."""


WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")


def points(asked: list[str]) -> list[int]:
    """Return where to break: at each statement that writes up to the first commit, at it, and at eight that read."""
    end = asked.index("COMMIT") + 1 if "COMMIT" in asked else len(asked)
    writes = {at for at in range(1, end + 1) if asked[at - 1].startswith(WRITES)}
    return sorted(writes | set(range(1, end + 1, 1 + end // 8)))


ANSWERED_ANYHOW = {"verification.ask", "verification.check_pdf", "verification.check_proof"}
"""Where an employer is told what was found, also when the look can't be noted for the holder: that alone is lost."""


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_database_that_is_gone_in_the_middle_leaves_nothing_half_done(campus: Campus, deed: Deed) -> None:
    """V2.3.3, V16.5.3: broken in many places up to the commit, it included: nothing written, nobody let in, 503.

    And a moment later the same form goes through.
    """
    ready = deed.ready(campus)
    with breaking(campus, NEVER) as asked:
        ready.send()
    campus.reset()
    ready = deed.ready(campus)
    before, wrong = campus.digest(), []
    for at in points(asked):
        with breaking(campus, at):
            answer = ready.send()
        let_in = deed.who is None and "_user_id" in session_of(ready.browser)
        written = asked[at - 1].startswith(WRITES) and campus.digest() != before
        noting = deed.view.removeprefix("ashilms.") in ANSWERED_ANYHOW and "look_up" in " ".join(
            asked[: at + 1]
        )
        wrong += (
            [(at, asked[at - 1][:60], answer.status)]
            if answer.status_code not in ((200, 503) if noting else (503,)) or let_in or written
            else []
        )
    assert wrong == []
    assert ready.send().status_code in (200, 204, 302)


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what has been logged since, each line read as JSON."""
    stream, log = StringIO(), logging.getLogger("ashilms")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    level = log.level
    log.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    log.removeHandler(handler)
    log.setLevel(level)


@pytest.fixture
def broken_page(campus: Campus) -> Iterator[str]:
    """The address of a page that breaks, and says what nobody should read."""

    def fail() -> str:
        raise RuntimeError("canary: SELECT secret FROM /srv/ashilms/keys, Python 3.11")

    fail.__ashilms_action__ = "anyone"
    views, name = campus.app.view_functions, "ashilms.desk.show_privacy"
    kept, views[name] = views[name], fail
    yield "/privacy"
    views[name] = kept


INSIDES = re.compile(
    r"canary|Traceback|SELECT \w+ FROM|\w+Error\b|\.py\b|/srv|sqlite|psycopg|Werkzeug|Python \d",
    re.IGNORECASE,
)


@pytest.mark.parametrize("who", WHO, ids=str)
def test_a_page_that_breaks_tells_a_reference_and_no_more(
    campus: Campus, broken_page: str, lines: Lines, who: str | None
) -> None:
    """V16.5.1, V16.3.4: to everybody alike; the log has the same reference, and where it broke."""
    answer = campus.browser(who).get(broken_page)
    text = Page(answer.text).text
    assert answer.status_code == 500
    assert INSIDES.findall(answer.text) == []
    (line,) = [line for line in lines() if line["event"] == "unexpected_error"]
    assert str(line["reference"]) in text
    assert line["error"] == "builtins.RuntimeError"
    assert "canary" not in json.dumps(line)
    assert "Server" not in answer.headers


def test_a_database_that_is_gone_tells_no_more_either(campus: Campus, lines: Lines) -> None:
    """V16.5.1, V16.3.4: neither statement nor place; and it says when to come again."""
    browser = campus.browser("mae")
    with breaking(campus, 1):
        answer = browser.get("/profile")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert INSIDES.findall(answer.text) == []
    (line,) = [line for line in lines() if line["event"] == "unexpected_error"]
    assert str(line["reference"]) in Page(answer.text).text
    assert "canary" not in json.dumps(line)


Do = Callable[[], Any]


def post(who: str | None, path: str, **how: Any) -> Callable[[Campus], Do]:
    """Return what prepares to send something to a path."""

    def prepare(campus: Campus) -> Do:
        browser = campus.browser(who)
        return lambda: browser.post(path, **how)

    return prepare


def get(who: str | None, path: str, before: int = 0) -> Callable[[Campus], Do]:
    """Return what prepares to look at a path, after having done so some times `before`."""

    def prepare(campus: Campus) -> Do:
        browser = campus.browser(who)
        for _ in range(before):
            browser.get(path)
        return lambda: browser.get(path)

    return prepare


def deed_again(campus: Campus) -> Do:
    """Prepare to hand in an attempt that is handed in."""
    ready = next(deed for deed in DEEDS if deed.view == "ashilms.quizzes.hand_in").ready(campus)
    ready.send()
    return ready.send


def forged(campus: Campus) -> Do:
    """Prepare to send a form without its token."""
    campus.app.config["WTF_CSRF_ENABLED"] = True
    return post("ana", "/profile", data={"name": "x"})(campus)


def foreign(campus: Campus) -> Do:
    """Prepare to send a form from another site."""
    campus.app.config["WTF_CSRF_ENABLED"] = True
    return post("ana", "/profile", data={"name": "x"}, headers={"Origin": "https://evil.example"})(campus)


def full_room(campus: Campus) -> Do:
    """Prepare to add a room that is there already, which a rule forbids."""
    return post("bea", "/rooms/add", data={"name": "Room 2", "site": "Demonstration house", "open": "y"})(
        campus
    )


WRONG = {"email": "mae@demo.example", "password": "none of hers"}
REFUSALS: dict[str, tuple[Callable[[Campus], Do], int, str]] = {
    "a bad form": (post("ana", "/profile", data={"name": ""}), 422, "refused"),
    "a rule that is broken": (full_room, 422, "refused"),
    "a thing in another state": (deed_again, 409, "refused"),
    "somebody else's thing": (get("ben", "/practicum/entries/1"), 404, "refused"),
    "a forged form": (forged, 400, "refused"),
    "a form from elsewhere": (foreign, 403, "foreign_form"),
    "a page of another role": (get("ana", "/people"), 403, "authorization_refused"),
    "a wrong password": (post(None, "/sign-in", data=WRONG), 422, "sign_in_failed"),
    "too many tries": (get(None, "/c/none", before=60), 429, "refused"),
    "a body that is no form": (post("ana", "/profile", json={}), 415, "refused"),
    "a file where none is asked for": (
        post("ana", "/profile", data={"x": (BytesIO(b""), "x")}),
        400,
        "refused",
    ),
    "a spent link": (get(None, "/reset/none"), 410, "link_refused"),
}


@pytest.mark.parametrize("how", REFUSALS)
def test_whatever_is_refused_is_logged(campus: Campus, lines: Lines, how: str) -> None:
    """V16.3.1, V16.3.2, V16.3.3: validation, rules, states, limits, forgeries, doors; with page and request."""
    prepare, status, named = REFUSALS[how]
    do = prepare(campus)
    before = len(lines())
    assert do().status_code == status
    said = lines()[before:]
    assert named in [line["event"] for line in said]
    assert [line["status"] for line in said if line["event"] == "refused"] == [status]
    assert all(line.keys() >= {"at", "request", "method", "page", "network"} for line in said)
    assert len({line["request"] for line in said}) == 1
