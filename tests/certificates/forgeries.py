"""What may become of a signed certificate on its way: edits, accidents and forgeries, each as a function."""

import asyncio
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from ashilms.certificates.signing import SigningKey, making
from ashilms.certificates.signing.curves import P256_ORDER


def gap(signed: bytes) -> tuple[int, int]:
    """Return where the signature's container starts and stops, angle brackets included."""
    numbers = signed[signed.index(b"/ByteRange") :].split(b"[", 1)[1].split(b"]", 1)[0].split()
    return int(numbers[1]), int(numbers[2])


def message_of(signed: bytes) -> tuple[bytes, int]:
    """Return the container's message, and how many zero bytes follow it."""
    start, stop = gap(signed)
    held = bytes.fromhex(signed[start + 1 : stop - 1].decode())
    message: bytes = cms.ContentInfo.load(held).dump()
    return message, len(held) - len(message)


def with_message(signed: bytes, message: bytes, padding: bytes | None = None) -> bytes:
    """Return the file with another message in its container, and other padding after it."""
    start, stop = gap(signed)
    room = (stop - start - 2) // 2
    held = message + (bytes(room - len(message)) if padding is None else padding)
    assert len(held) == room
    return signed[: start + 1] + held.hex().upper().encode() + signed[stop - 1 :]


def updated(signed: bytes, change: Callable[[Any], None]) -> bytes:
    """Return the file with an incremental update, which leaves every signed byte where it is."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def retitle(writer: Any) -> None:
    """Change the title in the document's properties."""
    writer.trailer["/Info"]["/Title"] = generic.TextStringObject("Certificate of Mastery")
    writer.update_container(writer.trailer["/Info"])


def overlay(writer: Any) -> None:
    """Draw something over the page."""
    page = writer.root["/Pages"]["/Kids"][0]
    ink = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 500 500 l S"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), ink])
    writer.update_container(page)


def signed_again(signed: bytes, key: SigningKey) -> bytes:
    """Return the file with a second signature over all of it."""
    steps = PdfCMSEmbedder().write_cms(field_name="Second", writer=IncrementalPdfFileWriter(BytesIO(signed)))
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=SignatureObject(bytes_reserved=4000)))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(making._message(key, prepared.document_digest))
    data: bytes = output.getvalue()
    return data


def saved_anew(signed: bytes, change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    """Return the file opened, changed and saved by an editor."""
    out = BytesIO()
    with pikepdf.open(BytesIO(signed)) as pdf:
        change(pdf)
        pdf.save(out, **how)
    return out.getvalue()


def strip(pdf: pikepdf.Pdf) -> None:
    """Take the signature off."""
    del pdf.Root.AcroForm
    del pdf.Root.Perms
    del pdf.pages[0].Annots
    pdf.remove_unreferenced_resources()


def swap_page(other: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Return a change that puts another certificate's page in the place of this one's."""

    def swap(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(BytesIO(other)) as source:
            pdf.pages[0] = source.pages[0]

    return swap


def swap_attachment(pdf: pikepdf.Pdf) -> None:
    """Put another payload into the file."""
    pdf.attachments["payload.json"] = pikepdf.AttachedFileSpec(
        pdf, b'{"holder":"Caz"}', filename="payload.json"
    )


def other_half(signed: bytes) -> bytes:
    """Return the file with the signature's other valid form: (r, n - s) for (r, s)."""
    message, _ = message_of(signed)
    content = cms.ContentInfo.load(message)
    signer = content["content"]["signer_infos"][0]
    r, s = decode_dss_signature(signer["signature"].native)
    signer["signature"] = encode_dss_signature(r, P256_ORDER - s)
    return with_message(signed, content.dump(force=True))


def with_unsigned_attribute(signed: bytes) -> bytes:
    """Return the file with an attribute in the container that the signature does not cover."""
    message, _ = message_of(signed)
    content = cms.ContentInfo.load(message)
    attribute = {"type": "1.2.3.4", "values": [core.Null()]}
    content["content"]["signer_infos"][0]["unsigned_attrs"] = [cms.CMSAttribute(attribute)]
    return with_message(signed, content.dump(force=True))


def with_certificate(signed: bytes, ours: bytes) -> bytes:
    """Return a stranger's signature that claims to have been made with our certificate."""
    from asn1crypto import x509

    message, _ = message_of(signed)
    content, certificate = cms.ContentInfo.load(message), x509.Certificate.load(ours)
    content["content"]["certificates"] = [certificate]
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    content["content"]["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        {"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}
    )
    return with_message(signed, content.dump(force=True))


def bomb(unsigned: bytes, megabytes: int) -> bytes:
    """Return a file whose attached payload is a few bytes that unfold to many."""

    def attach(pdf: pikepdf.Pdf) -> None:
        squeezed = zlib.compress(zlib.compress(bytes(megabytes * 2**20), 9), 9)
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        stream = pikepdf.Stream(pdf, squeezed)
        stream.stream_dict.Filter = filters
        embedded = pikepdf.Dictionary(F=stream)
        names = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, UF="payload.json", F="payload.json", EF=embedded
        )
        pdf.Root.AF = pikepdf.Array([pdf.make_indirect(names)])

    return saved_anew(unsigned, attach)


def library_finds_it_valid(signed: bytes, certificate: bytes) -> tuple[bool, bool]:
    """Return what pyHanko's own validation says: the signature is good, and it covers the whole file."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(BytesIO(signed))
    root = x509.Certificate.load(certificate)
    moment = root["tbs_certificate"]["validity"]["not_before"].native + timedelta(days=2)
    context = ValidationContext(trust_roots=[root], moment=moment, best_signature_time=moment)
    status = asyncio.run(async_validate_pdf_signature(reader.embedded_signatures[0], context))
    return status.bottom_line, status.coverage is SignatureCoverageLevel.ENTIRE_FILE
