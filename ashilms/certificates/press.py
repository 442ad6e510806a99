"""The press: from a frozen payload to a file that is drawn, signed, checked and kept."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from ashilms.certificates import keys
from ashilms.certificates.drawing import Render, certificate_pdf
from ashilms.certificates.rules import Payload, canonical
from ashilms.certificates.services import Pressed
from ashilms.certificates.signing import SigningFailed, SigningKey, check_pdf, sign_pdf
from ashilms.config import Settings
from ashilms.files import services as files
from ashilms.kept import kept_secret

REASON = "Issued by the school named on it"


def press(payload: Payload, settings: Settings, render: Render, *, now: datetime) -> Pressed:
    """Draw, sign, check and keep a certificate; the file is on the disk when this returns.

    Makes the signing key when there is none yet. Raises what drawing, keys and signing raise; nothing that
    was not found whole is kept.
    """
    folder = settings.data_dir / "keys"
    kid = ready_key(settings, now=now)
    key = _opened(folder, kid, passphrase_of(settings))
    pdf = sign_pdf(certificate_pdf(payload, render), key, reason=REASON, name=payload.provider.name, now=now)
    check = check_pdf(pdf, [key.certificate])
    if not check.whole or check.payload != canonical(payload):
        raise SigningFailed("The signed file does not carry what the certificate says.")
    return Pressed(files.keep(files.store_of(settings), pdf).sha256, kid)


@lru_cache(maxsize=4)
def _opened(folder: Path, kid: str, passphrase: str) -> SigningKey:
    """Return an opened key, kept for the process: opening takes a sixth of a second, on purpose."""
    return keys.load(folder, kid, passphrase)


def ready_key(settings: Settings, *, now: datetime) -> str:
    """Return the id of the key that signs now, made if there is none."""
    return keys.ensure(settings.data_dir / "keys", passphrase_of(settings), settings.provider_name, now).kid


def make_key(settings: Settings, *, now: datetime) -> keys.KeyRef:
    """Make a new key, which from now on signs."""
    return keys.create(settings.data_dir / "keys", passphrase_of(settings), settings.provider_name, now)


def passphrase_of(settings: Settings) -> str:
    """Return what opens the keys: the setting, else the one made at first start and kept beside the data."""
    return settings.key_passphrase or kept_secret(settings.data_dir, "key-passphrase")
