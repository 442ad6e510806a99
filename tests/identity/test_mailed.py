"""Links that are mailed: taken once, in time, by whoever reads the mailbox, and never led elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.errors import Clash, Unacceptable
from ashilms.identity.host import invite as host_invite
from ashilms.identity.models import Link, User
from ashilms.identity.rules import FINISH_PATHS, LIFETIMES
from ashilms.identity.services import INVITATION_PATH, invite_person, make_user
from ashilms.identity.services.links import make_link
from ashilms.web import transaction
from tests.identity.conftest import PASSWORD, Site

NEW = "seven brass plumb bobs"


def ask(site: Site, name: str = "ana", **more: object) -> str:
    """Ask for a new password and return the path of the link that was mailed."""
    answer = site.browser().post("/reset", data={"email": f"{name}@example.org"}, **more)
    assert answer.headers["Location"] == "/sent/reset"
    return site.link()


def invite(site: Site, name: str, *roles: str) -> str:
    """Invite somebody and return the path of the link."""
    with site.db() as db:
        token = invite_person(
            db, machine("cli"), email=f"{name}@example.org", name=name.title(), roles=roles, now=site.now
        )
        db.commit()
    return INVITATION_PATH + token


def test_a_reset_sets_a_new_password_and_ends_every_session(site: Site) -> None:
    """T36, V7.4.3: whoever was in by the old password is out."""
    site.add("ana")
    thief = site.signed_in("ana")
    hers = site.browser()
    assert hers.post(ask(site), data={"password": NEW}).status_code == 302
    assert hers.get("/security").status_code == 200
    assert thief.get("/security").status_code == 302
    assert site.sign_in("ana", PASSWORD).status_code == 422
    assert site.sign_in("ana", NEW).status_code == 302


def test_a_reset_link_serves_once(site: Site) -> None:
    """T36, V6.4.3: reuse is refused, and says what to do."""
    site.add("ana")
    link = ask(site)
    assert site.browser().post(link, data={"password": NEW}).status_code == 302
    for answer in (
        site.browser().get(link),
        site.browser().post(link, data={"password": "another long one here"}),
    ):
        assert answer.status_code == 410
        assert "Ask for another" in answer.text
    assert site.sign_in("ana", NEW).status_code == 302


def test_looking_at_a_link_takes_nothing_away(site: Site) -> None:
    """T36, V3.5.3: mail scanners look at every link; only sending the form takes it."""
    site.add("ana")
    link = ask(site)
    for _ in range(3):
        assert site.browser().get(link).status_code == 200
        assert site.browser().head(link).status_code == 200
    assert site.sign_in("ana", PASSWORD).status_code == 302
    assert site.browser().post(link, data={"password": NEW}).status_code == 302


@pytest.mark.parametrize(("purpose", "hours"), [("reset", 0.5), ("invite", 72), ("register", 24)])
def test_a_link_serves_for_its_time_and_not_longer(site: Site, purpose: str, hours: float) -> None:
    """T36, V6.4.1: half an hour, three days, one day."""
    assert LIFETIMES[purpose] == timedelta(hours=hours)
    user_id = site.add("ana") if purpose == "reset" else None
    with site.db() as db:
        wish = {"email": "new@example.org", "name": "New", "printed_name": ""}
        token = make_link(db, purpose, user_id=user_id, payload=wish, now=site.now)
        db.commit()
    site.later(hours=hours, seconds=-1)
    assert site.browser().get(FINISH_PATHS[purpose] + token).status_code == 200
    site.later(seconds=1)
    assert site.browser().get(FINISH_PATHS[purpose] + token).status_code == 410
    site.later(days=-30)
    assert site.browser().get(FINISH_PATHS[purpose] + token).status_code == 410


def test_a_newer_reset_link_makes_the_older_one_useless(site: Site) -> None:
    """T36: so an old mail is worth nothing."""
    site.add("ana")
    older, newer = ask(site), ask(site)
    assert older != newer
    assert site.browser().get(older).status_code == 410
    assert site.browser().get(newer).status_code == 200


def test_a_changed_password_makes_reset_links_useless(site: Site) -> None:
    """T36, V6.4.3: the link is tied to the password that it was to replace."""
    site.add("ana")
    link, browser = ask(site), site.signed_in("ana")
    browser.post("/security/password", data={"current": PASSWORD, "password": NEW})
    assert site.browser().post(link, data={"password": "a thief's own long one"}).status_code == 410
    assert site.sign_in("ana", NEW).status_code == 302


def test_a_link_serves_for_its_own_purpose_only(site: Site) -> None:
    """T36: a reset token is no invitation."""
    site.add("ana")
    token = ask(site).removeprefix(FINISH_PATHS["reset"])
    for purpose in ("register", "invite"):
        assert site.browser().get(FINISH_PATHS[purpose] + token).status_code == 410
    assert site.browser().get(FINISH_PATHS["reset"] + token + "x").status_code == 410
    assert site.browser().get(FINISH_PATHS["reset"] + token.swapcase()).status_code == 410


def test_the_page_of_a_link_tells_no_other_page_its_address(site: Site) -> None:
    """T36, V3.4.5: no Referer leaves it, nothing keeps it, and the token is in no link of its own."""
    site.add("ana")
    link = ask(site)
    answer = site.browser().get(link)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert link.rpartition("/")[2] not in answer.text


def test_a_reset_keeps_the_second_step(site: Site) -> None:
    """V6.4.3: the mailbox alone does not open an account that asks for a code."""
    site.add("ana")
    secret, _ = site.with_factor("ana", site.signed_in("ana"))
    browser = site.browser()
    answer = browser.post(ask(site), data={"password": NEW})
    assert answer.headers["Location"] == "/second-step"
    assert browser.get("/security").status_code == 302
    site.later(seconds=60)
    assert browser.post("/second-step", data={"code": site.code(secret)}).status_code == 302
    assert browser.get("/security").status_code == 200


def test_a_reset_tells_the_mailbox_that_it_happened(site: Site) -> None:
    site.add("ana")
    site.browser().post(ask(site), data={"password": NEW})
    last = site.mails()[-1]
    assert last["Subject"] == "How you sign in at School of tests has changed"
    assert "24 Nov 2026, 12:00 UTC" in last.get_body(("plain",)).get_content()


def test_five_mails_a_day_to_one_mailbox_and_no_word_about_it(site: Site) -> None:
    """V2.4.1, T34: the sixth answer is the same; the mail is not sent."""
    site.add("ana")
    answers = {
        site.browser().post("/reset", data={"email": "ana@example.org"}).headers["Location"] for _ in range(8)
    }
    assert answers == {"/sent/reset"}
    assert len(site.mails()) == 5


def test_twenty_mails_an_hour_from_one_address(site: Site) -> None:
    """V2.4.1: then 429, with the time to wait."""
    answers = [site.browser().post("/reset", data={"email": f"p{n}@example.org"}) for n in range(21)]
    assert [a.status_code for a in answers] == [302] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 3000
    assert "A short pause" in answers[-1].text


FORGED = [
    {"Host": "evil.example"}, {"Host": "localhost.evil.example"}, {"Host": "localhost:80@evil.example"},
    {"Host": "localhost evil.example"}, {"Host": ""}, {"Host": "evil.example:80"}, {"Host": "EVIL.example"},
    {"Host": "xn--lcalhost-q0a"}, {"Host": "localhost."}, {"Host": "[::1]"}, {"Host": "127.0.0.1.evil.example"},
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Server": "evil.example"}, {"X-Host": "evil.example"},
    {"Forwarded": "host=evil.example"}, {"Forwarded": "for=1.2.3.4;host=evil.example;proto=https"},
    {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Port": "8443"}, {"X-Forwarded-Prefix": "//evil.example"},
    {"X-Original-URL": "//evil.example/"}, {"X-Rewrite-URL": "//evil.example/"}, {"X-Original-Host": "evil.example"},
    {"X-HTTP-Host-Override": "evil.example"}, {"X-Forwarded-Scheme": "evil"}, {"Front-End-Https": "on"},
    {"Origin": "http://evil.example"}, {"Referer": "http://evil.example/"}, {"X-Script-Name": "//evil.example"},
    {"Via": "evil.example"}, {"X-Client-IP": "evil.example"}, {"True-Client-IP": "evil.example"},
    {"X-Forwarded-Host": "localhost, evil.example"}, {"X-Forwarded-Host": "evil.example, localhost"},
    {"X-Forwarded-Host": "localhost@evil.example"}, {"X-Forwarded-For": "evil.example"}, {"X-Url-Scheme": "evil"},
    {"X-Backend-Host": "evil.example"}, {"X-Proxy-Url": "evil.example"}, {"Destination": "evil.example"},
    {"Base-Url": "http://evil.example"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FORGED, ids=lambda h: " ".join(f"{k}: {v}" for k, v in h.items()))
def test_no_header_changes_where_a_mailed_link_leads(site: Site, headers: dict[str, str]) -> None:
    """T30: forty forms; an unknown host is refused outright, anything else changes nothing."""
    site.add("ana")
    answer = site.browser().post("/reset", data={"email": "ana@example.org"}, headers=headers)
    assert answer.status_code in (302, 400)
    for mail in site.mails():
        assert "evil" not in mail.as_string()
        assert "http://localhost/reset/" in mail.get_body(("plain",)).get_content()
    assert (answer.status_code == 302) == bool(site.mails())


def test_an_unknown_host_is_refused_on_every_page(site: Site) -> None:
    """T30: 400, with every header that other pages have."""
    for path in ("/sign-in", "/", "/nowhere"):
        answer = site.browser().get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert answer.text == "This site does not answer to that name.\n"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_invited_person_exists_with_their_roles_before_they_come(site: Site) -> None:
    link = invite(site, "reg", "registrar")
    with site.db() as db:
        person = db.scalars(select(Person)).one()
        assert [row.role for row in person.roles] == ["registrar"]
        assert db.scalars(select(User)).one().password is None
    browser = site.browser()
    assert browser.get(link).status_code == 200
    assert browser.post(link, data={"password": PASSWORD}).status_code == 302
    assert browser.get("/security").headers["Location"] == "/security/second-factor"
    assert site.browser().get(link).status_code == 410


def test_an_invitation_has_256_bits_and_is_kept_as_a_digest(site: Site) -> None:
    """V6.4.1, V6.5.3: 128 bits are asked for."""
    token = invite(site, "reg", "registrar").removeprefix(INVITATION_PATH)
    assert len(token) == 43
    with site.db() as db:
        assert token not in db.scalars(select(Link.hash)).all()


def test_inviting_again_makes_the_earlier_link_useless_and_places_anew(site: Site) -> None:
    first, second = invite(site, "reg", "registrar"), invite(site, "reg", "instructor")
    assert site.browser().get(first).status_code == 410
    assert site.browser().get(second).status_code == 200
    with site.db() as db:
        assert [row.role for row in db.scalars(select(Person)).one().roles] == ["instructor"]


def test_somebody_with_a_password_is_not_invited_again(site: Site) -> None:
    site.add("ana")
    with pytest.raises(Clash, match="has an account"):
        invite(site, "ana", "registrar")


def test_a_registrar_s_list_makes_accounts_and_mails_the_invitations(site: Site) -> None:
    """T21: as a trainee, whoever sends it; the link in the mail serves once, like any invitation."""
    with site.app.app_context(), transaction() as db:
        who = host_invite(
            db,
            machine("cli"),
            email="New@example.org",
            name="New Face",
            printed_name="Nia Face",
            now=site.now,
        )
        person = db.get_one(Person, who)
        assert ([row.role for row in person.roles], person.printed_name) == (["trainee"], "Nia Face")
        with pytest.raises(Clash, match="an account with that address"), db.begin_nested():
            host_invite(db, machine("cli"), email="new@example.org", name="X", printed_name="", now=site.now)
    assert [(mail["To"], mail["Subject"]) for mail in site.mails()] == [
        ("new@example.org", "Your account at School of tests")
    ]
    link, browser = site.link(), site.browser()
    assert link.startswith(INVITATION_PATH)
    assert browser.post(link, data={"password": PASSWORD}).status_code == 302
    assert site.browser().get(link).status_code == 410


@pytest.mark.parametrize("name", ["reg\nBcc: eve", "not an address", "reg,eve", ""])
def test_only_an_address_is_invited(site: Site, name: str) -> None:
    with pytest.raises(Unacceptable, match="not an e-mail address"):
        invite(site, name, "registrar")


def test_who_lost_an_invitation_may_ask_for_a_new_password(site: Site) -> None:
    invite(site, "reg", "registrar")
    browser = site.browser()
    assert browser.post(ask(site, "reg"), data={"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "Use at least 12 characters"),
        ("qwertyuiop12", "guesser"),
        ("ana.sole-12345", "Leave out"),
        ("aaaaaaaaaaaa", "repeats"),
        ("x1y2 " * 26, "at most 128"),
        ("", "Choose a password"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason_and_the_link_still_serves(
    site: Site, password: str, says: str
) -> None:
    """V6.2.1, V6.2.4, V6.2.11: at every place where one is chosen."""
    site.add("ana.sole")
    link = ask(site, "ana.sole")
    answer = site.browser().post(link, data={"password": password})
    assert answer.status_code == 422
    assert says in answer.text
    assert password == "" or f'value="{password}"' not in answer.text
    browser = site.signed_in("ana.sole")
    changed = browser.post("/security/password", data={"current": PASSWORD, "password": password})
    assert changed.status_code == 422
    assert says in changed.text
    assert site.browser().post(link, data={"password": NEW}).status_code == 302


def test_two_people_who_confirm_one_address_make_one_account(site: Site) -> None:
    for name in ("Ana", "Impostor"):
        site.browser().post("/register", data={"email": "ana@example.org", "name": name})
    mails = site.mails()
    links = [m.get_body(("plain",)).get_content().split("http://localhost")[1].split()[0] for m in mails]
    assert site.browser().post(links[0], data={"password": PASSWORD}).status_code == 302
    assert site.browser().post(links[1], data={"password": NEW}).status_code == 410
    with site.db() as db:
        assert db.scalars(select(User)).one().name == "Ana"
        assert db.scalars(select(AuditRecord).where(AuditRecord.action == "accounts.welcome")).one()
    assert site.sign_in("ana", PASSWORD).status_code == 302


def test_one_address_is_one_user_by_the_table_itself(site: Site) -> None:
    site.add("ana")
    with site.db() as db, pytest.raises(Clash):
        make_user(db, email="ANA@example.org", name="Other", roles=("trainee",), zone="UTC", now=site.now)


@pytest.mark.parametrize(
    "sent",
    [
        {"email": "ana@example.org\nBcc: all@example.org", "name": "Ana"},
        {"email": "ana@example.org,eve@example.org", "name": "Ana"},
        {"email": "ana", "name": "Ana"},
        {"email": "", "name": "Ana"},
        {"email": "ana@example.org", "name": ""},
        {"email": "ana@example.org", "name": "A" * 201},
        {"email": "a" * 250 + "@example.org", "name": "Ana"},
    ],
)
def test_a_form_that_cannot_be_read_mails_nobody(site: Site, sent: dict[str, str]) -> None:
    assert site.browser().post("/register", data=sent).status_code == 422
    assert site.mails() == []


def test_a_name_with_line_ends_stays_in_its_line(site: Site) -> None:
    """T48: neither in the head of the mail nor in its text."""
    site.browser().post(
        "/register", data={"email": "ana@example.org", "name": "Ana\r\nBcc: eve@example.org\r\n\r\nHi"}
    )
    (mail,) = site.mails()
    assert mail["Bcc"] is None
    assert "Hello Ana Bcc: eve@example.org Hi," in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "extra",
    [
        {"roles": "registrar"}, {"role": "registrar"}, {"roles-0": "registrar"}, {"active": "1"},
        {"user_id": "1"}, {"person_id": "1"}, {"id": "1"}, {"purpose": "invite"}, {"is_admin": "true"},
    ],
)  # fmt: skip
def test_a_form_changes_only_what_it_asks_for(site: Site, extra: dict[str, str]) -> None:
    """T38, V15.3.3: nobody registers as a registrar."""
    browser = site.browser()
    browser.post("/register", data={"email": "ana@example.org", "name": "Ana", **extra})
    browser.post(site.link(), data={"password": PASSWORD, "email": "eve@example.org", "name": "Eve", **extra})
    with site.db() as db:
        user = db.scalars(select(User)).one()
        assert (user.email, user.name) == ("ana@example.org", "Ana")
        assert user.person is not None
        assert [row.role for row in user.person.roles] == ["trainee"]


@pytest.mark.parametrize(
    ("setting", "password", "status"),
    [(8, "rosebay", 422), (8, "rosebay9", 302), (1, "rosebay", 422), (20, "nineteen characters", 422)],
)
def test_how_short_a_password_may_be_is_a_setting_with_a_floor(
    make_site, setting: int, password: str, status: int
) -> None:
    """V6.2.1: 7 refused, 8 accepted where the school says 8; no setting goes lower."""
    site = make_site(ASHILMS_PASSWORD_LENGTH=setting)
    site.add("bea")
    link = ask(site, "bea")
    assert f"At least {max(setting, 8)} characters" in site.browser().get(link).text
    assert site.browser().post(link, data={"password": password}).status_code == status
