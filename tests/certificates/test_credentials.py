"""A certificate as a credential: what it says, where its status is told, and what its issuer publishes."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from ashilms.app import hosts_of
from ashilms.certificates import crediting, publishing, services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import NOT_A_LICENCE, Listed, Status, credential_of, did_of, site_of
from ashilms.certificates.services.listing import reserve_place
from ashilms.certificates.signing import SigningFailed
from ashilms.credentials.judging import judge, lists_for
from ashilms.credentials.reading import read
from ashilms.credentials.status_lists import PURPOSES, REVOCATION, SIZE, SUSPENSION, is_set
from ashilms.web import state
from tests.certificates.conftest import MakePayload, make_key
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified
from tests.conftest import NOW

Sign = Callable[[str | None], FlaskClient]
FORMS = ("png", "svg", "json", "jwt")


def kept(held: Certified) -> Any:
    return services.find_credential(held.school.db, held.row.id)


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {name: file.get_file().read_bytes() for name, file in opened.attachments.items()}


# ---------------------------------------------------------------- what it says


def test_it_says_what_the_certificate_says(make_payload: MakePayload) -> None:
    payload = make_payload()
    said = credential_of(payload, Listed(1, 77))
    subject = said["credentialSubject"]
    assert said["issuer"]["id"] == "did:web:verify.example.org"
    assert (said["validFrom"], said["validUntil"]) == ("2026-11-24T00:00:00Z", "2028-11-23T23:59:59Z")
    assert said["description"] == NOT_A_LICENCE
    assert subject["identifier"][0]["identityHash"] == payload.holder
    assert payload.scope in subject["achievement"]["description"]
    assert [result["value"] for result in subject["result"]] == ["1175", "1050", "3000", "1560"]
    described = [one["id"] for one in subject["achievement"]["resultDescription"]]
    assert [result["resultDescription"] for result in subject["result"]] == described
    assert {entry["statusPurpose"] for entry in said["credentialStatus"]} == set(PURPOSES)
    assert {entry["statusListIndex"] for entry in said["credentialStatus"]} == {"77"}


def test_one_that_does_not_end_names_no_end(make_payload: MakePayload) -> None:
    assert "validUntil" not in credential_of(make_payload(valid_until=None), Listed(1, 0))


@pytest.mark.parametrize(
    ("site", "did"),
    [
        ("https://school.example/", "did:web:school.example"),
        ("https://school.example/training/", "did:web:school.example:training"),
        ("https://school.example:8443/a/b/", "did:web:school.example%3A8443:a:b"),
    ],
)
def test_the_issuer_is_named_by_host_and_path(site: str, did: str) -> None:
    assert did_of(site) == did


@pytest.mark.parametrize("part", ["name", "description", "validFrom"])
def test_one_that_says_other_than_was_signed_is_not_given_out(
    make_payload: MakePayload, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Our own check reads the file anew, though what was just signed is still kept as statements."""
    add = crediting.add_proof
    monkeypatch.setattr(
        crediting, "add_proof", lambda *said, now: add(*said, now=now) | {part: "2020-01-01T00:00:00Z"}
    )
    proving = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(SigningFailed, match="changed after it was signed"):
        crediting.sign_credential(make_payload(), Listed(1, 77), make_key("School"), proving, now=NOW)
    monkeypatch.undo()
    crediting.sign_credential(make_payload(), Listed(1, 77), make_key("School"), proving, now=NOW)


def test_both_forms_are_signed_and_both_hold(certified: Certified) -> None:
    site = site_of(certified.said)
    named = publishing.public_keys(certified.folder / "keys")
    keys = {did_of(site): {f"{did_of(site)}#{name}": key for name, key in named.items()}}
    for form in (kept(certified).document, kept(certified).token):
        found = judge(form.encode(), now=NOW, issuers=keys)
        assert (found.authentic.answer, found.in_date.answer, found.issuer_known.answer) == (True, True, True)


def test_the_pdf_carries_it_beside_the_payload(certified: Certified) -> None:
    files = attached(certified.pdf)
    assert files.keys() == {"payload.json", "credential.json"}
    assert files["credential.json"].decode() == kept(certified).document


def test_a_place_is_drawn_by_chance_again_until_it_is_free(
    certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken is drawn again, whether it was seen to be taken or another took it in between."""
    db, row = certified.school.db, certified.row
    taken = services.find_listed(db, row.number)
    assert taken is not None
    assert (taken.number, 0 <= taken.place < SIZE) == (1, True)
    other = second_row(db, row)
    asked = list[int]()
    drawn = iter([taken.place, taken.place, 5])

    def draw(most: int) -> int:
        asked.append(most)
        return next(drawn)

    seen = iter([True, False, False])  # the second was free when it was looked at
    monkeypatch.setattr("ashilms.certificates.services.listing.secrets.randbelow", draw)
    monkeypatch.setattr("ashilms.certificates.services.listing._is_taken", lambda *_: next(seen))
    reserve_place(db, other)
    assert services.find_listed(db, other.number) == Listed(1, 5)
    assert services.find_listed(db, row.number) == taken
    assert asked == [SIZE] * 3


def second_row(db: Session, row: Certificate) -> Certificate:
    """Return another certificate, the same but for what tells it from the first."""
    columns = {column.key: getattr(row, column.key) for column in inspect(Certificate).column_attrs}
    told = {name: None for name in ("id", "file")} | {"number": "ANOTHER", "token": "another"}
    other = Certificate(**columns | told)
    db.add(other)
    db.flush()
    return other


# ---------------------------------------------------------------- what is given to the holder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", ["ana", "reg"])
def test_the_holder_takes_it_along_in_every_form(
    certified_here: Certified, client_of: Sign, form: str, who: str
) -> None:
    answer = client_of(who).get(f"/certificates/{certified_here.row.number}.{form}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert f"{certified_here.row.number}.{form}" in answer.headers["Content-Disposition"]
    found = read(answer.data)
    whole = kept(certified_here)
    assert (found.token == whole.token) if form == "jwt" else (found.document == json.loads(whole.document))


@pytest.mark.parametrize("who", ["bea", "caz", "dee"])
def test_to_others_there_is_none(certified_here: Certified, client_of: Sign, who: str) -> None:
    client = client_of(who)
    for form in FORMS:
        assert client.get(f"/certificates/{certified_here.row.number}.{form}").status_code == 404


def test_the_page_offers_every_form(certified_here: Certified, client_of: Sign) -> None:
    page = client_of("ana").get(f"/certificates/{certified_here.row.number}").text
    for form in FORMS:
        assert f"/certificates/{certified_here.row.number}.{form}" in page


# ---------------------------------------------------------------- what is published


def test_the_issuers_document_names_every_key(certified_here: Certified, app: Flask) -> None:
    answer = app.test_client().get("/.well-known/did.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/did+json")
    document = json.loads(answer.data)
    signed = read(kept(certified_here).document.encode()).document or {}
    assert document["id"] == signed["issuer"]["id"]
    assert signed["proof"]["verificationMethod"] in document["assertionMethod"]
    assert {method["type"] for method in document["verificationMethod"]} == {"JsonWebKey", "Multikey"}
    assert not any("d" in method.get("publicKeyJwk", {}) for method in document["verificationMethod"])
    assert app.test_client().get("/did.json").status_code == 404  # did:web names one address


def test_a_verifier_in_a_browser_may_read_it_from_any_page(certified_here: Certified, app: Flask) -> None:
    for address in ("/.well-known/did.json", "/status/1/revocation"):
        answer = app.test_client().get(address, headers={"Origin": "https://verifier.example"})
        open_to = [(name, said) for name, said in answer.headers if name.startswith("Access-Control")]
        assert (answer.status_code, open_to) == (200, [("Access-Control-Allow-Origin", "*")])
        assert "Set-Cookie" not in answer.headers


MOVED = {
    "https://old.example": "/.well-known/did.json",
    "https://old.example:8443/training": "/did.json",  # the proxy before it takes the path away
}


@pytest.mark.parametrize(("former", "place"), MOVED.items())
def test_after_a_move_the_former_address_answers_in_its_own_name(
    certified_here: Certified, app: Flask, monkeypatch: pytest.MonkeyPatch, former: str, place: str
) -> None:
    """A credential names the address under which it was issued, for good: its key and lists are looked for there."""
    host, site = urlsplit(former).netloc, f"{former}/"
    current = state(app)
    monkeypatch.setattr(current, "settings", replace(current.settings, former_urls=(former,)))
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", hosts_of(current.settings))
    client = app.test_client()

    def asked(address: str) -> Any:
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code == 200, answer.text
        return json.loads(answer.data)

    document = asked(place)
    now = json.loads(client.get("/.well-known/did.json").data)
    assert (document["id"], now["id"]) == (did_of(site), did_of(site_of(certified_here.said)))
    own, theirs = ([way.partition("#")[2] for way in one["assertionMethod"]] for one in (now, document))
    assert own == theirs
    assert {way.partition("#")[0] for way in document["assertionMethod"]} == {did_of(site)}
    for purpose in PURPOSES:
        told = asked(f"/status/1/{purpose}")
        assert (told["id"], told["issuer"]) == (f"{site}status/1/{purpose}", did_of(site))
        assert told["proof"]["verificationMethod"] in document["assertionMethod"]
        found = judge(
            json.dumps(told).encode(), now=NOW, issuers=publishing.known_issuers(current.settings, site)
        )
        assert found.authentic.answer is True
    assert client.get(place, headers={"Host": "never.example"}).status_code == 400


def lists_of(client: FlaskClient, held: Certified) -> list[bytes]:
    listed = services.find_listed(held.school.db, held.row.number)
    assert listed is not None
    return [client.get(f"/status/{listed.number}/{purpose}").data for purpose in PURPOSES]


def is_marked(held: Certified, data: bytes) -> bool:
    listed = services.find_listed(held.school.db, held.row.number)
    assert listed is not None
    return is_set(json.loads(data)["credentialSubject"]["encodedList"], listed.place)


@pytest.mark.parametrize(
    ("status", "marks"),
    [
        (Status.VALID, [False, False]),
        (Status.SUSPENDED, [False, True]),
        (Status.REVOKED, [True, False]),
        (Status.SUPERSEDED, [True, False]),
    ],
)
def test_a_change_is_on_the_lists_at_once(
    certified_here: Certified, app: Flask, status: Status, marks: list[bool]
) -> None:
    """T25."""
    client = app.test_client()
    before = lists_of(client, certified_here)
    assert [is_marked(certified_here, data) for data in before] == [False, False]
    certified_here.row.status = status
    certified_here.school.db.commit()
    assert (REVOCATION, SUSPENSION) == PURPOSES
    assert [is_marked(certified_here, data) for data in lists_of(client, certified_here)] == marks


def test_a_list_is_signed_and_holds_for_a_day_at_most(certified_here: Certified, app: Flask) -> None:
    with app.app_context():
        settings = state().settings
    where = site_of(certified_here.said)
    issuers = publishing.known_issuers(settings, where)
    document = kept(certified_here).document.encode()
    lists = lists_for(document, lists_of(app.test_client(), certified_here))
    assert len(lists) == 2
    found = judge(document, now=NOW, issuers=issuers, lists=lists)
    assert found.stands.answer is True, found
    old = judge(document, now=NOW + timedelta(hours=24, minutes=1), issuers=issuers, lists=lists)
    assert old.stands.answer is None


def test_there_are_no_other_lists(certified_here: Certified, app: Flask) -> None:
    client = app.test_client()
    for address in (
        "/status/2/revocation",
        "/status/1/message",
        "/status/0/suspension",
        "/status/x/revocation",
    ):
        assert client.get(address).status_code == 404
