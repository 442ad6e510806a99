"""The two screening engines: whatever is put to them, the one in the browser decides as the server does."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from ashilms.offline.rules.answers import read_answers, read_clearances
from ashilms.offline.rules.tables import compile_screening
from ashilms.resources import PACKAGE
from ashilms.screenings.rules.coding import decision_as_json
from ashilms.screenings.rules.limits import scope_of
from ashilms.screenings.rules.screening import screen
from tests.offline.cases import BASE, Case, drawn, published
from tests.practicum.conftest import SHIPPED

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
HERE = "http://localhost:1/"
"""Nothing answers there: the test itself gives out the module."""
BATCH = 1_000
DECIDE = """async (sent) => {
  const [tables, base, cases] = JSON.parse(sent);
  const { screen } = await import("/screening.js");
  const plain = (value) => {
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${plain(value[key])}`).join()}}`;
  };
  window.decide = ([changes, today, clearances]) => {
    const answers = Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== null));
    return screen(tables, answers, today, clearances);
  };
  const digest = async (text) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const told = await Promise.all(cases.map((one) => digest(plain(window.decide(one)))));
  return told.join();
}"""
"""All goes over as one text: values of their own take the browser's driver longer than deciding does."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that has the engine and nothing else."""

    def give(route: Route) -> None:
        if route.request.url.endswith("/screening.js"):
            route.fulfill(
                path=PACKAGE / "static" / "offline" / "screening.js", content_type="text/javascript"
            )
        else:
            route.fulfill(body="<!doctype html><title>Engine</title>", content_type="text/html")

    context = chromium.new_context()
    page = context.new_page()
    page.route("**/*", give)
    page.goto(HERE)
    yield page
    context.close()


def here(case: Case, level: int) -> dict[str, Any]:
    """Return what the server decides, as it keeps it."""
    answers, clearances = read_answers(case.answers, SHIPPED), read_clearances(case.clearances, SHIPPED)
    return decision_as_json(
        screen(SHIPPED, answers, today=case.today, scope=scope_of(level), clearances=clearances)
    )


def digest(decision: dict[str, Any]) -> str:
    text = json.dumps(decision, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(page: Page, cases: Iterator[Case], level: int) -> Iterator[str]:
    """Yield the cases that the engines decide differently, with both decisions."""
    tables = compile_screening(SHIPPED, level)
    while batch := list(islice(cases, BATCH)):
        sent = [[case.changes, case.today.isoformat(), case.clearances or {}] for case in batch]
        there = page.evaluate(DECIDE, json.dumps([tables, BASE, sent])).split(",")
        for case, told, put in zip(batch, there, sent, strict=True):
            decision = here(case, level)
            if told != digest(decision):
                yield f"{case}\nserver: {decision}\npage: {page.evaluate('one => window.decide(one)', put)}"


def test_both_engines_decide_alike(page: Page) -> None:
    """The vectors, each row alone, and ten thousand forms with blanks, edges and what no form sends."""
    assert next(differences(page, published(), 1), None) is None
    assert next(differences(page, published(), 2), None) is None
    assert next(differences(page, drawn(10_000), 1), None) is None
