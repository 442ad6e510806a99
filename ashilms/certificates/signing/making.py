"""Sealing: an invisible certifying signature over a whole PDF, PAdES B-B or, with a timestamp, B-T; ECDSA on P-256."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ashilms.certificates.signing.awaiting import awaited
from ashilms.certificates.signing.checking import seal_of
from ashilms.certificates.signing.container import read_message, write_message
from ashilms.certificates.signing.curves import low
from ashilms.certificates.signing.seals import (
    LARGEST_ANSWER,
    SENTENCES,
    Authority,
    Seal,
    SigningFailed,
    Stamp,
    kid_of,
)

FIELD = "Certificate"
_ROOM_BESIDE = 420
"""Bytes of the message beside the certificate and the two times that it names its issuer; at most 363 measured."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key: the private half, and the X.509 certificate (DER) that names its public half."""

    certificate: bytes
    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def kid(self) -> str:
        """The key's short name."""
        return kid_of(self.certificate)


def sign_pdf(
    pdf: bytes, key: SigningKey, *, reason: str, name: str, now: datetime, authority: Authority | None = None
) -> bytes:
    """Return `pdf` sealed by `key`: without an `authority` that vouches for the time, the same input gives the same.

    The signature certifies the document and allows no changes to it. `name` (who signs) and `reason` stand
    in the signature; `now` must know its zone. Raises `SigningFailed` if our own check does not find the
    result whole, which includes a `pdf` that was signed before, and `NoTimestamp` without one of the authority.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    try:
        signed = _sealed(pdf, key, authority, reason=reason, name=name, now=now)
    except (PdfError, SigningError) as problem:
        raise SigningFailed(f"The file can't be signed: {problem}") from problem
    if (seal := seal_of(signed, [key.certificate])) is not Seal.WHOLE:
        raise SigningFailed(f"A signed file failed its own check: {SENTENCES[seal]}")
    return signed


def try_authority(authority: Authority) -> Stamp:
    """Return a timestamp that an authority gives of nothing in particular. Raises `NoTimestamp`."""
    from ashilms.certificates.signing.stamping import Stamper

    stamper = Stamper(authority)
    awaited(stamper.async_timestamp(hashlib.sha256().digest(), "sha256"))
    return stamper.given


def _sealed(
    pdf: bytes, key: SigningKey, authority: Authority | None, *, reason: str, name: str, now: datetime
) -> bytes:
    # Imported when first needed: pyHanko takes a third of a second, and most processes never sign.
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    issuer = x509.load_der_x509_certificate(key.certificate).issuer.public_bytes()
    room = len(key.certificate) + 2 * len(issuer) + _ROOM_BESIDE + (LARGEST_ANSWER if authority else 0)
    holder = SignatureObject(
        timestamp=now, name=name, reason=reason, bytes_reserved=2 * room, subfilter=SigSeedSubFilter.PADES
    )
    certify = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps = PdfCMSEmbedder().write_cms(field_name=FIELD, writer=_writer(pdf))
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=holder, mdp_setup=certify))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(_message(key, prepared.document_digest, authority))
    sealed: bytes = output.getvalue()
    return sealed


def _writer(pdf: bytes) -> Any:
    """Return pyHanko's writer of an added revision, without its two sources of difference.

    It would stamp the document's properties with the time of the clock, and its identity with random bytes.
    Our own properties already say when it was made; the identity follows from the contents.
    """
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class SteadyWriter(IncrementalPdfFileWriter):
        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            second = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
            held = prev.trailer.flatten().get("/ID", [second])
            return generic.ArrayObject([generic.ByteStringObject(held[0].original_bytes), second])

        def _update_meta(self) -> None:
            pass

    return SteadyWriter(BytesIO(pdf))


def _message(key: SigningKey, digest: bytes, authority: Authority | None = None) -> bytes:
    """Return the signature's CMS message over the digest of the document, the same that pyHanko makes.

    With an `authority`, its timestamp is in it.
    """
    if authority is not None:
        return _message_in_full(key, digest, authority)
    attributes = _attributes(key.certificate, key)
    return _made(key, attributes, digest) if attributes else _message_in_full(key, digest)


def _made(key: SigningKey, attributes: tuple[bytes, bytes], digest: bytes) -> bytes:
    """Return the message in the one form in which we write it, with these attributes round the digest."""
    signed = digest.join(attributes)
    return write_message(key.certificate, signed, _signature(key, signed))


@lru_cache(maxsize=8)
def _attributes(certificate: bytes, key: SigningKey) -> tuple[bytes, bytes] | None:
    """Return what stands before and after a document's digest in what a key signs, as pyHanko writes it.

    `None` where two messages made from that are not, to the byte, the two that pyHanko makes: then it makes them all.
    """
    first, second = (hashlib.sha256(b"%d" % number).digest() for number in range(2))
    written = _message_in_full(key, first)
    attributes = read_message(written).signed_attributes.split(first)
    if len(attributes) != 2:
        return None
    found = attributes[0], attributes[1]
    same = _made(key, found, first) == written and _made(key, found, second) == _message_in_full(key, second)
    return found if same else None


def _signature(key: SigningKey, data: bytes) -> bytes:
    """Return what a key makes of some bytes: without randomness to get wrong (RFC 6979), in its low form."""
    return low(key.private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))


def _message_in_full(key: SigningKey, digest: bytes, authority: Authority | None = None) -> bytes:
    """Return the message as pyHanko makes it."""
    from asn1crypto import algos
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers.pdf_cms import Signer

    class OurSigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return _signature(key, data)

    signer = OurSigner(
        signing_cert=asn1.Certificate.load(key.certificate),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
    stamper = None
    if authority is not None:
        from ashilms.certificates.signing.stamping import Stamper

        stamper = Stamper(authority)
    written: bytes = awaited(signer.async_sign(digest, "sha256", use_pades=True, timestamper=stamper)).dump()
    return written
