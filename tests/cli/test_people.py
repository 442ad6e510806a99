"""The first person and everybody after: a link that works once, roles, and no default password anywhere."""

import re
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from ashilms.accounts.models import Person
from ashilms.audit.models import AuditRecord
from ashilms.identity.models import User
from ashilms.web import session
from tests.cli.conftest import Site

ADDRESS, NAME = "ines@school.example", "Inês Duarte"
PASSWORD, OTHER = "four quiet wooden spoons", "seven loud copper kettles"
PUBLIC = "http://127.0.0.1:5000"


def invite(site: Site, *roles: str) -> str:
    """Invite Inês and return the path of her link."""
    options = [part for role in roles for part in ("--role", role)]
    said = site.run("people", "add", "--email", ADDRESS, "--name", NAME, *options).lines
    assert said[0] == f"{NAME} can make an account with this link, once, within 72 hours:"
    assert said[1].startswith(f"{PUBLIC}/invitation/")
    assert len(said) == 2
    return said[1].removeprefix(PUBLIC)


def visitor(site: Site) -> FlaskClient:
    """Return a browser on the site, in which nobody has signed in."""
    return site.app().test_client()


def send(browser: FlaskClient, path: str, **values: str) -> int:
    """Fill in the form on a page and send it; return what it was answered with."""
    page = browser.get(path).text
    hidden = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    return browser.post(path, data=hidden | values).status_code


def may_sign_in(site: Site, password: str) -> bool:
    """Return whether Inês gets in with this password."""
    return send(visitor(site), "/sign-in", email=ADDRESS, password=password) == 302


def test_a_new_site_has_nobody_in_it(site: Site) -> None:
    """V6.3.2: no account comes with the site, and so no password."""
    app = site.app()
    with app.app_context():
        assert [session().scalar(select(func.count()).select_from(kind)) for kind in (User, Person)] == [0, 0]


def test_the_first_registrar_chooses_a_password_by_a_link_that_works_once(site: Site) -> None:
    """V6.3.2, V6.4.1: and until then nothing lets anybody in."""
    path = invite(site, "registrar")
    for guess in ("", "admin", "password", "ashilms", ADDRESS, path.rpartition("/")[2]):
        assert not may_sign_in(site, guess), guess
    assert send(visitor(site), path, password=PASSWORD) == 302
    assert may_sign_in(site, PASSWORD)
    assert visitor(site).get(path).status_code == 410
    assert not may_sign_in(site, OTHER)


def test_inviting_again_makes_a_new_link_and_spends_the_old_one(site: Site) -> None:
    old, new = invite(site, "trainee"), invite(site, "registrar")
    assert visitor(site).get(old).status_code == 410
    assert send(visitor(site), new, password=PASSWORD) == 302
    said = site.run("people", "add", "--email", ADDRESS, "--name", NAME)
    assert said.error == f"{NAME} has an account with that address already. Place them in a role instead."


def test_whoever_is_invited_without_a_role_is_a_trainee(site: Site) -> None:
    assert roles_after(site) == {"trainee"}


def test_several_roles_may_be_given_at_once(site: Site) -> None:
    assert roles_after(site, "instructor", "supervisor") == {"instructor", "supervisor"}


def roles_after(site: Site, *roles: str) -> set[str]:
    """Invite Inês and return her roles."""
    invite(site, *roles)
    app = site.app()
    with app.app_context():
        return {row.role for row in session().scalars(select(Person)).one().roles}


def test_a_link_begins_with_the_public_address_and_lives_in_the_sites_zone(site: Site) -> None:
    public = site.having(ASHILMS_PUBLIC_URL="https://school.example/lms/", ASHILMS_ZONE="Europe/Lisbon")
    said = public.run("people", "add", "--email", ADDRESS, "--name", NAME).lines
    assert said[1].startswith("https://school.example/lms/invitation/")
    app = site.app()
    with app.app_context():
        assert session().scalars(select(Person.zone)).one() == "Europe/Lisbon"


@pytest.mark.parametrize("address", ["ines", "ines@", "ines@school.example\nBcc: x@y.example", ""])
def test_what_is_no_address_is_not_invited(site: Site, address: str) -> None:
    said = site.run("people", "add", "--email", address, "--name", NAME)
    assert said.error == "That is not an e-mail address that mail can be sent to."


def test_a_role_that_is_none_is_answered_with_those_there_are(site: Site) -> None:
    said = site.run("people", "add", "--email", ADDRESS, "--name", NAME, "--role", "king")
    assert (said.code, said.out) == (2, "")
    assert "'trainee', 'instructor', 'supervisor', 'registrar'" in said.err


def test_somebody_is_placed_by_address_however_it_is_written_or_by_id(site: Site) -> None:
    invite(site)
    for who, roles in ((ADDRESS.upper(), ["instructor", "supervisor"]), ("1", ["registrar"])):
        assert site.run("people", "role", who, *roles).lines == [f"{NAME} is now: {', '.join(roles)}."]
    app = site.app()
    with app.app_context():
        assert {row.role for row in session().scalars(select(Person)).one().roles} == {"registrar"}


@pytest.mark.parametrize("who", ["s@school.example", "%@school.example", "9" * 30, "٣", "-1", "Inês Duarte"])
def test_nobody_is_taken_for_somebody_else(site: Site, who: str) -> None:
    """Half an address, a pattern, a number that no id has, a digit of another script: none of them is Inês."""
    invite(site)
    assert site.run("people", "role", "--", who, "registrar").error == f"Nobody has the address {who!r}."


def test_an_id_that_nobody_has_is_said_to_be_nobodys(site: Site) -> None:
    assert site.run("people", "role", "7", "trainee").error == "There is no such person."


def test_a_second_step_is_taken_off_only_where_there_is_one(site: Site) -> None:
    invite(site)
    assert site.run("people", "reset-factor", "nobody@school.example").error
    assert site.run("people", "reset-factor", ADDRESS).error


def test_everything_about_somebody_is_written_to_one_archive(site: Site, tmp_path: Path) -> None:
    """Readable by its owner alone, never over another file, and nothing is left of one that could not be written."""
    invite(site)
    file = tmp_path / "ines.zip"
    assert site.run("people", "export", ADDRESS, "--out", str(file)).lines[0].startswith(str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    said = ZipFile(file).read("accounts.json").decode()
    assert NAME in said
    assert "exists already" in site.run("people", "export", ADDRESS, "--out", str(file)).error
    assert "no folder" in site.run("people", "export", ADDRESS, "--out", str(tmp_path / "no" / "x.zip")).error
    assert (
        "Nobody has the address"
        in site.run("people", "export", "x@y.example", "--out", str(tmp_path / "x")).error
    )
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".zip", ".part")] == ["ines.zip"]


def test_what_another_export_writes_is_left_to_it(site: Site, tmp_path: Path) -> None:
    """Nothing of it is removed, and what was not exported is not recorded."""
    invite(site)
    partial = tmp_path / ".ines.zip.part"
    partial.write_bytes(b"half of it")
    said = site.run("people", "export", ADDRESS, "--out", str(tmp_path / "ines.zip"))
    assert "another export writes it" in said.error
    assert partial.read_bytes() == b"half of it"
    app = site.app()
    with app.app_context():
        assert "custody.export" not in session().scalars(select(AuditRecord.action)).all()


def test_somebody_is_erased_once_and_the_record_holds(site: Site) -> None:
    """With a reason; shown before; a second time nothing is left to do."""
    invite(site)
    shown = site.run("people", "erase", ADDRESS, "--preview").lines
    assert shown[0].startswith("Account: ")
    assert "would go" in shown[0]
    assert "Say why" in site.run("people", "erase", ADDRESS).error
    assert re.fullmatch(
        r"\d+ rows went\.", site.run("people", "erase", ADDRESS, "--reason", "Asked.").lines[0]
    )
    assert "Nobody has the address" in site.run("people", "erase", ADDRESS, "--reason", "Asked.").error
    assert site.run("people", "erase", "1", "--reason", "Asked.").lines == [
        "Erased before; nothing was left to do."
    ]
    assert site.run("audit", "verify").lines[0].startswith("The audit record is whole")
    app = site.app()
    with app.app_context():
        assert session().scalars(select(Person.name)).all() == ["Erased person 1"]
        assert session().scalar(select(func.count()).select_from(User)) == 0
