"""From the payload to the unsigned PDF: what is said, how large it is set, and the picture of its address."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

import segno

from ashilms.boards.rules import Claim
from ashilms.certificates.lettering import (
    BOLD,
    DISPLAY,
    ITALIC,
    SANS,
    CannotBeDrawn,
    fitted,
    lettered,
)
from ashilms.certificates.rules import Hours, Payload, Signer, canonical, digest
from ashilms.certificates.signing import ATTACHMENT
from ashilms.documents.glyphs import width_of
from ashilms.documents.pdf import About, Attached, draw_pdf
from ashilms.documents.pdf import warm_up as warm_up_drawing
from ashilms.formats import day
from ashilms.plugins import CertificateDesign

Render = Callable[[str, Mapping[str, object]], str]

DESIGN = CertificateDesign(
    "bar-and-plumb", "ashilms/certificates/certificate.html", Path(__file__).with_name("design")
)
STYLESHEETS = ("certificate.css",)
CONTACT_HOUR = 50
"""Minutes of teaching in a contact hour (NCBTMB: 50 and a break of 10), counted in whole and half hours."""
_INK = "#1f4068"
_PLACES = {
    1: [(55, 58)],
    2: [(55, 58), (184, 58)],
    3: [(51, 37), (92, 37), (184, 58)],
    4: [(51, 37), (92, 37), (168, 37), (209, 37)],
}
"""Where signers sign, by how many they are: millimetres from the left, and width."""
_NAME_STEPS = [(39.0, 1), (29.0, 1), (21.0, 1), (21.0, 2), (16.0, 2)]
_LARGEST_HAND, _PNG = 512 * 1024, b"\x89PNG\r\n\x1a\n"


def certificate_pdf(
    payload: Payload,
    render: Render,
    *,
    signatures: Mapping[str, bytes] | None = None,
    design: CertificateDesign = DESIGN,
) -> bytes:
    """Return the certificate that `payload` describes, not yet signed: the same payload, the same bytes.

    `render` turns a template's name and its values into HTML, with autoescape on. `signatures` holds pictures
    (PNG) of signers' hands by their name; without one there is a plain ruled line. The payload's canonical
    form is attached as `payload.json`. Raises `CannotBeDrawn` (a letter without a glyph, a text that does not
    fit), `NotDrawn`, `PangoMissing`.
    """
    about = About(
        title=f"{payload.title}: {payload.award}. {payload.holder}",
        author=payload.provider.name,
        subject=f"Assessment-based training certificate, number {payload.number}",
        language=payload.language,
        made_at=datetime.combine(payload.issued_on, time(12), UTC),
        identifier=bytes.fromhex(digest(payload))[:16],
    )
    attached = Attached(ATTACHMENT, canonical(payload), "What this certificate says, as data")
    html = render(design.template, page_of(payload, signatures or {}))
    return draw_pdf(html, stylesheets=STYLESHEETS, assets=design.assets, about=about, attached=[attached])


def warm_up(design: CertificateDesign = DESIGN) -> None:
    """Load what drawing needs, so that the first certificate is as fast as the next ones."""
    warm_up_drawing(stylesheets=STYLESHEETS, assets=design.assets)


def page_of(payload: Payload, signatures: Mapping[str, bytes]) -> dict[str, object]:
    """Return the values for the template: each text with the size at which it fits, figures written out.

    Raises `CannotBeDrawn`, naming the field and the letters or the text.
    """
    small, home = _small_print(payload)
    return {
        "language": payload.language,
        "provider": fitted(
            "provider's name", payload.provider.name, BOLD, [(10, 1), (8, 1)], 240, tracking=0.11
        ),
        "address": home and fitted("provider's address", home, SANS, [(7.2, 1), (6.4, 1), (5.6, 1)], 205),
        "title": fitted("title", payload.title, DISPLAY, [(35, 1), (28, 1), (22, 1)], 230),
        "award": fitted("award", f"— {payload.award} —", DISPLAY, [(16, 1), (13, 1), (10.5, 1)], 230),
        "holder": fitted("holder's name", payload.holder, DISPLAY, _NAME_STEPS, 204),
        "statement": fitted(
            "statement", _deed(payload), DISPLAY, [(12, 1), (12, 2), (10.5, 2), (10, 3)], 160
        ),
        "scope": fitted("scope", f"Scope: {payload.scope}", ITALIC, [(13, 1), (11, 1), (10, 2)], 215),
        "facts": _facts(payload),
        "signers": _signers(payload.signers, signatures),
        "qr": _qr(payload.verify_url),
        "verify_url": payload.verify_url,
        "verify_at": fitted(
            "address to verify at", place_of(payload), BOLD, [(6.4, 1), (6.4, 2), (5.6, 3)], 32, after="./"
        ),
        "number": payload.number,
        "small_print": small,
        "claims": _claims(payload.claims),
        "line": fitted("fixed line", payload.line, SANS, [(7.4, 1), (6.6, 1), (6, 1)], 253),
    }


def place_of(payload: Payload) -> str:
    """Return the address that a person can type, without a scheme, such as `verify.example.org`."""
    return payload.verify_at or urlsplit(payload.verify_url).netloc


def _deed(payload: Payload) -> str:
    return f"{payload.statement}, on {day(payload.completed_on)}."


def _small_print(payload: Payload) -> tuple[str, str]:
    """Return what follows the number, and what stands under the provider's name for want of room there."""
    parts = [f"course version {payload.course.version}", f"programme version {payload.program.version}"]
    if payload.replaces:
        parts.append(f"replaces No. {payload.replaces}")
    home = f"{payload.provider.address} · {payload.provider.contact}"
    number = width_of(payload.number, BOLD.own, 8, tracking=0.05)
    taken = number + width_of("No.  · " + " · ".join([*parts, home]), SANS.own, 7.2)
    below = taken <= 240 and not lettered("provider's address", home, SANS).face
    text = " · ".join([*parts, home] if below else parts)
    lettered("versions", text, SANS)
    return text, "" if below else home


def _facts(payload: Payload) -> list[dict[str, str]]:
    until = day(payload.valid_until) if payload.valid_until else "no expiry"
    facts = [("Issued", day(payload.issued_on), ""), ("Valid until", until, "")]
    if payload.hours.home_minutes + payload.hours.live_minutes:
        facts.append(_taught(payload.hours))
    if payload.hours.practicum_minutes:
        facts.append(_practised(payload.hours))
    return [dict(zip(("heading", "value", "note"), fact, strict=True)) for fact in facts]


def _claims(claims: Sequence[Claim]) -> object:
    """Return what is said for boards, one after the other, or nothing."""
    said = "; ".join(map(_claimed, claims))
    return said and fitted("line for boards", said, SANS, [(7.2, 1), (6.4, 1), (6.4, 2), (5.6, 2)], 206)


def _claimed(claim: Claim) -> str:
    parts = (
        ("provider No.", claim.provider_number), ("course No.", claim.course_number), ("", claim.course_type),
        ("", claim.credit), ("holder’s licence No.", claim.holder_licence),
    )  # fmt: skip
    return f"{claim.board}: {', '.join(f'{name} {said}'.strip() for name, said in parts if said)}"


def _taught(hours: Hours) -> tuple[str, str, str]:
    home, live = (2 * minutes // CONTACT_HOUR for minutes in (hours.home_minutes, hours.live_minutes))
    return "Contact hours", _halves(home + live), f"{_halves(home)} home study · {_halves(live)} live"


def _practised(hours: Hours) -> tuple[str, str, str]:
    clients = f"{_clock(hours.client_minutes)} with clients" if hours.client_minutes else ""
    whole, rest = divmod(hours.practicum_minutes, 60)
    spelt = f"{whole} hour{'s' * (whole != 1)}" if not rest else _clock(hours.practicum_minutes)
    return "Supervised practicum, not CE", spelt, clients


def _halves(halves: int) -> str:
    return f"{halves // 2}.{halves % 2 * 5}"


def _clock(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def _signers(signers: Sequence[Signer], hands: Mapping[str, bytes]) -> list[dict[str, object]]:
    """Return the signers with their places: on both sides of the seal, narrower where two share a side."""
    return [
        {
            "left": left,
            "width": width,
            "name": fitted("signer's name", signer.name, BOLD, [(8.6, 1), (7.6, 1), (7.6, 2)], width),
            "role": fitted("signer's role", signer.role, SANS, [(8.6, 1), (7.6, 1), (7.6, 2)], width),
            "image": _hand(signer, hands[signer.name]) if signer.name in hands else "",
        }
        for signer, (left, width) in zip(signers, _PLACES[len(signers)], strict=True)
    ]


def _hand(signer: Signer, picture: bytes) -> str:
    if not picture.startswith(_PNG) or len(picture) > _LARGEST_HAND:
        raise CannotBeDrawn(f"The picture of {signer.name}'s signature must be a PNG of at most 512 KB.")
    return "data:image/png;base64," + base64.b64encode(picture).decode("ascii")


def _qr(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    uri: str = code.svg_data_uri(border=0, dark=_INK, light=None, xmldecl=False)
    return uri
