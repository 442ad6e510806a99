"""Every token opens its own door, in its own site, as it was made; nothing else opens any."""

import shutil
import string
from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import NoneAlgorithm, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy import delete

from ashilms.identity.browser import DEVICE_DAYS
from ashilms.identity.models import User, UserSession
from ashilms.identity.rules import FINISH_PATHS
from ashilms.identity.services import sessions
from ashilms.identity.services.links import make_link
from ashilms.identity.services.throttle import hidden
from tests.identity.conftest import PASSWORD, Site

Make = Callable[..., Site]
SESSION, MARK = "ashilms", "ashilms-browser"
DOCUMENT = Path(__file__).parents[2] / "docs" / "sign-in.md"


def is_in(browser: FlaskClient) -> bool:
    """Return whether somebody is signed in in this browser."""
    return browser.get("/security").status_code == 200


def test_a_person_may_be_signed_in_in_any_number_of_browsers_and_sees_them_all(site: Site) -> None:
    """V7.1.2: as docs/sign-in.md says; ending one leaves the others."""
    assert "A person may have any number; each is" in " ".join(DOCUMENT.read_text().split())
    site.add("ana")
    browsers = [site.signed_in("ana") for _ in range(7)]
    assert all(is_in(browser) for browser in browsers)
    page = browsers[0].get("/security").text
    assert page.count("last used") == 7
    browsers[3].post("/sign-out")
    assert [is_in(browser) for browser in browsers] == [number != 3 for number in range(7)]


def test_a_session_is_looked_up_at_each_request_by_every_process(site: Site, make_site: Make) -> None:
    """V7.2.1: a row that is gone is gone for both of two processes at once, whatever the cookie says."""
    site.add("ana")
    here = site.signed_in("ana")
    there = make_site().browser()
    there.set_cookie(SESSION, here.get_cookie(SESSION).value)
    assert (is_in(here), is_in(there)) == (True, True)
    with site.db() as db:
        db.execute(delete(UserSession))
        db.commit()
    assert (is_in(here), is_in(there)) == (False, False)


def test_nothing_but_the_session_s_cookie_says_who_somebody_is(site: Site) -> None:
    """V7.2.2: no header, no address, no field; and no two sign-ins have the same token."""
    site.add("ana")
    tokens = set()
    for _ in range(3):
        with site.signed_in("ana").session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 3
    token = tokens.pop()
    headers = {
        "Authorization": f"Bearer {token}", "X-Api-Key": token, "X-Auth-Token": token, "X-Session": token,
        "X-Remote-User": "ana@example.org", "Remote-User": "ana@example.org",
        "Cookie": f"session={token}; {SESSION}={token}",
    }  # fmt: skip
    for name, value in headers.items():
        assert site.browser().get("/security", headers={name: value}).status_code == 302, name
    query = {
        "session": token,
        "_user_id": token,
        "token": token,
        "access_token": token,
        "user": "ana@example.org",
    }
    assert site.browser().get("/security", query_string=query).status_code == 302
    assert site.browser().post("/security/sessions/end", data=query).status_code == 302
    basic = site.browser().get("/security", auth=("ana@example.org", PASSWORD))
    assert basic.status_code == 302


def test_no_address_that_is_looked_at_signs_anybody_in(site: Site) -> None:
    """V7.6.2: not with the right password in the query, nor with the token of a mail."""
    user_id = site.add("ana")
    with site.db() as db:
        tokens = [
            make_link(db, purpose, user_id=user_id, now=site.now) for purpose in ("invite", "reset", "half")
        ]
        db.commit()
    sent = {"email": "ana@example.org", "password": PASSWORD, "code": "123456"}
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.endswith("static"):
            continue
        browser = site.browser()
        for token in tokens:
            browser.get(rule.rule.replace("<token>", token), query_string=sent)
        with browser.session_transaction() as cookie:
            assert "_user_id" not in cookie, rule.rule


def changed(value: str) -> list[str]:
    """Return a signed text with each of its letters changed, cut short, grown, and with parts swapped."""
    others = string.ascii_letters + string.digits
    each = [
        value[:n] + others[(others.find(value[n]) + 7) % 62] + value[n + 1 :] for n in range(len(value) - 1)
    ]
    parts = value.split(".")
    cut = [value[:-4], value + "A", "", ".", "..", ".".join(parts[:-1])]
    return [*each, *cut, ".".join(parts[::-1]), f"{parts[0]}..{parts[-1]}"]


def test_a_cookie_of_which_anything_was_changed_opens_nothing(site: Site) -> None:
    """V9.1.1: payload, time and signature, letter by letter; and one that was signed by another key."""
    site.add("ana")
    browser = site.signed_in("ana")
    whole = browser.get_cookie(SESSION).value
    for value in changed(whole):
        browser.set_cookie(SESSION, value)
        assert not is_in(browser), value
    browser.set_cookie(SESSION, whole)
    assert is_in(browser)
    site.app.secret_key, kept = "another key of more than thirty-two letters", site.app.secret_key
    assert not is_in(browser)
    site.app.secret_key = kept


def test_the_mark_of_a_browser_counts_as_it_was_made(site: Site) -> None:
    """V9.1.1: changed anywhere it is none, and the account's own tries are used up."""
    site.add("ana")
    browser = site.signed_in("ana")
    for _ in range(10):
        site.sign_in("ana", "wrong")
    assert site.sign_in("ana", browser=browser).status_code == 302
    for value in changed(browser.get_cookie(MARK).value)[::9]:
        other = site.browser()
        other.set_cookie(MARK, value)
        assert site.sign_in("ana", browser=other).status_code == 429, value


class Aged(TimestampSigner):
    """Signs as if it were half a year and a day ago."""

    def get_timestamp(self) -> int:
        """Return that time."""
        return super().get_timestamp() - (DEVICE_DAYS + 1) * 86_400


def marks_by(site: Site) -> dict[str, str]:
    """Return marks of Ana's browser signed in ways that are not ours, and one as ours is."""
    held, key = [hidden("ana@example.org"), "0" * 32], site.app.secret_key
    ours: dict[str, Any] = {"salt": "ashilms.browser", "signer_kwargs": {"digest_method": sha256}}
    by = URLSafeTimedSerializer
    return {
        "ours": by(key, **ours).dumps(held),
        "of another time": by(key, signer=Aged, **ours).dumps(held),
        "without a time": URLSafeSerializer(key, **ours).dumps(held),
        "by SHA-1": by(key, salt="ashilms.browser").dumps(held),
        "by SHA-512": by(key, salt="ashilms.browser", signer_kwargs={"digest_method": sha512}).dumps(held),
        "by no algorithm": by(
            key, signer_kwargs={"algorithm": NoneAlgorithm()}, salt="ashilms.browser"
        ).dumps(held),
        "for a cookie": by(key, salt="cookie-session", signer_kwargs={"digest_method": sha256}).dumps(held),
        "of another account": by(key, **ours).dumps([hidden("bea@example.org"), "0" * 32]),
    }


def test_a_mark_counts_by_our_algorithm_for_its_purpose_and_its_time(site: Site) -> None:
    """V9.1.2, V9.2.1, V9.2.2: half a year, one digest, one salt; the key alone is not enough."""
    site.add("ana")
    for _ in range(10):
        site.sign_in("ana", "wrong")
    answered = {}
    for how, mark in marks_by(site).items():
        browser = site.browser()
        browser.set_cookie(MARK, mark)
        answered[how] = site.sign_in("ana", browser=browser).status_code
    assert answered == dict.fromkeys(answered, 429) | {"ours": 302}


Doors = dict[str, Callable[[str], bool]]


def doors(site: Site) -> Doors:
    """Return every place that takes a token, as a question whether it takes this one."""

    def by_cookie(name: str, path: str) -> Callable[[str], bool]:
        def ask(token: str) -> bool:
            browser = site.browser()
            with browser.session_transaction() as cookie:
                cookie[name] = token
            return browser.get(path).status_code == 200

        return ask

    found: Doors = {
        "session": by_cookie("_user_id", "/security"), "half": by_cookie("ashilms_half", "/second-step"),
        "certificate": lambda token: site.browser().get(f"/c/{token}").status_code == 200,
    }  # fmt: skip
    for purpose, path in FINISH_PATHS.items():
        found[purpose] = lambda token, path=path: site.browser().get(path + token).status_code == 200
    return found


def test_a_token_opens_its_own_door_and_no_other(site: Site) -> None:
    """V9.2.2, V6.6.2: sessions, halves of sign-ins, mailed links of each purpose; also as a form's token or a code."""
    user_id, taking = site.add("ana"), doors(site)
    site.with_factor("ana", site.signed_in("ana"))
    wish = {"email": "new@example.org", "name": "New", "printed_name": ""}
    with site.db() as db:
        tokens = {
            purpose: make_link(
                db, purpose, user_id=None if purpose == "register" else user_id, payload=wish, now=site.now
            )
            for purpose in ("register", "invite", "reset", "half")
        }
        tokens["register"] = make_link(db, "register", payload=wish, now=site.now)
        tokens["session"] = sessions.open_session(db, db.get_one(User, user_id), agent="x", now=site.now)
        db.commit()
    opened = {
        (kind, door) for kind, token in tokens.items() for door, takes in taking.items() if takes(token)
    }
    assert opened == {(kind, kind) for kind in tokens}
    browser = site.browser()
    with browser.session_transaction() as cookie:
        cookie["ashilms_half"] = tokens["half"]
    for token in tokens.values():
        browser.post("/second-step", data={"code": token})
        assert not is_in(browser)


def test_a_code_completes_the_sign_in_that_it_was_asked_for(site: Site) -> None:
    """V6.6.2: a half that a newer one has replaced, or that was completed, is completed by no code."""
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    site.later(minutes=2)
    older, newer = site.browser(), site.browser()
    for browser in (older, newer):
        assert site.sign_in("ana", browser=browser).headers["Location"] == "/second-step"
    assert (
        older.post("/second-step", data={"code": site.code(secret)})
        .headers["Location"]
        .startswith("/sign-in")
    )
    assert newer.post("/second-step", data={"code": site.code(secret)}).headers["Location"] == "/"
    site.later(minutes=1)
    assert newer.post("/second-step", data={"code": site.code(secret)}).status_code == 302
    assert not is_in(older)


def test_two_schools_on_one_machine_share_nothing(
    site: Site, make_site: Make, empty_file: Path, tmp_path: Path
) -> None:
    """V8.4.1: the same key, the same names, even the same ids: what one gave out is nothing to the other."""
    shutil.copy(empty_file, tmp_path / "other.db")
    other = make_site(
        ASHILMS_DATABASE_URL=f"sqlite:///{tmp_path / 'other.db'}", ASHILMS_SECRET_KEY=site.app.secret_key,
    )  # fmt: skip
    assert site.add("ana") == other.add("ana")
    user_id = site.add("bea", "registrar")
    here = site.signed_in("ana")
    stranger = other.browser()
    for name in (SESSION, MARK):
        stranger.set_cookie(name, here.get_cookie(name).value)
    assert not is_in(stranger)
    with site.db() as db:
        token = make_link(db, "reset", user_id=user_id, now=site.now)
        db.commit()
    assert other.browser().get(FINISH_PATHS["reset"] + token).status_code == 410
    assert site.browser().get(FINISH_PATHS["reset"] + token).status_code == 200
    assert other.sign_in("bea").status_code == 422
