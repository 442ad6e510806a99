"""What became of a file that is not as it was issued: which certificate it was made from, and what was changed."""

from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.signing import PdfCheck, Seal
from ashilms.documents.reading import Sheet, read_in_process
from ashilms.errors import Refusal
from ashilms.files import services as files
from ashilms.files.services import Store
from ashilms.verification.rules.answers import Finding
from ashilms.verification.rules.comparing import find_changes, tokens_in

UNTOLD = (Seal.TOO_LARGE, Seal.UNREADABLE, Seal.ENCRYPTED, Seal.UNCHECKED)
"""Files of which nothing can be read, or should be."""
NO_CERTIFICATE = (
    "Nothing in this file is from a certificate of this school. Is it the right file? If it was given to you as a "
    "certificate, don’t rely on it."
)


def explain_file(db: Session, found: Finding, check: PdfCheck, data: bytes, store: Store) -> Finding:
    """Return `found` of a file that is not as issued, with what was changed where that can be told.

    The file is read in a process with limits. Told is only what whoever made it knew: it must carry the secret of the
    certificate's own link. Of any other file only this is said: that nothing in it is from a certificate of ours.
    """
    if found.payload is not None or check.seal in UNTOLD:
        return found
    claims = check.payload or check.claims
    sent = read_in_process(data)
    try:
        row = _behind(db, sent, claims)
    except SQLAlchemyError:  # a forgery is one without our records, too
        return found
    if row is None:
        strange = check.seal is Seal.UNSIGNED and claims is None and sent is not None
        return replace(found, note=NO_CERTIFICATE) if strange else found
    issued = _issued(row, store)
    changes = find_changes(row.as_payload(), issued, sent, claims) if issued and sent else ()
    return replace(found, changes=changes, copy_of=row.token)


def _behind(db: Session, sent: Sheet | None, claims: bytes | None) -> Certificate | None:
    """Return the certificate that a file was made from, if it carries the secret of that one's link."""
    for token in tokens_in(sent, claims):
        if (row := certificates.find_by_token(db, token)) is not None:
            return row
    return None


def _issued(row: Certificate, store: Store) -> Sheet | None:
    """Return what stands in the file that was issued; `None` where it can't be had just now."""
    try:
        return read_in_process(files.read(store, row.file or ""))
    except Refusal:
        return None
