"""What the page is given and sends: nothing personal where everybody may look, and an answer for every item."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import LONGEST_ITEM, MOST_ITEMS, Item
from tests.conftest import CAST, settle
from tests.offline.conftest import BACK, Device, make_device, new_key
from tests.practicum.conftest import build_stage

pytestmark = pytest.mark.any_database
Browser = Callable[[str | None], FlaskClient]
PUBLIC = ("/offline/", "/offline/worker.js", "/offline/app.webmanifest")


@dataclass
class Phone:
    """Ana's phone at the site: what it sends, and what is answered."""

    browser: FlaskClient
    device: Device

    def send(self, *items: Any) -> list[dict[str, Any]]:
        """Send items, or whatever stands in their place, and return what is said of each."""
        plain = [as_sent(item) if isinstance(item, Item) else item for item in items]
        answer = self.browser.post("/offline/send", data={"items": json.dumps(plain)})
        assert answer.status_code == 200
        return list(answer.json["items"])


def as_sent(item: Item) -> dict[str, Any]:
    at = item.captured_at.isoformat()
    return {"key": item.key, "kind": item.kind, "captured_at": at, "body": dict(item.body)}


@pytest.fixture
def phone(app: Flask, host_db: Session, client_of: Browser) -> Phone:
    """Ana's phone, hours later."""
    app.extensions["ashilms"].clock = lambda: BACK
    device = make_device(host_db, settle(host_db), build_stage(host_db, settle(host_db)))
    host_db.commit()
    return Phone(client_of("ana"), device)


def test_what_a_device_keeps_for_everybody_says_nothing_of_anybody(client_of: Browser) -> None:
    """V14.2.2: the same for whoever asks, so that a cache may hold it."""
    for path in PUBLIC:
        answers = [client_of(who).get(path) for who in (None, *CAST)]
        assert len({answer.text for answer in answers}) == 1
        assert {answer.status_code for answer in answers} == {200}
        assert "csrf" not in answers[0].text
        assert answers[0].headers.getlist("Set-Cookie") == []


def test_the_page_holds_nothing_inline(client_of: Browser) -> None:
    page = client_of(None).get("/offline/")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.text.count("<script") == page.text.count('<script type="module" src=') == 1
    assert " style=" not in page.text
    assert " onclick" not in page.text


def test_the_worker_keeps_this_page_s_own_files_and_every_one_is_there(client_of: Browser) -> None:
    browser = client_of(None)
    head = browser.get("/offline/worker.js").text.partition("\n//")[0]
    told = dict(line.removeprefix("const ").rstrip(";").split(" = ", 1) for line in head.splitlines())
    files = json.loads(told["FILES"])
    assert json.loads(told["PAGE"]) == "/offline/"
    assert {path.split("/")[1] for path in files} == {"offline", "ashilms-static"}
    assert {browser.get(path, buffered=True).status_code for path in files} == {200}
    imported = [path for path in files if path.endswith(".js")]
    for path in imported:
        for line in browser.get(path, buffered=True).text.splitlines():
            if " from " in line and line.startswith("import"):
                name = line.partition('"./')[2].partition('"')[0]
                assert any(other.endswith(f"/offline/{name}") for other in imported)


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("bea", 403), ("reg", 403), ("ana", 200)])
def test_keys_and_kits_are_a_signed_in_trainee_s(
    phone: Phone, client_of: Browser, who: str | None, status: int
) -> None:
    """T11."""
    answer = client_of(who).get("/offline/kit")
    assert answer.status_code == status
    assert (b"bytes" in answer.data) is (status == 200)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_device_gets_its_own_person_s_key_again_and_nobody_else_s(phone: Phone, client_of: Browser) -> None:
    """T11, V14.3.3: the same person in another session opens what they locked; another person can't."""
    first = phone.browser.get("/offline/kit").json["keys"][0]
    again = client_of("ana").get(f"/offline/kit?key={first['name']}").json["keys"]
    other = client_of("caz").get(f"/offline/kit?key={first['name']}").json["keys"]
    assert again == [first]
    assert other[0]["bytes"] != first["bytes"]
    assert (
        len(client_of("ana").get("/offline/kit?key=x&key=" + "&key=".join(["a" * 22] * 30)).json["keys"]) == 8
    )


def test_rules_are_data_for_whoever_takes_the_course(phone: Phone, client_of: Browser) -> None:
    (course,) = phone.browser.get("/offline/kit").json["courses"]
    rules = phone.browser.get(course["rules"])
    assert rules.json["version"] == course["version"]
    assert "Ana" not in rules.text
    assert phone.browser.get("/offline/rules/99").status_code == 404
    assert client_of(None).get(course["rules"]).status_code == 401


def test_one_bad_item_does_not_lose_the_others(phone: Phone) -> None:
    good, bad = phone.device.check(), phone.device.check(room_id=99)
    told = phone.send(as_sent(bad), {"key": 5}, good, "x")
    assert [one["state"] for one in told] == ["refused", "refused", "kept", "refused"]
    assert all(one["sentence"] or one["state"] == "kept" for one in told)
    assert told[2]["url"].startswith("/rooms/checks/")
    assert phone.send(good) == [told[2]]
    assert phone.device.db.scalar(select(func.count()).select_from(OfflineItem)) == 1


def bad_items() -> list[tuple[Any, str]]:
    """Return what is no item, and a word of the sentence that says so."""
    whole = {"key": new_key(), "kind": "draft", "captured_at": BACK.isoformat(), "body": {}}
    later, earlier = "2026-11-24T18:00:00+00:00", "2026-10-01T12:00:00+00:00"
    return [
        (None, "An item"),
        ([], "An item"),
        ({**whole, "key": "short"}, "key"),
        ({**whole, "key": "../../../../../../etc/passwd"}, "key"),
        ({**whole, "kind": "grade"}, "know"),
        ({**whole, "kind": []}, "know"),
        ({**whole, "body": []}, "filled in"),
        ({**whole, "captured_at": "yesterday"}, "when"),
        ({**whole, "captured_at": "2026-11-24T12:00:00"}, "when"),
        ({**whole, "captured_at": 5}, "when"),
        ({**whole, "captured_at": later}, "clock is ahead"),
        ({**whole, "captured_at": earlier}, "30 days"),
        ({**whole, "body": {"sheet": {"reflection": "a\x00b"}}}, "characters"),
        ({**whole, "body": {"sheet": {"reflection": "\ud800"}}}, "characters"),
        ({**whole, "body": {"sheet": {"reflection": "x" * LONGEST_ITEM}}}, "64 KB"),
        ({**whole, "body": {"course_id": True}}, "which course"),
        ({**whole, "body": {"course_id": 2**31}}, "which course"),
        ({**whole, "body": {"course_id": 99}}, "no practicum"),
        ({**whole, "kind": "decision", "body": {"course_id": "1"}}, "which course"),
        (
            {**whole, "kind": "check", "body": {"room_id": 1, "plan_id": 1, "answers": {"a": "yes"}}},
            "can't be read",
        ),
    ]


def test_every_bad_item_is_told_why_in_a_sentence(phone: Phone) -> None:
    """V15.3.5: and nothing of it is kept."""
    bad = bad_items()
    told = [one for start in (0, 10) for one in phone.send(*(item for item, _ in bad[start : start + 10]))]
    assert [(one["state"], word in one["sentence"]) for one, (_, word) in zip(told, bad, strict=True)] == [
        ("refused", True)
    ] * len(bad)
    assert phone.device.db.scalar(select(func.count()).select_from(OfflineItem)) == 0


BODIES = [
    "",
    "x",
    "{}",
    "[]",
    "[" * 100_000,
    '[{"a": NaN}]',
    f"[{','.join(['1'] * (MOST_ITEMS + 1))}]",
    "9" * 5_000,
]


def test_what_is_no_list_of_items_is_refused_whole(phone: Phone) -> None:
    """V15.3.5."""
    for body in BODIES:
        answer = phone.browser.post("/offline/send", data={"items": body})
        assert (answer.status_code, bool(answer.json["sentence"])) == (422, True)


def test_a_conflict_is_called_one(phone: Phone) -> None:
    first = phone.device.draft()
    phone.send(first)
    (told,) = phone.send(as_sent(first) | {"body": {**first.body, "replaces": ["x"]}})
    assert told["state"] == "conflict"


def test_the_log_says_that_a_draft_came_from_a_device_and_when(phone: Phone) -> None:
    (told,) = phone.send(phone.device.draft())
    page = phone.browser.get(told["url"]).text
    assert "Drafted without a network" in page
    assert "24 Nov 2026, 15:10" in page
    assert "24 Nov 2026, 17:00" in page
