"""The way to the mail server: its certificate is checked, by name and by who signed it, before anything is said."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ashilms.notices.rules import read_server
from ashilms.notices.services.delivering import _hand_over, try_server
from ashilms.tls import tls


@dataclass
class Box:
    """A mail server's handler: what it was told."""

    said: list[str] = field(default_factory=list)

    def let_in(self, *_: Any) -> AuthResult:
        """Note that a name and a password were said."""
        self.said.append("AUTH")
        return AuthResult(success=True)

    async def handle_DATA(self, *_: Any) -> str:
        """Note that a mail came."""
        self.said.append("DATA")
        return "250 OK"


def authority(folder: Path, names: list[x509.GeneralName]) -> tuple[Path, Path]:
    """Return the files of a certificate that signs itself, for these names, and of its key."""
    private, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A school's own authority")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    public, secret = folder / "authority.pem", folder / "secret.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(private.private_bytes(*plain))
    return public, secret


class Quiet(Controller):
    """A controller that tries its own server without asking who vouches for it."""

    def _trigger_server(self) -> None:
        """Connect once, so that the server knows that it runs."""
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((self.hostname, self.port), 5) as plain:
            if self.ssl_context is not None:
                anybody.wrap_socket(plain).close()
            else:
                plain.recv(100)


Serve = Callable[..., tuple[Box, int, Path]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Return how to start a mail server under a certificate of its own making, for a name or an address."""
    started: list[Controller] = []

    def start(*names: str, whole: bool = True) -> tuple[Box, int, Path]:
        listed = [x509.DNSName(name) for name in names] or [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        public, secret = authority(tmp_path, listed)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(public, secret)
        box = Box()
        how = {"ssl_context": context} if whole else {"tls_context": context, "require_starttls": True}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        anybody = {"authenticator": box.let_in, "auth_require_tls": not whole}
        controller = Quiet(box, hostname="127.0.0.1", port=port, **anybody, **how)
        controller.start()
        started.append(controller)
        return box, port, public

    yield start
    for controller in started:
        controller.stop()


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "x"
    message.set_content("a link that lets somebody in")
    return message


@pytest.mark.parametrize("whole", [True, False], ids=["from the first byte", "begun"])
def test_a_server_that_nobody_vouches_for_gets_no_mail(serve: Serve, whole: bool) -> None:
    """V12.3.2: it signed its own certificate; neither name, password nor mail is said to it."""
    box, port, _ = serve(whole=whole)
    url = f"smtps://office:word@127.0.0.1:{port}" if whole else f"smtp://office:word@127.1:{port}"
    for send in (lambda: _hand_over(mail(), read_server(url)), lambda: try_server(url)):
        with pytest.raises(ssl.SSLCertVerificationError):
            send()
    assert box.said == []


def test_a_server_of_another_name_gets_no_mail(serve: Serve) -> None:
    """V12.3.2: whoever vouches for it."""
    box, port, public = serve("mail.example")
    url = f"smtps://office:word@127.0.0.1:{port}?ca={public}"
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        try_server(url)
    assert box.said == []


def test_a_school_s_own_authority_may_vouch_for_it(serve: Serve) -> None:
    """V12.3.4: named in the address; then that one alone is asked, and the mail goes."""
    box, port, public = serve()
    server = read_server(f"smtps://office:word@127.0.0.1:{port}?ca={public}")
    _hand_over(mail(), server)
    assert box.said == ["AUTH", "DATA"]
    assert len(tls(server.authority).get_ca_certs()) == 1


@pytest.mark.parametrize("oldest", [ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_2])
def test_nothing_older_than_tls_1_2_is_spoken(
    monkeypatch: pytest.MonkeyPatch, oldest: ssl.TLSVersion
) -> None:
    """Whatever this machine’s Python would take."""
    made = ssl.create_default_context

    def as_set_up(**asked: Any) -> ssl.SSLContext:
        context = made(**asked)
        context.minimum_version = oldest
        return context

    monkeypatch.setattr(ssl, "create_default_context", as_set_up)
    assert tls().minimum_version is ssl.TLSVersion.TLSv1_2
    assert tls().verify_mode is ssl.CERT_REQUIRED
    assert tls().check_hostname
