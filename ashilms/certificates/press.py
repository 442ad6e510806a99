"""The press: from a frozen payload to a file that is drawn, signed, checked and kept."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from ashilms.certificates import keys, proof_keys
from ashilms.certificates.authority import authority_of
from ashilms.certificates.crediting import sign_credential
from ashilms.certificates.drawing import Dress, Render, certificate_pdf
from ashilms.certificates.rules import Listed, Payload, canonical, from_canonical
from ashilms.certificates.services import Pressed, look_of
from ashilms.certificates.signing import SigningFailed, SigningKey, check_pdf, sign_pdf
from ashilms.config import Settings
from ashilms.documents.conformance import LookedAt, carries, find_flaws
from ashilms.errors import Unacceptable
from ashilms.files import services as files
from ashilms.kept import kept_secret
from ashilms.looks import services as looks
from ashilms.looks.rules import Look, Sort
from ashilms.plugins import CertificateDesign

REASON = "Issued by the school named on it"


def press(
    payload: Payload,
    settings: Settings,
    render: Render,
    *,
    listed: Listed | None,
    now: datetime,
    dress: Dress | None = None,
) -> Pressed:
    """Draw, sign, check and keep a certificate; the file is on the disk when this returns.

    `dress` is what its payload names, as `dress_for` returns it; without one it is drawn as shipped. `listed` says
    where its status is told; without it, as of a certificate that was reserved before there were credentials, none is
    made. Makes the signing key when there is none yet. Raises what drawing, keys and signing raise; nothing that was
    not found whole is kept.
    """
    folder = folder_of(settings)
    kid = ready_key(settings, now=now)
    key = _opened(folder, kid, passphrase_of(settings))
    signed = sign_credential(payload, listed, key, proving_key(settings, kid), now=now) if listed else None
    drawn = certificate_pdf(payload, render, dress, credential=signed.document.encode() if signed else None)
    authority = authority_of(settings)
    pdf = sign_pdf(drawn, key, reason=REASON, name=payload.provider.name, now=now, authority=authority)
    if isinstance(drawn, LookedAt):
        _refuse_other_data(pdf, payload)
    else:
        _refuse_flawed(pdf, payload, key)
    if (signs := keys.active(folder)) is None or signs.kid != kid:
        raise SigningFailed(f"The key {kid} was retired while it signed. The file is not given out.")
    forms = (signed.document, signed.token) if signed else (None, None)
    return Pressed(files.keep(files.store_of(settings), pdf).sha256, kid, *forms)


def _refuse_flawed(pdf: bytes, payload: Payload, key: SigningKey) -> None:
    """Raise `SigningFailed` for a signed file that may not be given out: what nobody has looked at is not issued.

    Its seal has to be whole and of this key, the data in it those that were approved, and the file what readers and
    archives are promised. That every letter has a glyph was seen before a number was taken, and is seen again here.
    """
    check = check_pdf(pdf, [key.certificate])
    if not check.whole:
        raise SigningFailed(f"The signed file failed its check: {check.sentence}")
    if check.payload != canonical(payload) or from_canonical(check.payload) != payload:
        raise SigningFailed("The signed file does not carry what the certificate says.")
    if flaws := find_flaws(pdf):
        raise SigningFailed(f"The signed file is not as it is promised. {' '.join(flaws)}")


def _refuse_other_data(pdf: bytes, payload: Payload) -> None:
    """Raise as `_refuse_flawed` for a file that was filled into a pattern in which nothing was found wrong.

    That its seal is whole was seen as it was signed; what is left is that it carries the data that were approved.
    """
    said = canonical(payload)
    if from_canonical(said) != payload or not carries(pdf, said):
        raise SigningFailed("The signed file does not carry what the certificate says.")


def dress_for(
    db: Session, payload: Payload, settings: Settings, designs: Mapping[str, CertificateDesign]
) -> Dress:
    """Return what a certificate is drawn in, however long ago it was chosen.

    Raises `Unacceptable` for a design that is not installed any more, and what reading kept files raises.
    """
    if payload.design is None:
        return Dress()
    design, number = find_design(designs, payload.design.name), int(payload.design.version)
    look = look_of(db, payload)
    return Dress(look, number, design, looks.read_pictures(files.store_of(settings), look))


def refuse_undrawable(look: Look, settings: Settings, designs: Mapping[str, CertificateDesign]) -> None:
    """Raise `Unacceptable`, at the field to choose anew, for a look whose design or a picture of it is not here."""
    find_design(designs, look.design)
    store = files.store_of(settings)
    for sort, _, name in look.placed_pictures:
        if not files.is_kept(store, name):
            raise Unacceptable(
                "A picture of the certificate’s design is lost. Send it again, or save a design without it.",
                "hands" if sort is Sort.HAND else str(sort),
            )


def find_design(designs: Mapping[str, CertificateDesign], name: str) -> CertificateDesign:
    """Return an installed design; raises `Unacceptable` for one that isn't, or is no more."""
    if name not in designs:
        raise Unacceptable(f"The design “{name}” is not installed here. Install its package again.", "design")
    return designs[name]


@lru_cache(maxsize=4)
def _opened(folder: Path, kid: str, passphrase: str) -> SigningKey:
    """Return an opened key, kept for the process: opening takes a sixth of a second, on purpose."""
    return keys.load(folder, kid, passphrase)


@lru_cache(maxsize=4)
def _opened_half(folder: Path, kid: str, passphrase: str) -> Ed25519PrivateKey:
    proof_keys.ensure(folder, kid, passphrase)
    return proof_keys.load(folder, kid, passphrase)


def proving_key(settings: Settings, kid: str) -> Ed25519PrivateKey:
    """Return the half of a key that proves credentials and lists, opened, made where the key is older than such."""
    return _opened_half(folder_of(settings), kid, passphrase_of(settings))


def folder_of(settings: Settings) -> Path:
    """Return where the keys lie."""
    return settings.data_dir / "keys"


def ready_key(settings: Settings, *, now: datetime) -> str:
    """Return the id of the key that signs now, made if there is none."""
    return keys.ensure(folder_of(settings), passphrase_of(settings), settings.provider_name, now).kid


def make_key(settings: Settings, *, now: datetime) -> keys.KeyRef:
    """Make a new key, which from now on signs."""
    return keys.create(folder_of(settings), passphrase_of(settings), settings.provider_name, now)


def passphrase_of(settings: Settings) -> str:
    """Return what opens the keys: the setting, else the one made at first start and kept beside the data."""
    return settings.key_passphrase or kept_secret(settings.data_dir, "key-passphrase")
