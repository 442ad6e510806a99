"""The second half of each signing key: Ed25519, for the proof inside a credential; the first one signs PDFs and tokens.

`ID.proof.key.pem` is the private key, under the same passphrase and for its owner alone, `ID.proof.pub.pem` the public
one, written last and made again from the private one where it is lost. A private key is never written over: what it
signed could not be checked any more. Both halves are made, used and retired together.
"""

import logging
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ashilms.certificates.keyfiles import KeyDamaged, KeyMissing, locked, open_key, refuse_open
from ashilms.certificates.pkcs8 import sealed_pem
from ashilms.durable import write_whole

log = logging.getLogger("ashilms.certificates")


def make(folder: Path, kid: str, passphrase: str) -> None:
    """Make the second half of the key `kid`; the folder is locked by the caller."""
    private = Ed25519PrivateKey.generate()
    write_whole(_private_path(folder, kid), sealed_pem(private, passphrase), anew=True)
    _write_public(folder, kid, private.public_key())


def ensure(folder: Path, kid: str, passphrase: str) -> None:
    """Make the second half of a key that was made before there were any, or what is lost of its public half.

    Raises what opening a key raises.
    """
    with locked(folder):
        if public_half(folder, kid) is not None:
            return
        if _private_path(folder, kid).exists():
            _write_public(folder, kid, _opened(folder, kid, passphrase).public_key())
        else:
            make(folder, kid, passphrase)


def keep_public(folder: Path, kid: str, public: Ed25519PublicKey) -> None:
    """Keep the public key of a second half whose files were lost, so that it checks again what it signed."""
    with locked(folder):
        if public_half(folder, kid) is None:
            _write_public(folder, kid, public)


def public_half(folder: Path, kid: str) -> Ed25519PublicKey | None:
    """Return the public key, or `None` where there is no second half. Raises `KeyDamaged`.

    Where the private key is there and the public one is lost, the log is told: nobody else knows what it signed.
    """
    path = folder / f"{kid}.proof.pub.pem"
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError:
        if _private_path(folder, kid).exists():
            log.warning("a public key is lost", extra={"event": "public_key_lost"})
        return None
    except (OSError, ValueError) as problem:
        raise KeyDamaged(
            f"The key {path} can't be read. Restore it from where you keep keys safe."
        ) from problem
    if not isinstance(key, Ed25519PublicKey):
        raise KeyDamaged(f"{path.name} is not a key of the kind that proves credentials.")
    return key


def load(folder: Path, kid: str, passphrase: str) -> Ed25519PrivateKey:
    """Return the private key, opened; it takes about a sixth of a second.

    Raises `KeyMissing`, `WrongPassphrase`, `KeyTooOpen`, `KeyDamaged`.
    """
    private = _opened(folder, kid, passphrase)
    if private.public_key() != public_half(folder, kid):
        raise KeyDamaged(f"Both files of {kid}.proof don't belong together. Restore them from one copy.")
    return private


def _opened(folder: Path, kid: str, passphrase: str) -> Ed25519PrivateKey:
    path = _private_path(folder, kid)
    if not path.is_file():
        raise KeyMissing(
            f"The key {path.name} is not in {folder}. Restore the folder from where you keep keys safe."
        )
    refuse_open(folder, path)
    private = open_key(path, passphrase)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyDamaged(f"{path.name} is not a key of the kind that proves credentials.")
    return private


def _private_path(folder: Path, kid: str) -> Path:
    return folder / f"{kid}.proof.key.pem"


def _write_public(folder: Path, kid: str, public: Ed25519PublicKey) -> None:
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_whole(folder / f"{kid}.proof.pub.pem", pem)
