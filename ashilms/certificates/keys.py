"""The folder of signing keys: made when needed, encrypted at rest, readable by their owner alone.

`ID.key.pem` is the private key (PKCS#8), `ID.cert.pem` the certificate that names its public half, and
`keys.json` says which key signs now. A retired key signs no more; its certificate goes on checking what it
signed. The keys are never in the database, in a backup or in a log.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from ashilms.certificates.pkcs8 import sealed_pem
from ashilms.certificates.signing import SigningKey, kid_of
from ashilms.errors import Unavailable

YEARS = 30
"""How long a certificate is good for: it must outlast what it signed, and retiring is what ends its use."""
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
_LONGEST_COMMON_NAME = 64  # X.520, ub-common-name; the library counts bytes
_INDEX = "keys.json"
_OPEN_TO_OTHERS = 0o077


class KeyMissing(Unavailable):
    """There is no such key; `str()` says what to do."""


class WrongPassphrase(Unavailable):
    """The passphrase does not open the key."""


class KeyTooOpen(Unavailable):
    """Others than the owner may read the key, so it may have been copied; it is not used."""


class KeyDamaged(Unavailable):
    """The key's files do not belong together or cannot be read."""


class KeyState(StrEnum):
    """ACTIVE signs, RETIRED only lets us check what it signed."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class KeyRef:
    """A key without its secret: short name, when it was made, whether it signs, its certificate (DER)."""

    kid: str
    created: datetime
    state: KeyState
    certificate: bytes


def create(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    """Make a new key for the issuer named `subject`; it signs from now on, and the one before is retired.

    Raises `ValueError` for an empty passphrase or subject.
    """
    if not passphrase or not subject.strip():
        raise ValueError("A signing key needs a passphrase and the issuer's name.")
    with _locked(folder):
        return _make(folder, passphrase, subject, now)


def ensure(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    """Return the key that signs, made first where there is none: once, even if several ask together."""
    with _locked(folder):
        return active(folder) or _make(folder, passphrase, subject, now)


def list_keys(folder: Path) -> list[KeyRef]:
    """Return every key, oldest first. Raises `KeyDamaged`."""
    return [_ref(folder, entry) for entry in _index(folder)]


def public_certificates(folder: Path) -> list[bytes]:
    """Return the certificates (DER) of every key, old and new: what a signature is checked against."""
    return [ref.certificate for ref in list_keys(folder)]


def active(folder: Path) -> KeyRef | None:
    """Return the key that signs now, or `None` when none was made yet or the last one was retired."""
    return next((ref for ref in reversed(list_keys(folder)) if ref.state is KeyState.ACTIVE), None)


def load(folder: Path, kid: str, passphrase: str) -> SigningKey:
    """Return the key `kid`, opened. It takes about a sixth of a second, on purpose: keep it for the process.

    Raises `KeyMissing`, `WrongPassphrase`, `KeyTooOpen`, `KeyDamaged`.
    """
    ref = next((ref for ref in list_keys(folder) if ref.kid == kid), None)
    path = folder / f"{kid}.key.pem"
    if ref is None or not path.is_file():
        raise KeyMissing(
            f"The signing key {kid} is not in {folder}. Restore the folder from where you keep keys safe."
        )
    _refuse_open(folder, path)
    private = _opened(path, passphrase)
    if private.public_key() != x509.load_der_x509_certificate(ref.certificate).public_key():
        raise KeyDamaged(
            f"The key and the certificate of {kid} don't belong together. Restore both from one copy."
        )
    return SigningKey(ref.certificate, private)


def retire(folder: Path, kid: str) -> None:
    """Let the key `kid` sign no more. Raises `KeyMissing`."""
    with _locked(folder):
        entries = _index(folder)
        if kid not in {entry["kid"] for entry in entries}:
            raise KeyMissing(f"There is no signing key {kid} in {folder}.")
        _write_index(folder, [_retired(entry) if entry["kid"] == kid else entry for entry in entries])


def _make(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(private, subject, now)
    der = certificate.public_bytes(serialization.Encoding.DER)
    ref = KeyRef(kid_of(der), now, KeyState.ACTIVE, der)
    # The index last: until it names them, the files mean nothing, so a crash leaves no half-made key in use.
    _write(folder / f"{ref.kid}.key.pem", sealed_pem(private, passphrase))
    _write(folder / f"{ref.kid}.cert.pem", certificate.public_bytes(serialization.Encoding.PEM))
    entry = {"kid": ref.kid, "created": now.isoformat(), "state": KeyState.ACTIVE}
    _write_index(folder, [*map(_retired, _index(folder)), entry])
    return ref


def _certificate(private: ec.EllipticCurvePrivateKey, subject: str, now: datetime) -> x509.Certificate:
    """Return a certificate that the key signs itself: it names the issuer and vouches for nobody else."""
    short = subject.strip().encode()[:_LONGEST_COMMON_NAME].decode(errors="ignore")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, short)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a reader's clock may be behind ours
        .not_valid_after(now + timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )


def _opened(path: Path, passphrase: str) -> ec.EllipticCurvePrivateKey:
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError) as problem:
        raise WrongPassphrase(
            f"The passphrase doesn't open the signing key {path.name}. Set ASHILMS_KEY_PASSPHRASE to the one "
            "it was made with."
        ) from problem
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeyDamaged(f"{path.name} is not a key of the kind that signs certificates.")
    return private


def _ref(folder: Path, entry: dict[str, Any]) -> KeyRef:
    path = folder / f"{entry['kid']}.cert.pem"
    try:
        der = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)
    except (OSError, ValueError) as problem:
        raise KeyDamaged(
            f"The certificate {path} can't be read. Restore it from where you keep keys safe."
        ) from problem
    if kid_of(der) != entry["kid"]:
        raise KeyDamaged(f"The certificate {path} is not the one it is named for.")
    return KeyRef(entry["kid"], datetime.fromisoformat(entry["created"]), KeyState(entry["state"]), der)


def _refuse_open(folder: Path, path: Path) -> None:
    for place, rights in ((folder, "700"), (path, "600")):
        if place.stat().st_mode & _OPEN_TO_OTHERS:
            raise KeyTooOpen(
                f"Others than the owner may reach {place}, so the key may have been copied and isn't used. "
                f"If nobody did, run: chmod {rights} {place}"
            )


def _retired(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"state": KeyState.RETIRED}


def _index(folder: Path) -> list[dict[str, Any]]:
    try:
        entries: list[dict[str, Any]] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as problem:
        raise KeyDamaged(
            f"{folder / _INDEX} can't be read. Restore it from where you keep keys safe."
        ) from problem
    return entries


def _write_index(folder: Path, entries: list[dict[str, Any]]) -> None:
    _write(folder / _INDEX, (json.dumps(entries, indent=2) + "\n").encode())


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, all of it or nothing, and have it on the disk on return."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the folder, which is made when it is not there."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
