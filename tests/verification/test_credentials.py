"""Credentials that are dropped on the public page or given to the command: ours and others', genuine and forged."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient

from ashilms.certificates.badges import FORMS
from ashilms.certificates.rules import Status, site_of
from ashilms.cli import group
from ashilms.credentials.answers import Judgement
from ashilms.credentials.baking import into_png
from ashilms.credentials.integrity import add_proof
from ashilms.credentials.judging import judge
from ashilms.credentials.multibase import multikey
from ashilms.verification import credentials
from ashilms.web import state
from tests.certified import Certified
from tests.conftest import NOW
from tests.credentials.conftest import OTHER
from tests.schooling import text_of
from tests.verification.forging_credentials import edited, kept, reported, resigned, self_made
from tests.verification.test_views import answers, send, word

Sign = Callable[[str | None], FlaskClient]
OB3 = Path(__file__).parents[1] / "credentials" / "ob3"
YES, NO, UNCHECKED = "is-yes", "is-no", "is-unknown"


@pytest.fixture
def employer(client_of: Sign) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return client_of(None)


@pytest.fixture
def command(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Return what `ashilms verify FILE --json` says, and its exit code as `code`."""
    monkeypatch.setattr("ashilms.cli.verifying.now", lambda: NOW)

    def run(data: bytes, *options: str) -> dict[str, Any]:
        path = tmp_path / "brought"
        path.write_bytes(data)
        asked = ScriptInfo(create_app=lambda: app)
        done = CliRunner().invoke(group, ["verify", str(path), "--json", *options], obj=asked)
        assert done.exit_code in (0, 1, 2), done.output
        return json.loads(done.stdout) | {"code": done.exit_code}

    return run


def looks(said: dict[str, Any]) -> list[str]:
    """Return the four answers of the command as the page shows them."""
    shown = {"yes": YES, "no": NO, "could not check": UNCHECKED}
    return [shown[said[name]] for name in ("authentic", "in_date", "stands", "issuer_known")]


@pytest.mark.parametrize("form", FORMS)
def test_ours_is_good_in_every_answer_and_every_form(
    certified_here: Certified, employer: FlaskClient, command: Callable[..., Any], form: str
) -> None:
    data = FORMS[form].made(kept(certified_here))
    page = text_of(send(employer, data, f"badge.{form}"), 200)
    assert (word(page), answers(page)) == ("Valid", [YES] * 4)
    assert "Ana Beatriz Duarte Reis" in page
    said = command(data)
    assert (said["code"], said["number"], looks(said)) == (0, certified_here.row.number, [YES] * 4)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED, Status.SUPERSEDED])
def test_ours_that_does_not_stand_says_so_whatever_list_is_brought(
    certified_here: Certified, app: Flask, employer: FlaskClient, command: Callable[..., Any], tmp_path: Path,
    status: Status,
) -> None:  # fmt: skip
    """T25: our record is asked, not a list from before."""
    (tmp_path / "old").write_bytes(app.test_client().get("/status/1/revocation").data)
    certified_here.row.status = status
    certified_here.school.db.commit()
    data = FORMS["png"].made(kept(certified_here))
    page = text_of(send(employer, data), 200)
    assert answers(page) == [YES, YES, NO, YES]
    said = command(data, "--status-list", str(tmp_path / "old"))
    assert (said["code"], said["word"], looks(said)) == (1, status, [YES, YES, NO, YES])


def test_a_badge_with_another_holders_credential_is_that_holders(
    certified_here: Certified, employer: FlaskClient
) -> None:
    """Whoever shows it is told whose it is: the picture means nothing, what is in it does."""
    picture = FORMS["png"].made(kept(certified_here))
    page = text_of(send(employer, into_png(picture, kept(certified_here).token or "")), 200)
    assert (word(page), "Ana Beatriz Duarte Reis" in page) == ("Valid", True)


def test_what_is_forged_in_our_name_is_no_other_issuers_and_can_be_reported(
    certified_here: Certified, employer: FlaskClient
) -> None:
    document = json.loads(kept(certified_here).document or "")
    document["credentialSubject"]["achievement"]["name"] = "Everything"
    page = text_of(send(employer, json.dumps(document).encode()), 422)
    assert (word(page), "it is not what this school issued" in page) == ("Not as issued", True)
    assert 'href="/verify/report"' in page
    assert "Another issuer’s" not in page


OTHERS = {
    "simple.json": [YES, YES, UNCHECKED, NO],
    "simple-json.png": [YES, YES, UNCHECKED, NO],
    "simple-jwt.svg": [YES, YES, UNCHECKED, NO],
    "simple.jwt": [UNCHECKED, YES, UNCHECKED, NO],
    "simple-err-expired.json": [YES, NO, UNCHECKED, NO],
    "simple-err-proof-value.json": [NO, UNCHECKED, UNCHECKED, NO],
    "simple-err-evidence-type.json": [NO, UNCHECKED, UNCHECKED, UNCHECKED],
    "bitstring-credential-status-revoked.json": [YES, YES, UNCHECKED, NO],
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_issuers_get_the_answers_that_they_deserve(
    certified_here: Certified, employer: FlaskClient, command: Callable[..., Any], name: str
) -> None:
    data = (OB3 / name).read_bytes()
    page = text_of(send(employer, data, name), 422)
    assert answers(page) == OTHERS[name]
    assert "Another issuer’s credential" in page
    assert looks(command(data)) == OTHERS[name]


def test_a_list_that_is_given_tells_that_it_was_revoked(
    certified_here: Certified, command: Callable[..., Any]
) -> None:
    data = (OB3 / "bitstring-credential-status-revoked.json").read_bytes()
    said = command(data, "--status-list", str(OB3 / "bitstring-testlist"))
    assert (said["word"], said["fault"], looks(said)) == ("revoked", "revoked", [YES, YES, NO, NO])


def test_a_list_that_is_none_is_named(certified_here: Certified, app: Flask, tmp_path: Path) -> None:
    """Left out in silence, it would leave whoever brought it with a question that they think is answered."""
    paths = [tmp_path / name for name in ("brought", "junk")]
    for path, data in zip(paths, [(OB3 / "simple.json").read_bytes(), b"junk"], strict=True):
        path.write_bytes(data)
    command = ["verify", str(paths[0]), "--status-list", str(paths[1])]
    done = CliRunner().invoke(group, command, obj=ScriptInfo(create_app=lambda: app))
    assert (done.exit_code, f"{paths[1]} holds no status list" in done.output) == (2, True)


def test_what_could_not_be_checked_is_not_called_as_it_was_signed(
    certified_here: Certified, employer: FlaskClient
) -> None:
    """Anybody writes a token that has run out, with a key that is not at hand and no true signature."""
    head, claims, _ = (OB3 / "simple.jwt").read_text().strip().split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    said |= {"exp": 1_600_000_000}
    run_out = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    page = text_of(send(employer, f"{head}.{run_out}.AAAA".encode()), 422)
    assert (word(page), answers(page)[:2]) == ("Expired", [UNCHECKED, NO])
    assert "It is as it was signed" not in page
    assert "could not be checked" in page


def test_what_a_stranger_writes_is_text(certified_here: Certified, employer: FlaskClient) -> None:
    said = json.loads((OB3 / "simple.json").read_text())
    said["name"] = "<script>alert(1)</script>"
    said.pop("proof")
    key = multikey(OTHER.public_key())
    hostile = add_proof(said, OTHER, f"{said['issuer']['id']}#{key}", now=NOW)
    page = text_of(send(employer, json.dumps(hostile).encode()), 422)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_after_a_move_what_was_issued_before_is_still_known(
    certified_here: Certified, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The issuer's name follows from the address that a certificate bears, which is not the site's of today."""
    monkeypatch.setattr("ashilms.cli.verifying.site_address", lambda: "https://new.example/")
    assert looks(command(FORMS["json"].made(kept(certified_here)))) == [YES] * 4
    forged = command(json.dumps(self_made(certified_here)).encode())
    assert looks(forged) == [NO, UNCHECKED, UNCHECKED, NO]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda held: edited(held), "Valid"),
        (lambda held: resigned(held, name="Master"), "Not authentic"),
        (lambda held: reported(held, name="Master"), "Not authentic"),
        (self_made, "Not authentic"),
    ],
)
@pytest.mark.parametrize("moved", [False, True])
def test_a_file_is_judged_once(
    certified_here: Certified, app: Flask, monkeypatch: pytest.MonkeyPatch, moved: bool, made: Any, told: str
) -> None:
    """A process with limits is dear, and a stranger chooses the file: who signed it is told by one look."""
    data, looked = json.dumps(made(certified_here)).encode(), list[bytes]()

    def judged(data: bytes, **given: Any) -> Judgement:
        looked.append(data)
        return judge(data, **given)

    monkeypatch.setattr(credentials, "judge_in_process", judged)
    site = site_of(certified_here.said)
    own = replace(state(app).settings, former_urls=(site.rstrip("/"),) if moved else ())
    here = "https://new.example/" if moved else site
    found = credentials.check_credential(certified_here.school.db, data, own, here, now=NOW)
    assert (found.finding.verdict.word.capitalize(), looked) == (told, [data])


def test_keys_that_cannot_be_read_leave_the_question_open_and_are_told_to_the_log_alone(
    certified_here: Certified, app: Flask, employer: FlaskClient
) -> None:
    data = FORMS["json"].made(kept(certified_here))
    (certified_here.folder / "keys" / "keys.json").write_text("?")
    page = text_of(send(employer, data), 422)
    assert (word(page), answers(page)) == ("Could not check", [UNCHECKED] * 4)
    told = [
        page,
        app.test_client().get("/.well-known/did.json").text,
        app.test_client().get("/status/1/revocation").text,
    ]
    assert not [text for text in told if str(certified_here.folder) in text]
    assert app.test_client().get("/.well-known/did.json").status_code == 503
