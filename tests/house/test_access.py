"""Every address, as everybody: what the policy says is what happens, and a page without a rule is shut."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from ashilms.accounts.rules import ANYONE, POLICY, allows
from ashilms.actor import Actor
from ashilms.db import Base
from ashilms.web import needs, session
from tests.conftest import CAST, NOW, make_host

pytestmark = pytest.mark.any_database

Sign = Callable[[str | None], FlaskClient]
WHO = [None, "ana", "bea", "reg"]


def our_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] == "ashilms" and rule.endpoint != "ashilms.static":
            yield rule


def action_of(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "__ashilms_action__", None)


def address(rule: Rule) -> str:
    """Return an address that the rule matches, with ids of things that are not there."""
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = (
            999_999
            if kind == "IntegerConverter"
            else sorted(converter.items)[0]
            if kind == "AnyConverter"
            else "none"
        )
    return rule.build(values, append_unknown=False)[1]


def test_every_page_names_an_action_that_the_policy_knows(app: Flask) -> None:
    """V8.1.1: deny by default."""
    actions = {rule.endpoint: action_of(app, rule) for rule in our_rules(app)}
    assert len(actions) > 20
    unknown = {end: act for end, act in actions.items() if act not in POLICY and act != ANYONE}
    assert unknown == {}


def test_every_action_of_the_policy_is_used(app: Flask) -> None:
    used = {action_of(app, rule) for rule in our_rules(app)}
    assert set(POLICY) - used == {"see own security"}  # sign-in of a standalone site alone


@pytest.mark.parametrize("who", WHO)
def test_every_address_is_open_to_exactly_whom_the_policy_names(
    app: Flask, client_of: Sign, who: str | None
) -> None:
    """S2, V8.2.1, T38: the full matrix of routes by roles, made from the URL map."""
    client = client_of(who)
    actor = Actor(1, who, frozenset(CAST[who])) if who else None
    wrong = []
    for rule in our_rules(app):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            status = client.open(address(rule), method=method).status_code
            allowed = allows(actor, action_of(app, rule) or "")
            if (allowed and status in (401, 403)) or (not allowed and status != (403 if who else 401)):
                wrong.append((method, rule.rule, status))
    assert wrong == []


def test_a_page_without_a_rule_is_shut_to_everybody(app: Flask, client_of: Sign) -> None:
    rule = next(rule for rule in our_rules(app) if rule.endpoint == "ashilms.desk.show_privacy")
    app.view_functions[rule.endpoint] = lambda: "open"
    assert {client_of(who).get("/privacy").status_code for who in WHO} == {403}
    app.view_functions[rule.endpoint] = needs("no such action")(lambda: "open")
    assert {client_of(who).get("/privacy").status_code for who in WHO[1:]} == {403}


@pytest.mark.parametrize("who", ["ana", "bea", "reg"])
def test_nothing_is_changed_without_a_csrf_token(
    engine: Engine, database_url: str, tmp_path: Path, app: Flask, client_of: Sign, who: str
) -> None:
    """V3.5.1, T32: every unsafe method of the URL map refuses without a token, and changes no row."""
    client = client_of(who)
    app.config["WTF_CSRF_ENABLED"] = True
    before = table_digest(app)
    refused = {}
    for rule in our_rules(app):
        for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"}):
            refused[f"{method} {rule.rule}"] = client.open(address(rule), method=method).status_code
    assert {rule: code for rule, code in refused.items() if code not in (400, 403)} == {}
    assert table_digest(app) == before


@pytest.mark.parametrize("who", WHO)
def test_looking_at_every_page_changes_no_row(app: Flask, client_of: Sign, who: str | None) -> None:
    """V3.5.3: GET and HEAD change nothing."""
    client = client_of(who)
    before = table_digest(app)
    for rule in our_rules(app):
        if "GET" in rule.methods:
            client.get(address(rule))
            client.head(address(rule))
    assert table_digest(app) == before


def test_every_answer_carries_the_headers_that_protect_it(app: Flask, client_of: Sign) -> None:
    """V3.4.3, V3.4.4, V3.4.5, V3.4.6, V14.3.2."""
    client = client_of("ana")
    for rule in our_rules(app):
        if "GET" not in rule.methods:
            continue
        answer = client.get(address(rule))
        policy = answer.headers["Content-Security-Policy"]
        sealed = (
            answer.mimetype != "text/html"
            and policy.startswith("default-src 'none'; ")
            and "sandbox" in policy
        )
        assert sealed or "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE"])
def test_a_method_that_no_page_takes_is_refused(client_of: Sign, method: str) -> None:
    """V13.4.4."""
    assert client_of("ana").open("/", method=method).status_code == 405


def test_a_host_page_keeps_its_own_headers(app: Flask, client_of: Sign) -> None:
    assert "Content-Security-Policy" not in client_of(None).get("/sign-in/ana").headers


def test_two_apps_in_one_process_do_not_meet(engine: Engine, tmp_path: Path) -> None:
    one, two = (make_host("sqlite://", tmp_path / name, url_prefix=f"/{name}") for name in ("one", "two"))
    one.extensions["ashilms"].clock = lambda: NOW.replace(year=2030)
    assert two.extensions["ashilms"].clock() == NOW
    assert one.test_client().get("/two/privacy").status_code == 404
    for app, name in ((one, "one"), (two, "two")):
        answer = app.test_client().get(f"/{name}/privacy")
        assert answer.status_code == 200
        assert f"/{name}/verify" in answer.text


def table_digest(app: Flask) -> dict[str, int]:
    """Return a digest of every table's rows."""
    with app.app_context():
        db: Session = session()
        found = {
            t: hash(tuple(map(str, db.execute(text(f"SELECT * FROM {t} ORDER BY 1")))))
            for t in Base.metadata.tables
        }
        db.rollback()
    return found
