"""The credential in a certificate's PDF, checked by two implementations that are not ours and share no line with us."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from ashilms.certificates import services
from ashilms.certificates.rules import Status
from ashilms.credentials.status_lists import PURPOSES
from tests.certified import *  # noqa: F403  # fixtures: Ana's certificate stands
from tests.certified import Certified

ROOT = Path(__file__).parents[2]
VERIFIERS = ROOT / ".venv" / "verifiers"
SCRIPT = ROOT / "tests" / "tools" / "verifiers" / "verify.mjs"

pytestmark = pytest.mark.any_database


@dataclass(frozen=True)
class Shown:
    """What whoever is shown the certificate has: the PDF's attachment, and what its issuer publishes."""

    credential: dict[str, Any]
    token: str
    published: Mapping[str, bytes]
    """By address: the issuer's document and both lists."""

    @property
    def issuer(self) -> str:
        return str(self.credential["issuer"]["id"])

    def fetch(self, address: str) -> bytes:
        """Return what is published at an address, as a download would."""
        return self.published[address.replace("https://", "http://", 1)]

    def by_node(self, folder: Path) -> dict[str, Any]:
        """Return what npm's @digitalbazaar/vc finds."""
        lists = {
            entry["statusListCredential"]: json.loads(self.fetch(entry["statusListCredential"]))
            for entry in self.credential["credentialStatus"]
        }
        issuer = json.loads(self.fetch("http://localhost/.well-known/did.json"))
        job = folder / "job.json"
        job.write_text(json.dumps({"credential": self.credential, "issuer": issuer, "lists": lists}))
        done = subprocess.run(
            ["node", "--input-type=module", "-", str(job)], input=SCRIPT.read_text(), cwd=VERIFIERS,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def shown(held: Certified, app: Flask) -> Shown:
    kept = services.find_credential(held.school.db, held.row.id)
    assert kept is not None
    with pikepdf.open(BytesIO(held.pdf)) as opened:
        credential = json.loads(opened.attachments["credential.json"].get_file().read_bytes())
    client = app.test_client()
    addresses = ["/.well-known/did.json", *(f"/status/{kept.list_number}/{purpose}" for purpose in PURPOSES)]
    published = {f"http://localhost{address}": client.get(address).data for address in addresses}
    return Shown(credential, str(kept.token), published)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site's clock show the time of day that the other implementations look at."""
    monkeypatch.setattr("ashilms.web.now", lambda: datetime.now(UTC))
    monkeypatch.setattr("ashilms.certificates.views.telling.now", lambda: datetime.now(UTC))


def bring_to(held: Certified, status: Status) -> None:
    held.row.status = status
    held.school.db.commit()


CASES = [
    (Status.VALID, {"revocation": False, "suspension": False}),
    (Status.REVOKED, {"revocation": True, "suspension": False}),
    (Status.SUSPENDED, {"revocation": False, "suspension": True}),
]


@pytest.mark.parametrize(("status", "marked"), CASES)
def test_digital_bazaar_verifies_the_attachment_and_reads_its_status(
    certified_here: Certified,
    app: Flask,
    today: None,
    tmp_path: Path,
    status: Status,
    marked: dict[str, bool],
) -> None:
    """Its `verified` speaks of the signature alone; whether it was withdrawn is told by the status beside that."""
    bring_to(certified_here, status)
    found = shown(certified_here, app).by_node(tmp_path)
    assert (found["verified"], found["error"]) == (True, None)
    assert dict(found["status"]) == marked


@pytest.mark.parametrize(
    ("name", "value"),
    [("validUntil", "2048-01-01T00:00:00Z"), ("name", "Master"), ("grade", "A+")],
)
def test_digital_bazaar_refuses_what_was_edited(
    certified_here: Certified, app: Flask, today: None, tmp_path: Path, name: str, value: str
) -> None:
    """T24."""
    genuine = shown(certified_here, app)
    edited = Shown(genuine.credential | {name: value}, genuine.token, genuine.published)
    found = edited.by_node(tmp_path)
    assert found["verified"] is False, found
    assert found["error"]


@pytest.mark.parametrize(("status", "marked"), CASES)
def test_openbadgeslib_verifies_both_forms_and_reads_the_status(
    certified_here: Certified, app: Flask, today: None, status: Status, marked: dict[str, bool]
) -> None:
    bring_to(certified_here, status)
    held = shown(certified_here, app)
    by_proof = OB3LdpVerifier.for_issuer_did(held.issuer, download=held.fetch)
    by_token = OB3Verifier.for_issuer_did(held.issuer, download=held.fetch)
    credential = by_proof.verify(held.credential, download=held.fetch)
    assert by_token.verify(held.token).issuer.id == credential.issuer.id == held.issuer
    if not any(marked.values()):
        by_token.check_status(credential, download=held.fetch)
        return
    with pytest.raises(OB3VerificationError, match="is set at index"):
        by_token.check_status(credential, download=held.fetch)


def test_openbadgeslib_refuses_what_was_edited(certified_here: Certified, app: Flask, today: None) -> None:
    """T24."""
    held = shown(certified_here, app)
    verifier = OB3LdpVerifier.for_issuer_did(held.issuer, download=held.fetch)
    with pytest.raises(OB3VerificationError):
        verifier.verify(held.credential | {"name": "Master"}, download=held.fetch)
    head, payload, signature = held.token.split(".")
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(held.issuer, download=held.fetch).verify(
            f"{head}.{payload[:-4]}AAAA.{signature}"
        )
