"""A timestamp (RFC 3161): its one form in a container, and whether it holds and who vouches for it.

It lies in the gap, where our signature covers nothing. So of what a time-stamping authority sends only this is written:
its statement, its signature over that, and its certificate with those above it, without their root. A certificate is
named by hash in what it signs, and each other one is signed by the one above.
"""

from collections.abc import Sequence
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ashilms.certificates.signing.awaiting import awaited
from ashilms.certificates.signing.curves import low
from ashilms.certificates.signing.seals import Stamp

LONGEST_CHAIN = 4
"""Certificates of one timestamp, its authority's own and those above; two are usual."""
UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, UnsupportedAlgorithm,
)  # fmt: skip
"""What asn1crypto and cryptography make of bytes that are not what they should be."""
_NAMES_ITSELF = {"signing_certificate", "signing_certificate_v2"}


def tidied(token: bytes) -> bytes:
    """Return a timestamp in the one form that we write, as good as before to whoever checks it.

    Raises one of `UNREADABLE` for what is no timestamp, or none that we take.
    """
    signed, signer, bag = _parts(token)
    digest = {"algorithm": signer["digest_algorithm"]["algorithm"].native, "parameters": core.Null()}
    chain = _chain(signer["sid"], bag)
    how, signature = _signature(chain[0], digest["algorithm"], signer["signature"].native)
    name = {"issuer": chain[0].issuer, "serial_number": chain[0].serial_number}
    new_signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
        "digest_algorithm": digest,
        "signed_attrs": signer["signed_attrs"].untag(),
        "signature_algorithm": how,
        "signature": signature,
    }
    statement = core.ParsableOctetString(bytes(signed["encap_content_info"]["content"]))
    new = {
        "version": "v3",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "tst_info", "content": statement},
        "certificates": chain,
        "signer_infos": [new_signer],
    }
    written: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(new)}).dump()
    return written


def read_stamp(token: bytes, imprint: bytes, roots: Sequence[bytes]) -> Stamp | None:
    """Return when a signature was there, of which `imprint` is the SHA-256; `None`: this timestamp is not of it.

    `token` is in the one form. Who signed it must be vouched for by one of `roots` (DER), at the time that it tells and
    for time stamping; else the stamp says nothing. Whether a certificate was revoked is not asked.
    """
    # Imported when first needed: most files that are checked have no timestamp.
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext

    signed, signer, _ = _parts(token)
    chain = _chain(signer["sid"], signed["certificates"])
    statement = signed["encap_content_info"]["content"].parsed
    named = {attribute["type"].native for attribute in signer["signed_attrs"]} & _NAMES_ITSELF
    if not named or not isinstance(statement, tsp.TSTInfo):
        return None
    at = statement["gen_time"].native
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root) for root in roots], moment=at, allow_fetching=False
    )

    def expected(algorithm: str) -> bytes:
        return imprint if algorithm == "sha256" else b""

    try:
        found = awaited(validate_tst_signed_data(signed, context, expected))
    except ValueError:  # as pyHanko's own are
        return None
    if not (found["intact"] and found["valid"]):
        return None
    if found["trust_problem_indic"] is not None or not _is_below(chain[-1], roots):
        return Stamp()
    subject = chain[0].subject
    return Stamp(at, subject.native.get("common_name") or subject.human_friendly)


def _parts(token: bytes) -> tuple[Any, Any, Any]:
    signed = cms.ContentInfo.load(token, strict=True)["content"]
    [signer] = signed["signer_infos"]
    return signed, signer, signed["certificates"]


def _chain(sid: Any, bag: Any) -> list[Any]:
    """Return who signed, and those above as far as they are in the bag: each signed by the next, and no root."""
    held = [one.chosen for one in bag]
    named = sid.chosen
    if not isinstance(named, cms.IssuerAndSerialNumber):
        raise ValueError("the signer is named in another way than by its issuer and number")
    key = (named["issuer"], named["serial_number"].native)
    chain = [[one for one in held if (one.issuer, one.serial_number) == key][0]]  # noqa: RUF015 (IndexError, not StopIteration)
    while len(chain) < LONGEST_CHAIN:
        above = [one for one in held if one not in chain and _signs(one, chain[-1])]
        if not above or above[0].self_issued:
            break
        chain.append(above[0])
    return chain


def _signs(above: Any, below: Any) -> bool:
    if above.subject != below.issuer:
        return False
    try:
        _read(below.dump()).verify_directly_issued_by(_read(above.dump()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_below(last: Any, roots: Sequence[bytes]) -> bool:
    """Return whether a root is, or has signed, exactly this certificate."""
    return last.dump() in roots or any(_signs(asn1.Certificate.load(root), last) for root in roots)


def _read(certificate: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate)


def _signature(certificate: Any, digest: str, signature: bytes) -> tuple[dict[str, Any], bytes]:
    """Return how a signature is named, and the signature in the one form that it has."""
    key = _read(certificate.dump()).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return {"algorithm": "rsassa_pkcs1v15", "parameters": core.Null()}, signature
    if isinstance(key, ec.EllipticCurvePublicKey):
        return {"algorithm": f"{digest}_ecdsa"}, low(signature, key.curve.name)
    raise ValueError("it signs in a way that we don't take: not by RSA or on a curve of NIST's")
