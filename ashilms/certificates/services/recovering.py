"""The public halves of lost keys, brought back from the certificates that were signed with them."""

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.certificates import keys, proof_keys
from ashilms.certificates.keys import KeyRef
from ashilms.certificates.models import Certificate, CertificateFile, Credential
from ashilms.certificates.signing import certificate_in, kid_of
from ashilms.config import Settings
from ashilms.credentials.multibase import from_multikey
from ashilms.errors import Missing
from ashilms.files import services as files

_TRIED = 20
"""Files of one key that are looked into before it is given up."""


def recover_keys(db: Session, settings: Settings) -> tuple[list[KeyRef], list[str]]:
    """Bring back the certificates of keys that signed something and are not in the folder any more.

    Each stands in every file that its key signed, and each file is what the database says by its hash, so that
    nothing is believed that was not kept. The public key of its second half stands in every credential that it proved.
    Return those that are back, and the ids of those that no file holds.
    """
    folder = settings.data_dir / "keys"
    known = {ref.kid for ref in keys.list_keys(folder)}
    back, missing = list[KeyRef](), list[str]()
    for kid in sorted(_used(db) - known):
        certificate = _find_certificate(db, settings, kid)
        if certificate is None:
            missing.append(kid)
        else:
            back.append(keys.keep_public(folder, certificate, stolen=_was_stolen(db, kid)))
            if (proving := _find_proving(db, kid)) is not None:
                proof_keys.keep_public(folder, kid, proving)
    return back, missing


def _used(db: Session) -> set[str]:
    tables = (Certificate.key, CertificateFile.key)
    return {kid for column in tables for kid in db.scalars(select(column).distinct()) if kid}


def _find_certificate(db: Session, settings: Settings, kid: str) -> bytes | None:
    """Return the X.509 certificate (DER) of a key from a file that it signed."""
    store = files.store_of(settings)
    for table in (Certificate, CertificateFile):
        for sha256 in db.scalars(select(table.file).where(table.key == kid).limit(_TRIED)):
            try:
                found = certificate_in(files.read(store, str(sha256)))
            except Missing:
                continue
            if found is not None and kid_of(found) == kid:
                return found
    return None


def _find_proving(db: Session, kid: str) -> Ed25519PublicKey | None:
    """Return the public key of a key's second half from a credential that it proved."""
    query = select(Credential.document).join(Certificate, Certificate.id == Credential.certificate_id)
    document = db.scalar(query.where(Certificate.key == kid, Credential.document.is_not(None)).limit(1))
    if document is None:
        return None
    found = from_multikey(json.loads(document)["proof"]["verificationMethod"].partition("#")[2])
    return found if isinstance(found, Ed25519PublicKey) else None


def _was_stolen(db: Session, kid: str) -> bool:
    """Return whether the record says so: the folder that said it is lost."""
    told = audit.find_records(db, subject=f"key:{kid}", limit=100)
    return any(row.action == "keys.retire" and (row.after or {}).get("stolen") for row in told)
