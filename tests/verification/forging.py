"""How each forgery and accident of the catalogue is made: a scene, what is asked about in it, and the makers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from flask import Flask
from PIL import Image
from sqlalchemy import update

from ashilms.certificates import keys
from ashilms.certificates.drawing import certificate_pdf
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Payload, Status, canonical, link_token, new_number
from ashilms.certificates.signing import SigningKey, making, sign_pdf
from tests.certificates import forgeries
from tests.certificates.conftest import make_key
from tests.certified import PASSPHRASE, Certified, rendered
from tests.conftest import NOW


@dataclass(frozen=True)
class Scene:
    """Ana's certificate on a site, and a stranger who calls themselves what the school is called."""

    held: Certified
    app: Flask
    stranger: SigningKey

    @property
    def pdf(self) -> bytes:
        """The file as it went out."""
        return self.held.pdf

    @property
    def said(self) -> Payload:
        """What it says."""
        return self.held.said

    @property
    def ours(self) -> SigningKey:
        """The school's own key, as a thief has it."""
        return keys.load(self.held.folder / "keys", str(self.held.row.key), PASSPHRASE)

    def at(self, days: int) -> None:
        """Set the site's clock so many days after the certificate's."""
        self.app.extensions["ashilms"].clock = lambda: NOW + timedelta(days=days)

    def set(self, **values: object) -> None:
        """Change the certificate's row behind everybody's back."""
        self.held.school.db.execute(update(Certificate).values(**values))
        self.held.school.db.commit()


@dataclass(frozen=True)
class File:
    """Somebody brings a file."""

    data: bytes


@dataclass(frozen=True)
class Typed:
    """Somebody types a number and a surname."""

    number: str
    surname: str = "Reis"


@dataclass(frozen=True)
class Link:
    """Somebody follows a link, or puts in the address that they copied."""

    address: str


Asked = File | Typed | Link


def flip(pdf: bytes, place: int) -> bytes:
    """Change one bit."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def padded(pdf: bytes) -> bytes:
    """Write something into the room that is left in the signature's container."""
    message, room = forgeries.message_of(pdf)
    return forgeries.with_message(pdf, message, bytes(room - 1) + b"\x01")


def in_small_letters(pdf: bytes) -> bytes:
    """Write the container in small letters: every reader reads the same."""
    start, stop = forgeries.gap(pdf)
    return pdf[:start] + pdf[start:stop].lower() + pdf[stop:]


@cache
def drawn(said: Payload) -> bytes:
    """Draw a certificate as ours are, not signed."""
    return certificate_pdf(said, rendered)


def signed(unsigned: bytes, key: SigningKey) -> bytes:
    """Sign a file as ours are."""
    return sign_pdf(unsigned, key, reason="Issued", name="Harbour School of Bodywork", now=NOW)


def edited(scene: Scene, **values: Any) -> bytes:
    """Put a page that says something else into the file, and leave all else in it as it is."""
    return forgeries.saved_anew(scene.pdf, forgeries.swap_page(drawn(replace(scene.said, **values))))


def of_another(scene: Scene) -> Payload:
    """Return what another holder's certificate says."""
    token = link_token(bytes(range(16)))
    address = scene.said.verify_url.replace(scene.said.token, token)
    number = new_number("BBM1", bytes(range(10)))
    return replace(scene.said, holder="Caz Stone", number=number, token=token, verify_url=address)


def attaching(data: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Return a change that attaches something else in the payload's place."""

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["payload.json"] = pikepdf.AttachedFileSpec(pdf, data, filename="payload.json")

    return attach


def redated(scene: Scene) -> bytes:
    """Return the attached data with a later last day."""
    plain = json.loads(canonical(scene.said)) | {"valid_until": "2099-12-31"}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def detach(pdf: pikepdf.Pdf) -> None:
    """Take the attached data out."""
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    if "/AF" in pdf.Root:
        del pdf.Root.AF


def add_page(pdf: pikepdf.Pdf) -> None:
    """Add an empty page at the end."""
    pdf.add_blank_page(page_size=(842, 595))


def write_over(pdf: pikepdf.Pdf) -> None:
    """Write something on the page in a typeface of one's own."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pdf.pages[0]
    page.add_resource(font, pikepdf.Name.Font, name=pikepdf.Name("/Own"))
    page.contents_add(b"BT /Own 20 Tf 200 300 Td (MASTER THERAPIST) Tj ET")


def as_picture(scene: Scene) -> bytes:
    """Return a PDF with nothing but a picture in it, as printing to an image makes."""
    out = BytesIO()
    Image.new("RGB", (842, 595), "white").save(out, "PDF")
    return out.getvalue()


def a_picture(scene: Scene) -> bytes:
    """Return a picture as a telephone or a screenshot makes it."""
    out = BytesIO()
    Image.new("RGB", (842, 595), "white").save(out, "PNG")
    return out.getvalue()


def printed(scene: Scene) -> bytes:
    """Return the page alone, as printing to a PDF leaves it: no signature, no data, the link still there."""

    def print_it(pdf: pikepdf.Pdf) -> None:
        links = [note for note in pdf.pages[0].Annots if note.get("/Subtype") == "/Link"]
        forgeries.strip(pdf)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array(links))
        detach(pdf)

    return forgeries.saved_anew(scene.pdf, print_it)


def signature_of_another(scene: Scene) -> bytes:
    """Put the container of another file that we signed in the place of this one's."""
    other = signed(drawn(of_another(scene)), scene.ours)
    message, _ = forgeries.message_of(other)
    start, stop = forgeries.gap(scene.pdf)
    room = (stop - start - 2) // 2
    return forgeries.with_message(scene.pdf, message[:room].ljust(room, b"\0"), b"")


def in_our_name(scene: Scene) -> bytes:
    """Sign with a key of one's own, and put our certificate beside the signature."""
    key = SigningKey(scene.ours.certificate, scene.stranger.private)
    unsigned = forgeries.saved_anew(scene.pdf, forgeries.strip)
    return making._sealed(unsigned, key, None, reason="Issued", name="Harbour School of Bodywork", now=NOW)


def blank_pdf() -> bytes:
    """Return somebody's PDF that has nothing to do with certificates."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def retired(scene: Scene) -> bytes:
    """Return the file as it was, after another key has taken over."""
    keys.create(scene.held.folder / "keys", PASSPHRASE, "Harbour School", NOW)
    return scene.pdf


def retired_and_used(scene: Scene) -> bytes:
    """Return another certificate that somebody has signed with the key that signs no more."""
    key = scene.ours
    keys.create(scene.held.folder / "keys", PASSPHRASE, "Harbour School", NOW)
    return signed(drawn(of_another(scene)), key)


def without_keys(scene: Scene) -> bytes:
    """Return the file as it was, on a site that has lost what it checks signatures with."""
    for path in (scene.held.folder / "keys").glob("*.cert.pem"):
        path.unlink()
    return scene.pdf


def brought_to(status: Status) -> Callable[[Scene], bytes]:
    """Return how to bring the file that was downloaded before the school changed whether it stands."""

    def bring(scene: Scene) -> bytes:
        kept = scene.pdf
        scene.held.bring_to(status)
        return kept

    return bring


def replaced(scene: Scene) -> bytes:
    """Return the file of a certificate that another has followed."""
    scene.set(status=Status.SUPERSEDED)
    return scene.pdf


def unfinished(scene: Scene) -> bytes:
    """Return the file of a certificate of which the last step failed."""
    pdf = scene.pdf
    scene.set(status=Status.FAILED)
    return pdf


def at(days: int) -> Callable[[Scene], bytes]:
    """Return how to bring the very file on a site whose clock is so many days on."""

    def bring(scene: Scene) -> bytes:
        scene.at(days)
        return scene.pdf

    return bring


def look_alike(scene: Scene) -> bytes:
    """Return the certificate with a host that looks like ours in it, signed by a stranger."""
    address = scene.said.verify_url.replace("localhost", "l0calhost")
    return signed(drawn(replace(scene.said, verify_url=address)), scene.stranger)


def never_reserved(scene: Scene) -> bytes:
    """Return what a thief of the key makes: all is as in ours, but for a number that was never given out."""
    return signed(drawn(of_another(scene)), scene.ours)


def of_the_same_number(scene: Scene) -> bytes:
    """Return what a thief of the key makes of a real number: another name, signed and whole."""
    return signed(drawn(replace(scene.said, holder="Caz Stone")), scene.ours)


def stranger() -> SigningKey:
    """Return the key of somebody who calls themselves what the school is called."""
    return make_key("Harbour School of Bodywork")
