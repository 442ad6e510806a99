"""The second step: asked for, taken once, required of some, and nothing reached with half a sign-in."""

import re
import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from ashilms.accounts.services import place_person
from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.cli.people import reset_factor
from ashilms.identity.models import RecoveryCode
from ashilms.identity.services.second_factor import Vault
from tests.identity.conftest import PASSWORD, Site

STAFF_ONLY = "/security/second-factor"


def half_in(site: Site, name: str, browser=None):
    """Return a browser in which the password was right and the code is still to come."""
    browser = browser or site.browser()
    assert site.sign_in(name, browser=browser).headers["Location"] == "/second-step"
    return browser


def test_a_code_completes_the_sign_in(site: Site) -> None:
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    site.later(minutes=1)
    led_on = site.sign_in("ana", next="/profile").headers["Location"]
    assert led_on == "/second-step?next=/profile"
    browser = half_in(site, "ana")
    assert "The second step" in browser.get("/second-step").text
    answer = browser.post("/second-step", data={"code": site.code(secret)}, query_string={"next": "/profile"})
    assert answer.headers["Location"] == "/profile"
    assert browser.get("/security").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/profile",
        "/security",
        "/security/password",
        STAFF_ONLY,
        "/reauthenticate",
        "/security/second-factor/off",
    ],
)
def test_half_a_sign_in_opens_nothing(site: Site, path: str) -> None:
    """T37, V6.3.3: reading or writing, every page sends back to sign-in."""
    site.add("ana")
    site.with_factor("ana", site.signed_in("ana"))
    browser = half_in(site, "ana")
    for answer in (browser.get(path), browser.post(path, data={"password": PASSWORD})):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/sign-in")


def test_a_code_serves_once_in_every_process(site: Site, make_site) -> None:
    """T37, V6.5.1: neither again, nor in another browser, nor at another worker, nor an earlier one."""
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    used = site.code(secret)
    assert half_in(site, "ana").post("/second-step", data={"code": used}).status_code == 422
    site.later(minutes=1)
    code = site.code(secret)
    assert half_in(site, "ana").post("/second-step", data={"code": code}).status_code == 302
    assert half_in(site, "ana").post("/second-step", data={"code": code}).status_code == 422
    other = make_site()
    other.now = site.now
    assert half_in(other, "ana").post("/second-step", data={"code": code}).status_code == 422
    assert half_in(site, "ana").post("/second-step", data={"code": site.code(secret, -1)}).status_code == 422


def test_a_phone_may_be_half_a_minute_off_and_no_more(site: Site) -> None:
    """V6.5.5: thirty seconds, one step."""
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    for steps, taken in ((-2, False), (2, False), (-1, True), (1, True)):
        site.later(minutes=5)
        answer = half_in(site, "ana").post("/second-step", data={"code": site.code(secret, steps)})
        assert (answer.status_code == 302) is taken, steps


def test_five_wrong_codes_end_half_a_sign_in(site: Site) -> None:
    """T37, V6.6.3: then the password is asked for again."""
    site.add("ana")
    site.with_factor("ana", site.signed_in("ana"))
    browser = half_in(site, "ana")
    answers = [browser.post("/second-step", data={"code": f"00000{n}"}) for n in range(5)]
    assert [a.status_code for a in answers] == [422] * 4 + [302]
    assert answers[-1].headers["Location"] == "/sign-in"
    assert browser.get("/second-step").headers["Location"] == "/sign-in"


def test_starting_over_does_not_buy_more_codes(site: Site) -> None:
    """T37, V2.4.1: five in five minutes over all, for whoever has the password but not the phone."""
    site.add("ana")
    site.with_factor("ana", site.signed_in("ana"))
    codes = []
    for start in range(3):
        browser = half_in(site, "ana")
        codes += [
            browser.post("/second-step", data={"code": f"{start}0000{n}"}).status_code for n in range(3)
        ]
    assert codes == [422, 422, 422, 422, 302, 302, 429, 429, 429] or codes[6:] == [429] * 3


def test_half_a_sign_in_grows_old_in_ten_minutes(site: Site) -> None:
    """T37: and may not be kept for later."""
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    browser = half_in(site, "ana")
    site.later(minutes=10, seconds=1)
    answer = browser.post("/second-step", data={"code": site.code(secret)})
    assert answer.headers["Location"] == "/sign-in"


def test_half_of_one_account_is_not_completed_by_a_code_of_another(site: Site) -> None:
    """T37."""
    site.add("ana")
    site.add("eve")
    site.with_factor("ana", site.signed_in("ana"))
    eves, _ = site.with_factor("eve", site.signed_in("eve"))
    site.later(minutes=1)
    assert half_in(site, "ana").post("/second-step", data={"code": site.code(eves)}).status_code == 422


def test_a_recovery_code_serves_once(site: Site) -> None:
    """V6.5.1: however it is typed."""
    site.add("ana")
    _, codes = site.with_factor("ana", site.signed_in("ana"))
    typed = codes[0].upper().replace(" ", "-")
    browser = half_in(site, "ana")
    assert browser.post("/second-step", data={"code": typed}).status_code == 302
    assert "You have 9 recovery codes left." in browser.get("/security").text
    assert half_in(site, "ana").post("/second-step", data={"code": codes[0]}).status_code == 422


def test_of_four_browsers_with_one_recovery_code_one_gets_in(site: Site) -> None:
    """V6.5.1: at the same moment."""
    site.add("ana")
    _, codes = site.with_factor("ana", site.signed_in("ana"))
    site.add("bea")
    browsers = [half_in(site, "ana")]
    with browsers[0].session_transaction() as held:
        half = held["ashilms_half"]
    for _ in range(3):
        browser = site.browser()
        with browser.session_transaction() as held:
            held["ashilms_half"] = half
        browsers.append(browser)
    answers: list[str] = []

    def send(browser) -> None:
        browser.post("/second-step", data={"code": codes[3]})
        answers.append("in" if browser.get("/security").status_code == 200 else "out")

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "out", "out", "out"]


def test_recovery_codes_and_secret_are_not_kept_in_the_open(site: Site) -> None:
    """V6.5.2, V6.5.4: 118 bits each, kept as digests; the secret is encrypted under a key outside the database."""
    user_id = site.add("ana")
    secret, codes = site.with_factor("ana", site.signed_in("ana"))
    assert len({code.replace(" ", "") for code in codes}) == 10
    assert all(len(code.replace(" ", "")) == 24 for code in codes)
    stored = site.get(user_id).secret
    assert stored is not None
    assert secret.encode() not in stored
    key = (site.folder / "second-factor-key").read_text().strip()
    assert Vault(key).open(stored) == secret
    assert (site.folder / "second-factor-key").stat().st_mode & 0o077 == 0
    with site.db() as db:
        kept = set(db.scalars(select(RecoveryCode.hash)))
    assert kept.isdisjoint({code.replace(" ", "") for code in codes})


def test_new_recovery_codes_replace_the_old_ones_and_are_asked_for_by_a_form(site: Site) -> None:
    site.add("ana")
    browser = site.signed_in("ana")
    _, codes = site.with_factor("ana", browser)
    assert "Make new recovery codes?" in browser.get("/security/second-factor/codes").text
    page = browser.post("/security/second-factor/codes").text
    newer = re.findall(r'<li><span class="al-code">([a-z0-9 ]+)<', page)
    assert len(set(newer) - set(codes)) == 10
    assert half_in(site, "ana").post("/second-step", data={"code": codes[0]}).status_code == 422
    assert half_in(site, "ana").post("/second-step", data={"code": newer[0]}).status_code == 302


@pytest.mark.parametrize("role", ["instructor", "registrar"])
def test_some_roles_reach_nothing_before_they_have_a_second_step(site: Site, role: str) -> None:
    """V6.3.3, V6.3.4: required of those who sign; they can set it up, sign out, and nothing else."""
    site.add("bea", role)
    browser = site.signed_in("bea")
    for path in ("/", "/profile", "/security", "/security/password"):
        assert browser.get(path).headers["Location"] == STAFF_ONLY
        assert browser.post(path).headers.get("Location", STAFF_ONLY) == STAFF_ONLY
    assert "Your role signs for other people" in browser.get(STAFF_ONLY).text
    site.with_factor("bea", browser)
    assert browser.get("/security").status_code == 200
    assert browser.get("/security/second-factor/off").status_code == 403
    assert browser.post("/security/second-factor/off").status_code == 403


def test_a_role_given_mid_session_asks_for_the_second_step_at_the_next_request(site: Site) -> None:
    """V6.3.3: not only at the next sign-in."""
    user_id = site.add("ana")
    browser = site.signed_in("ana")
    assert browser.get("/security").status_code == 200
    with site.db() as db:
        place_person(db, machine("cli"), site.get(user_id).person_id, ["instructor"], now=site.now)
        db.commit()
    assert browser.get("/security").headers["Location"] == STAFF_ONLY


def test_which_roles_need_it_is_a_setting(make_site) -> None:
    site = make_site(ASHILMS_SECOND_FACTOR_ROLES=())
    site.add("bea", "instructor")
    assert site.signed_in("bea").get("/security").status_code == 200


def test_a_wrong_code_turns_nothing_on(site: Site) -> None:
    user_id = site.add("ana")
    browser = site.signed_in("ana")
    browser.get(STAFF_ONLY)
    for code in ("000000", "", "abcdef", "1" * 70):
        assert browser.post(STAFF_ONLY, data={"code": code}).status_code == 422
    assert not site.get(user_id).has_second_factor


def test_setting_up_shows_the_same_secret_until_it_is_done_and_writes_nothing(site: Site) -> None:
    """V3.5.3: looking changes no row; the secret waits encrypted in the browser's own cookie."""
    user_id = site.add("ana")
    browser = site.signed_in("ana")
    pages = [
        re.search(r"<span class=\"al-code\">([A-Z2-7 ]+)<", browser.get(STAFF_ONLY).text)[1] for _ in range(2)
    ]
    assert pages[0] == pages[1]
    assert site.get(user_id).secret is None
    with browser.session_transaction() as held:
        assert pages[0].replace(" ", "") not in str(dict(held))


def test_changing_the_second_step_needs_a_fresh_proof(site: Site) -> None:
    """V7.5.1: for setting it up, renewing codes and putting it off."""
    site.add("ana")
    browser = site.signed_in("ana")
    site.later(minutes=11)
    assert browser.get(STAFF_ONLY).headers["Location"].startswith("/reauthenticate?next=")
    browser.post("/reauthenticate", data={"password": PASSWORD})
    secret, _ = site.with_factor("ana", browser)
    site.later(minutes=11)
    for path in ("/security/second-factor/codes", "/security/second-factor/off"):
        for answer in (browser.get(path), browser.post(path)):
            assert answer.headers["Location"].startswith("/reauthenticate?next=")
    browser.post("/reauthenticate", data={"password": PASSWORD, "code": site.code(secret)})
    assert browser.get("/security/second-factor/off").status_code == 200
    assert browser.post("/security/second-factor/off").status_code == 302
    assert site.sign_in("ana").headers["Location"] != "/second-step"


def test_turning_it_on_or_off_ends_other_sessions_tells_the_mailbox_and_is_recorded(site: Site) -> None:
    """V7.4.3, V6.4.4."""
    site.add("ana")
    other, browser = site.signed_in("ana"), site.signed_in("ana")
    site.with_factor("ana", browser)
    assert other.get("/security").status_code == 302
    browser.post("/security/second-factor/off")
    told = [mail.get_body(("plain",)).get_content() for mail in site.mails()]
    assert "A second step was added" in told[0]
    assert "The second step was taken off" in told[1]
    with site.db() as db:
        actions = list(db.scalars(select(AuditRecord.action).order_by(AuditRecord.number)))
        assert actions[-2:] == ["identity.second-factor-on", "identity.second-factor-off"]
        assert db.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_who_lost_phone_and_codes_is_let_in_by_the_command_line_and_told(site: Site) -> None:
    """V6.4.4: recorded, and mailed to whom it concerns."""
    site.add("ana")
    browser = site.signed_in("ana")
    site.with_factor("ana", browser)
    with site.app.app_context():
        done = CliRunner().invoke(reset_factor, ["Ana@example.org"])
        again, nobody = (CliRunner().invoke(reset_factor, [f"{name}@example.org"]) for name in ("ana", "eve"))
    assert (done.exit_code, done.output) == (
        0,
        "Ana signs in by password alone now, and is told so by mail.\n",
    )
    assert browser.get("/security").status_code == 302
    assert site.sign_in("ana").headers["Location"] != "/second-step"
    assert "taken off your sign-in by the school" in site.mails()[-1].get_body(("plain",)).get_content()
    with site.db() as db:
        last = db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
        assert (last.actor, last.action) == ("cli", "identity.second-factor-off")
    assert "has no second step" in again.output
    assert "Nobody signs in with" in nobody.output
    assert again.exit_code == nobody.exit_code == 1
