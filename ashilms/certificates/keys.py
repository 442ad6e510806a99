"""The folder of signing keys: made when needed, encrypted at rest, readable by their owner alone.

`ID.key.pem` is the private key (PKCS#8), `ID.cert.pem` the certificate that names its public half, `ID.proof.*` the
half that proves credentials (`proof_keys`), and `keys.json` says which key signs now. A retired key signs no more; its
certificate goes on checking what it signed. Of a stolen one, a signature proves nothing: what it signed is known by
its bytes alone. The keys are never in the database, in a backup or in a log.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ashilms.certificates import proof_keys
from ashilms.certificates.keyfiles import (
    KeyDamaged,
    KeyMissing,
    KeyTooOpen,
    WrongPassphrase,
    locked,
    open_key,
    refuse_open,
)
from ashilms.certificates.naming import SLACK, make_certificate
from ashilms.certificates.pkcs8 import sealed_pem
from ashilms.certificates.signing import SigningKey, kid_of
from ashilms.durable import write_whole

__all__ = [
    "KeyDamaged", "KeyMissing", "KeyRef", "KeyState", "KeyTooOpen", "WrongPassphrase", "active", "create", "ensure",
    "keep_public", "list_keys", "load", "public_certificates", "retire", "rights_problem", "stolen_keys",
]  # fmt: skip

_INDEX = "keys.json"


class KeyState(StrEnum):
    """ACTIVE signs, RETIRED only lets us check what it signed, and what STOLEN signed may be anybody's."""

    ACTIVE = "active"
    RETIRED = "retired"
    STOLEN = "stolen"


@dataclass(frozen=True, slots=True)
class KeyRef:
    """A key without its secret: short name, when it was made, whether it signs, its certificate (DER)."""

    kid: str
    created: datetime
    state: KeyState
    certificate: bytes
    ended: datetime | None = None
    """When it signed no more, or was reported stolen; `None` of one that signs, and where nobody noted it."""


def create(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    """Make a new key for the issuer named `subject`; it signs from now on, and the one before is retired.

    Raises `ValueError` for an empty passphrase or subject.
    """
    if not passphrase or not subject.strip():
        raise ValueError("A signing key needs a passphrase and the issuer's name.")
    with locked(folder):
        return _make(folder, passphrase, subject, now)


def ensure(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    """Return the key that signs, made first where there is none: once, even if several ask together."""
    if (signs := active(folder)) is not None:  # nobody has to wait for whoever changes the folder
        return signs
    with locked(folder):
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
    refuse_open(folder, path)
    private = _opened(path, passphrase)
    if private.public_key() != x509.load_der_x509_certificate(ref.certificate).public_key():
        raise KeyDamaged(
            f"The key and the certificate of {kid} don't belong together. Restore both from one copy."
        )
    return SigningKey(ref.certificate, private)


def retire(folder: Path, kid: str, *, stolen: bool = False, now: datetime | None = None) -> KeyRef:
    """Let the key `kid` sign no more, and from now on be known as `stolen` if it is; return it.

    Twice does no harm, and a stolen key stays one. Raises `KeyMissing`.
    """
    with locked(folder):
        entries = _index(folder)
        if kid not in {entry["kid"] for entry in entries}:
            raise KeyMissing(f"There is no signing key {kid} in {folder}.")
        to = KeyState.STOLEN if stolen else KeyState.RETIRED
        entries = [_ended(entry, to, now) if entry["kid"] == kid else entry for entry in entries]
        _write_index(folder, entries)
    return next(ref for ref in list_keys(folder) if ref.kid == kid)


def stolen_keys(folder: Path) -> frozenset[str]:
    """Return the ids of the keys that were reported stolen, by the index alone. Raises `KeyDamaged`."""
    return frozenset(entry["kid"] for entry in _index(folder) if entry["state"] == KeyState.STOLEN)


def keep_public(folder: Path, certificate: bytes, *, stolen: bool = False) -> KeyRef:
    """Keep the certificate (DER) of a key whose files were lost, so that it checks again what it signed.

    The key signs no more: it is retired, or stolen. One that is there already is left as it is.
    """
    kid = kid_of(certificate)
    with locked(folder):
        entries = _index(folder)
        if kid not in {entry["kid"] for entry in entries}:
            read = x509.load_der_x509_certificate(certificate)
            created = read.not_valid_before_utc + SLACK
            write_whole(folder / f"{kid}.cert.pem", read.public_bytes(serialization.Encoding.PEM))
            state = KeyState.STOLEN if stolen else KeyState.RETIRED
            entries = [{"kid": kid, "created": created.isoformat(), "state": state}, *entries]
            _write_index(folder, entries)
    return next(ref for ref in list_keys(folder) if ref.kid == kid)


def rights_problem(folder: Path) -> str | None:
    """Return who may reach the folder or a key in it that should not, with the line that mends it; `None`: nobody."""
    try:
        for path in sorted(folder.glob("*.key.pem")):
            refuse_open(folder, path)
    except KeyTooOpen as problem:
        return str(problem)
    return None


def _make(folder: Path, passphrase: str, subject: str, now: datetime) -> KeyRef:
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = make_certificate(private, subject, now)
    der = certificate.public_bytes(serialization.Encoding.DER)
    ref = KeyRef(kid_of(der), now, KeyState.ACTIVE, der)
    # The index last: until it names them, the files mean nothing, so a crash leaves no half-made key in use.
    write_whole(folder / f"{ref.kid}.key.pem", sealed_pem(private, passphrase))
    write_whole(folder / f"{ref.kid}.cert.pem", certificate.public_bytes(serialization.Encoding.PEM))
    entry = {"kid": ref.kid, "created": now.isoformat(), "state": KeyState.ACTIVE}
    proof_keys.make(folder, ref.kid, passphrase)
    before = [_ended(one, KeyState.RETIRED, now) for one in _index(folder)]
    _write_index(folder, [*before, entry])
    return ref


def _opened(path: Path, passphrase: str) -> ec.EllipticCurvePrivateKey:
    private = open_key(path, passphrase)
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
    ended = entry.get("ended")
    return KeyRef(
        entry["kid"], datetime.fromisoformat(entry["created"]), KeyState(entry["state"]), der,
        datetime.fromisoformat(ended) if ended else None,
    )  # fmt: skip


def _ended(entry: dict[str, Any], to: KeyState, now: datetime | None) -> dict[str, Any]:
    """Return an entry of a key that signs no more; one that ended before changes only by being stolen."""
    order = list(KeyState)
    if order.index(KeyState(entry["state"])) >= order.index(to):
        return entry
    return entry | {"state": to} | ({"ended": now.isoformat()} if now else {})


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
    write_whole(folder / _INDEX, (json.dumps(entries, indent=2) + "\n").encode())
