"""A form that somebody else has sent: each way of forging one, at every view that takes one."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.campus import Campus
from tests.house.deeds import DEEDS
from tests.house.filling import Deed, Ready

pytestmark = pytest.mark.any_database

TOKEN = "csrf_token"
Forge = Callable[[Campus, Ready], dict[str, Any]]


def without(_campus: Campus, ready: Ready) -> dict[str, Any]:
    data = ready.data.copy()
    data.poplist(TOKEN)
    return {"data": data}


def with_token(token: str) -> Forge:
    return lambda _campus, ready: {"data": ready.but(**{TOKEN: token})}


def of_another(who: str | None) -> Forge:
    """Return how to send the token that somebody else's browser was given for the same form."""
    profile = (
        Deed("identity.sign_in", None, "/sign-in", {})
        if who is None
        else Deed("identity.sign_out", who, "/profile", {})
    )
    return lambda campus, ready: {"data": ready.but(**{TOKEN: profile.ready(campus).data[TOKEN]})}


def in_the_address(campus: Campus, ready: Ready) -> dict[str, Any]:
    return {**without(campus, ready), "query_string": {TOKEN: ready.data[TOKEN]}}


def saying(**headers: str) -> Forge:
    """Return how to send everything right, as a browser does for a page of another site."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _campus, _ready: {"headers": named}


FORGERIES: dict[str, Forge] = {
    "no token": without,
    "an empty token": with_token(""),
    "a made-up token": with_token("IjEyMyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"),
    "another person's token": of_another("irene"),
    "a visitor's token": of_another(None),
    "the token in the address": in_the_address,
    "another site": saying(Origin="https://evil.example"),
    "a site that sounds like ours": saying(Origin="http://localhost.evil.example"),
    "another port of ours": saying(Origin="http://localhost:8080"),
    "no site at all": saying(Origin="null"),
    "across sites": saying(Sec_Fetch_Site="cross-site"),
    "a sister site": saying(Sec_Fetch_Site="same-site"),
    "our own address, sent across sites": saying(Origin="http://localhost", Sec_Fetch_Site="cross-site"),
}


def test_a_page_that_tells_no_referrer_may_still_be_answered(campus: Campus) -> None:
    """Browsers send `Origin: null` from the pages of mailed links, even to ourselves."""
    campus.app.config["WTF_CSRF_ENABLED"] = True
    page = f"/reset/{campus.tokens['reset']}"
    browser = campus.browser()
    opened = browser.get(page)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    token = re.search(rf'name="{TOKEN}"[^>]* value="([^"]+)"', opened.text)
    assert token
    sent = {TOKEN: token[1], "password": "four quiet wooden spoons"}
    for site, code in (("cross-site", 403), ("same-origin", 302)):
        answer = browser.post(page, data=sent, headers={"Origin": "null", "Sec-Fetch-Site": site})
        assert answer.status_code == code


PARCEL = "ashilms.offline.receive"
"""What a device sends: its page is the same for everybody, and its token comes with what the device works with."""


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.view != PARCEL], ids=str)
def test_a_forged_form_is_refused_and_changes_nothing(campus: Campus, deed: Deed) -> None:
    """T32, V3.5.1: every view that changes something, sign-in among them; and the genuine form goes through."""
    campus.app.config["WTF_CSRF_ENABLED"] = True
    ready = deed.ready(campus)
    of_another("irene")(campus, ready), of_another(None)(campus, ready)  # open their sessions first
    before = campus.digest()
    answers = {name: ready.send(**forge(campus, ready)).status_code for name, forge in FORGERIES.items()}
    assert {name: code for name, code in answers.items() if code not in (400, 403)} == {}
    assert campus.digest() == before
    assert ready.send(
        headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    ).status_code in (200, 204, 302)


def test_a_device_s_parcel_needs_the_token_that_its_own_browser_was_given(campus: Campus) -> None:
    """T32, V3.5.1."""
    campus.app.config["WTF_CSRF_ENABLED"] = True
    ready = next(deed for deed in DEEDS if deed.view == PARCEL).ready(campus)
    mine, another = (
        browser.get("/offline/kit").json[TOKEN] for browser in (ready.browser, campus.browser("ana"))
    )
    before = campus.digest()
    for token in ("", "made-up", another):
        assert ready.browser.post("/offline/send", data={**ready.data, TOKEN: token}).status_code == 400
    assert campus.digest() == before
    assert ready.browser.post("/offline/send", data={**ready.data, TOKEN: mine}).status_code == 200
