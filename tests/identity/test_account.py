"""A person's own security: their sessions, their password, and proving again who they are."""

import re

import pytest
from sqlalchemy import select

from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.identity.browser import reauthenticated
from ashilms.identity.models import UserSession
from ashilms.identity.services import end_sessions_of
from tests.identity.conftest import PASSWORD, Site

NEW = "seven brass plumb bobs"


def test_a_person_sees_where_they_are_signed_in_and_signs_one_browser_out(site: Site) -> None:
    """V7.5.2: their own, each by name."""
    site.add("ana")
    here, there = site.signed_in("ana"), site.signed_in("ana")
    page = here.get("/security", headers={"User-Agent": "Firefox Linux"}).text
    assert page.count("Signed in 24 Nov 2026, 12:00 UTC") == 2
    (session_id,) = re.findall(r"/security/sessions/(\d+)/end", page)
    assert here.post(f"/security/sessions/{session_id}/end").status_code == 302
    assert there.get("/security").status_code == 302
    assert here.get("/security").status_code == 200
    assert here.post(f"/security/sessions/{session_id}/end").status_code == 404


def test_nobody_ends_somebody_elses_session(site: Site) -> None:
    """T11: as if there were no such session."""
    site.add("ana")
    site.add("caz")
    ana, caz = site.signed_in("ana"), site.signed_in("caz")
    with site.db() as db:
        ids = list(db.scalars(select(UserSession.id).order_by(UserSession.id)))
    assert caz.post(f"/security/sessions/{ids[0]}/end").status_code == 404
    assert ana.get("/security").status_code == 200


def test_signing_out_everywhere_is_everywhere(site: Site) -> None:
    site.add("ana")
    browsers = [site.signed_in("ana") for _ in range(3)]
    assert browsers[0].post("/security/sessions/end").status_code == 302
    assert [browser.get("/security").status_code for browser in browsers] == [302] * 3


def test_a_registrar_or_the_command_line_can_sign_a_person_out(site: Site) -> None:
    """V7.4.5: and how many browsers that were is in the record."""
    user_id = site.add("ana")
    browser = site.signed_in("ana")
    with site.db() as db:
        assert end_sessions_of(db, machine("cli"), site.get(user_id).person_id, now=site.now) == 1
        db.commit()
    assert browser.get("/security").status_code == 302


def test_a_password_is_changed_by_whoever_knows_it(site: Site) -> None:
    """V6.2.2, V6.2.3, V7.4.3: the present one is asked for; other browsers are signed out; the mailbox is told."""
    user_id = site.add("ana")
    other, browser = site.signed_in("ana"), site.signed_in("ana")
    with browser.session_transaction() as held:
        old = held["_user_id"]
    wrong = browser.post("/security/password", data={"current": "not the right one", "password": NEW})
    assert wrong.status_code == 422
    assert "That isn\u2019t your password." in wrong.text
    assert browser.post("/security/password", data={"current": PASSWORD, "password": NEW}).status_code == 302
    with browser.session_transaction() as held:
        assert held["_user_id"] != old
    assert browser.get("/security").status_code == 200
    assert other.get("/security").status_code == 302
    assert site.sign_in("ana", PASSWORD).status_code == 422
    assert site.sign_in("ana", NEW).status_code == 302
    assert "Your password was changed" in site.mails()[-1].get_body(("plain",)).get_content()
    assert site.get(user_id).password_at == site.now


def test_changing_the_password_keeps_the_person(site: Site) -> None:
    """A person is known by the primary key, which no password changes: everything they did stays theirs."""
    site.add("ana")
    browser = site.signed_in("ana")
    browser.get("/profile")
    with site.db() as db:
        before = [(p.id, p.host_key) for p in db.scalars(select(Person))]
    browser.post("/security/password", data={"current": PASSWORD, "password": NEW})
    site.sign_in("ana", NEW, browser=browser)
    assert browser.get("/profile").status_code == 200
    with site.db() as db:
        assert [(p.id, p.host_key) for p in db.scalars(select(Person))] == before
    assert len(before) == 1


def test_guessing_the_present_password_from_a_stolen_session_is_limited(site: Site) -> None:
    """T35, V6.3.1: the same counts as at the door."""
    site.add("ana")
    browser = site.signed_in("ana")
    for path, field in (("/reauthenticate", "password"), ("/security/password", "current")):
        answers = [
            browser.post(
                path, data={field: f"guess number {n}", "password": NEW} | {field: f"guess number {n}"}
            )
            for n in range(12)
        ]
        assert answers[-1].status_code == 429
        assert "Retry-After" in answers[-1].headers


def test_a_signature_needs_a_proof_of_the_last_ten_minutes(site: Site) -> None:
    """V7.5.1: `reauthenticated` says so, and the page leads back to where it was asked for."""
    site.app.add_url_rule("/proved", view_func=lambda: str(reauthenticated()))
    site.add("ana")
    browser = site.signed_in("ana")
    assert browser.get("/proved").text == "True"
    site.later(minutes=11)
    assert browser.get("/proved").text == "False"
    assert browser.get("/reauthenticate?next=/profile").status_code == 200
    wrong = browser.post("/reauthenticate?next=/profile", data={"password": "not the right one"})
    assert wrong.status_code == 422
    answer = browser.post("/reauthenticate?next=/profile", data={"password": PASSWORD})
    assert answer.headers["Location"] == "/profile"
    assert browser.get("/proved").text == "True"
    assert site.browser().get("/proved").text == "False"


def test_proving_again_makes_a_new_token(site: Site) -> None:
    """V7.2.4: a copy of the cookie from before is worth nothing after it."""
    site.add("ana")
    browser, copy = site.signed_in("ana"), site.browser()
    copy.set_cookie("ashilms", browser.get_cookie("ashilms").value)
    browser.post("/reauthenticate", data={"password": PASSWORD})
    assert browser.get("/security").status_code == 200
    assert copy.get("/security").status_code == 302


def test_proving_again_asks_for_the_code_as_well(site: Site) -> None:
    """V7.5.1: the password alone is not enough for somebody who has a second step."""
    site.add("ana")
    browser = site.signed_in("ana")
    secret, codes = site.with_factor("ana", browser)
    site.later(minutes=11)
    for data in (
        {"password": PASSWORD},
        {"password": PASSWORD, "code": "000000"},
        {"code": site.code(secret)},
    ):
        assert browser.post("/reauthenticate", data=data).status_code == 422
    assert (
        browser.post("/reauthenticate", data={"password": PASSWORD, "code": site.code(secret)}).status_code
        == 302
    )
    assert (
        browser.post("/reauthenticate", data={"password": PASSWORD, "code": site.code(secret)}).status_code
        == 422
    )
    assert browser.post("/reauthenticate", data={"password": PASSWORD, "code": codes[0]}).status_code == 302


@pytest.mark.parametrize(
    "path", ["/security", "/security/password", "/security/second-factor", "/reauthenticate", "/profile"]
)
def test_a_visitor_is_sent_to_sign_in(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next={path}"
    assert site.browser().post(path).headers.get("Location") in ("/sign-in", None)


def test_every_page_of_sign_in_can_be_used_without_looking(site: Site) -> None:
    """V6.2.6, V6.2.7: labels, autocomplete tokens for managers, nothing that stops pasting."""
    site.add("ana")
    expected = {
        "/sign-in": {"username", "current-password"},
        "/register": {"username", "nickname", "name"},
        "/reset": {"username"},
        "/security/password": {"username", "current-password", "new-password"},
        "/reauthenticate": {"username", "current-password"},
        "/security/second-factor": {"one-time-code"},
    }
    browser = site.signed_in("ana")
    for path, tokens in expected.items():
        page = (browser if path.startswith(("/security", "/reauth")) else site.browser()).get(path).text
        assert set(re.findall(r'autocomplete="([^"]+)"', page)) == tokens, path
        assert "onpaste" not in page
        for field in re.findall(r'<input[^>]*type="password"[^>]*>', page):
            assert f'<label for="{re.search(r"id=.([a-z_-]+)", field)[1]}"' in page
            assert "maxlength" not in field or 'maxlength="128"' in field or 'maxlength="4096"' in field


def test_every_signed_in_page_offers_to_sign_out(site: Site) -> None:
    """V7.4.4."""
    site.add("ana")
    browser = site.signed_in("ana")
    for path in ("/security", "/profile", "/security/password", "/reauthenticate"):
        assert 'method="post" action="/sign-out"' in browser.get(path).text
