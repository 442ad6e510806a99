"""A real time-stamping authority on this machine: `openssl ts` behind a small server, and what it may do wrong."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask, Response, request

from ashilms.certificates.signing import Authority
from tests.loopback import served

CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ts]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
"""
KEYS = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "rsa": ["rsa:2048"]}


def openssl(folder: Path, *words: str) -> None:
    """Run OpenSSL in a folder."""
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


@dataclass
class Tsa:
    """An authority: its root, one between, its own certificate; `answer` may be changed to one that is wrong."""

    folder: Path
    address: str = ""
    answer: Callable[[bytes], Response] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def root(self) -> bytes:
        """The certificate (DER) at the top."""
        return x509.load_pem_x509_certificate(self.roots.read_bytes()).public_bytes(Encoding.DER)

    @property
    def roots(self) -> Path:
        """The file with it."""
        return self.folder / "root.pem"

    @property
    def authority(self) -> Authority:
        """The same as whoever signs is told of it."""
        return Authority(self.address, (self.root,))

    def reply(self, query: bytes) -> bytes:
        """Return what OpenSSL answers."""
        (self.folder / "query").write_bytes(query)
        openssl(
            self.folder, "ts", "-reply", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key",
            "-chain", "chain.pem", "-config", "config", "-section", "ts", "-out", "reply",
        )  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def reply_to_another(self, query: bytes) -> bytes:
        """Return what OpenSSL answers to the same question about other bytes."""
        asked = tsp.TimeStampReq.load(query)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return self.reply(asked.dump(force=True))


def found(folder: Path, kind: str = "ec") -> Tsa:
    """Make an authority's keys and certificates in a folder."""
    (folder / "config").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    name = "/O=Harbour Time/CN=Harbour "
    for who in ("root", "between", "tsa"):
        new = ("req", "-newkey", *KEYS[kind], "-nodes", "-keyout", f"{who}.key")
        new += ("-subj", name + who, "-config", "config")
        if who == "root":
            openssl(folder, *new, "-x509", "-days", "9000", "-extensions", "ca", "-out", "root.pem")
            continue
        above, use = ("root", "ca") if who == "between" else ("between", "tsa")
        openssl(folder, *new, "-out", "request")
        openssl(
            folder, "x509", "-req", "-in", "request", "-CA", f"{above}.pem", "-CAkey", f"{above}.key",
            "-CAcreateserial", "-days", "8000", "-extfile", "config", "-extensions", use, "-out", f"{who}.pem",
        )  # fmt: skip
    (folder / "chain.pem").write_text(
        (folder / "between.pem").read_text() + (folder / "root.pem").read_text()
    )
    return Tsa(folder)


def answered(content: bytes, status: int = 200, kind: str = "application/timestamp-reply") -> Response:
    """Return an answer of an authority."""
    return Response(content, status, content_type=kind)


@pytest.fixture(scope="session")
def keys_of_tsa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an authority, made once."""
    return found(tmp_path_factory.mktemp("tsa")).folder


@pytest.fixture
def tsa(keys_of_tsa: Path) -> Iterator[Tsa]:
    """An authority that answers on this machine."""
    tsa, app = Tsa(keys_of_tsa), Flask(__name__)

    @app.post("/stamp")
    def stamp() -> Response:
        tsa.asked.append(dict(request.headers))
        return tsa.answer(request.data) if tsa.answer else answered(tsa.reply(request.data))

    with served(app, threaded=True) as address:
        tsa.address = f"{address}/stamp"
        yield tsa
