"""What tests of certificates share: one payload, one key, one certificate drawn and signed per run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.certificates import keys, services
from ashilms.certificates.drawing import Render, certificate_pdf
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import (
    Edition,
    Hours,
    Payload,
    Provider,
    Signer,
    canonical,
    link_token,
    new_number,
)
from ashilms.certificates.signing import SigningKey, check_pdf, sign_pdf
from ashilms.db import WRITING
from ashilms.files import services as files
from ashilms.jobs.runner import run_due
from ashilms.programs import services as programs
from tests.certified import rendered
from tests.conftest import NOW, settle
from tests.schooling import *  # noqa: F403  # fixtures: the school, for what needs a database
from tests.schooling import PROGRAM

SIGNED_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MakePayload = Callable[..., Payload]


def payload_of(**different: Any) -> Payload:
    """Return a payload as one is issued to Ana; keywords say what is different."""
    token = link_token(bytes(range(16)))
    usual: dict[str, Any] = {
        "number": new_number("BBM1", bytes(range(10, 20))),
        "holder": "Ana Beatriz Duarte Reis",
        "level": 1,
        "award": "Barefoot Bar Massage, Level 1",
        "scope": "one-foot posterior work; adults; screened.",
        "statement": "who completed every requirement of the programme and was assessed and passed",
        "issued_on": date(2026, 11, 24),
        "completed_on": date(2026, 11, 21),
        "valid_until": date(2028, 11, 23),
        "hours": Hours(1175, 1050, 3000, 1560),
        "course": Edition("Barefoot Bar Massage", "3.1"),
        "program": Edition("Barefoot Bar Massage, Level 1", "3"),
        "provider": Provider("Harbour School of Bodywork", "12 Quay Street", "hello@harbour.example"),
        "signers": (Signer("Bea Okafor", "Instructor"), Signer("Reg Tan", "Approved for the school")),
        "standing_digest": "5f" * 32,
        "verify_url": f"https://verify.example.org/c/{token}",
        "verify_at": "verify.example.org/verify",
        "token": token,
    }
    return Payload(**(usual | different))


@pytest.fixture(scope="session")
def make_payload() -> MakePayload:
    """Return what makes a payload as one is issued to Ana; keywords say what is different."""
    return payload_of


@pytest.fixture(scope="session")
def render() -> Render:
    """Return what turns a template and its values into HTML, as the extension does."""
    return rendered


def make_key(name: str) -> SigningKey:
    """Return a new key and a certificate in that name."""
    private = ec.generate_private_key(ec.SECP256R1())
    holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(holder)
        .issuer_name(holder)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED_AT - timedelta(days=1))
        .not_valid_after(SIGNED_AT + timedelta(days=10_000))
        .sign(private, hashes.SHA256())
    )
    return SigningKey(certificate.public_bytes(serialization.Encoding.DER), private)


@dataclass(frozen=True)
class Issued:
    """A certificate as it goes out, and what it was made from."""

    payload: Payload
    key: SigningKey
    unsigned: bytes
    signed: bytes

    @property
    def trusted(self) -> list[bytes]:
        return [self.key.certificate]


@pytest.fixture(scope="session")
def issued(make_payload: MakePayload, render: Render) -> Issued:
    """One certificate, drawn and signed once for all tests."""
    key, payload = make_key("Harbour School of Bodywork"), make_payload()
    unsigned = certificate_pdf(payload, render)
    signed = sign_pdf(unsigned, key, reason="Issued", name=payload.provider.name, now=SIGNED_AT)
    return Issued(payload, key, unsigned, signed)


@pytest.fixture(scope="session")
def stranger() -> SigningKey:
    """The key of somebody who calls themselves what the school is called."""
    return make_key("Harbour School of Bodywork")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Return a function that writes a file for a program to read."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@dataclass(frozen=True)
class Stage:
    """A site on a database that several may use, and its school as it is at the moment of looking."""

    app: Flask
    data: Path
    ana: int
    program: int

    def browser(self, who: str | None = None) -> FlaskClient:
        """Return a browser in which one of the cast has signed in, or nobody."""
        client = self.app.test_client()
        if who:
            assert client.get(f"/sign-in/{who}").status_code == 200
        return client

    def approve(self, client: FlaskClient) -> Any:
        """Send the form with which Ana is approved."""
        return client.post(f"/approvals/{self.ana}/{self.program}")

    def db(self, *, writing: bool = False) -> Session:
        """Return a new session, to look with or to write with; the caller closes it."""
        with self.app.app_context():
            engine = self.app.extensions["sqlalchemy"].engine
        return Session(engine.execution_options(**{WRITING: writing}), expire_on_commit=False)

    def row(self) -> Certificate:
        """Return the one certificate, as it is now."""
        with self.db() as db:
            return db.scalars(select(Certificate)).one()

    def history(self) -> list[str]:
        """Return what became of it, oldest first; the record must be whole."""
        with self.db() as db:
            assert audit.verify_chain(db) is None
            return [event.status for event in services.history_of(db, self.row().id)]

    def run(self, **later: float) -> None:
        """Do what is due then."""
        run_due(self.app, NOW + timedelta(**later))

    def is_kept_whole(self) -> bool:
        """Return whether the file that the certificate names is kept, signed by the key that it names."""
        row = self.row()
        data = files.read(files.in_folder(self.data / "files"), str(row.file))
        check = check_pdf(data, keys.public_certificates(self.data / "keys"))
        return (check.whole, check.kid, check.payload) == (True, row.key, canonical(row.as_payload()))

    def verified(self) -> list[int]:
        """Return how the public pages answer about it: by number, and by its link."""
        client, row = self.browser(), self.row()
        asked = client.post("/verify", data={"number": row.number, "surname": "Reis"})
        return [asked.status_code, client.get(f"/c/{row.token}").status_code]


@pytest.fixture
def stage(shared_site: Flask, tmp_path: Path) -> Stage:
    """Everything but the approval is there."""
    with shared_site.app_context(), Session(shared_site.extensions["sqlalchemy"].engine) as db:
        return Stage(shared_site, tmp_path, settle(db).ana.id, programs.get_program(db, PROGRAM).id)
