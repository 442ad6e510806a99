"""Sealing: an invisible certifying signature over a whole PDF, PAdES B-B, ECDSA on P-256."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ashilms.certificates.signing.checking import check_pdf
from ashilms.certificates.signing.container import low
from ashilms.certificates.signing.seals import PdfCheck, kid_of

FIELD = "Certificate"
_ROOM_BESIDE = 420
"""Bytes of the message beside the certificate and the two times that it names its issuer; at most 363 measured."""


class SigningFailed(RuntimeError):
    """The file can't be signed, or our own check of it did not find it whole: it must not be given out."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key: the private half, and the X.509 certificate (DER) that names its public half."""

    certificate: bytes
    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def kid(self) -> str:
        """The key's short name."""
        return kid_of(self.certificate)


def sign_pdf(pdf: bytes, key: SigningKey, *, reason: str, name: str, now: datetime) -> bytes:
    """Return `pdf` sealed by `key`: the same input gives the same bytes.

    The signature certifies the document and allows no changes to it. `name` (who signs) and `reason` stand
    in the signature; `now` must know its zone. Raises `SigningFailed` if our own check does not find the
    result whole, which includes a `pdf` that was signed before.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    try:
        signed = _sealed(pdf, key, reason=reason, name=name, now=now)
    except (PdfError, SigningError) as problem:
        raise SigningFailed(f"The file can't be signed: {problem}") from problem
    check: PdfCheck = check_pdf(signed, [key.certificate])
    if not check.whole:
        raise SigningFailed(f"A signed file failed its own check: {check.sentence}")
    return signed


def _sealed(pdf: bytes, key: SigningKey, *, reason: str, name: str, now: datetime) -> bytes:
    # Imported when first needed: pyHanko takes a third of a second, and most processes never sign.
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    issuer = x509.load_der_x509_certificate(key.certificate).issuer.public_bytes()
    room = 2 * (len(key.certificate) + 2 * len(issuer) + _ROOM_BESIDE)  # two hexadecimal digits to a byte
    holder = SignatureObject(
        timestamp=now, name=name, reason=reason, bytes_reserved=room, subfilter=SigSeedSubFilter.PADES
    )
    certify = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps = PdfCMSEmbedder().write_cms(field_name=FIELD, writer=_writer(pdf))
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=holder, mdp_setup=certify))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(_message(key, prepared.document_digest))
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


def _message(key: SigningKey, digest: bytes) -> bytes:
    """Return the signature's CMS message over the digest of the document."""
    from asn1crypto import algos
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers.pdf_cms import Signer

    class OurSigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            how = ec.ECDSA(
                hashes.SHA256(), deterministic_signing=True
            )  # RFC 6979: no randomness to get wrong
            return low(key.private.sign(data, how))

    signer = OurSigner(
        signing_cert=asn1.Certificate.load(key.certificate),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
    with ThreadPoolExecutor(1) as apart:  # where we are called, a loop of the host's may be running already
        message = apart.submit(asyncio.run, signer.async_sign(digest, "sha256", use_pades=True)).result()
    written: bytes = message.dump()
    return written
