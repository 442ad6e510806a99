"""From the payload to the unsigned PDF: what is said, how large it is set, and the picture of its address."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from ashilms.certificates.lettering import (
    BOLD,
    DISPLAY,
    ITALIC,
    SANS,
    CannotBeDrawn,
    Setting,
    fitted,
    lettered,
)
from ashilms.certificates.rules import Edition, Payload, Signer, canonical, digest
from ashilms.certificates.rules.saying import claimed, practised, taught, waived_counts, waived_titles
from ashilms.certificates.signing import ATTACHMENT
from ashilms.documents.pdf import About, Attached, Typeface, draw_pdf
from ashilms.documents.pdf import warm_up as warm_up_drawing
from ashilms.formats import day
from ashilms.looks.rules import AS_SHIPPED, LARGEST_PICTURE, PAPERS, SHIPPED_DESIGN, Look
from ashilms.plugins import CertificateDesign
from ashilms.qr import qr_picture

Render = Callable[[str, Mapping[str, object]], str]

DESIGN = CertificateDesign(
    SHIPPED_DESIGN, "ashilms/certificates/certificate.html", Path(__file__).with_name("design")
)
CREDENTIAL = "credential.json"
"""The attached file that any verifier of Open Badges reads."""
_SIDES = {
    "a4": {1: [(35.5, 58)], 2: [(19.5, 37), (60.5, 37)]},
    "letter": {1: [(35.5, 52)], 2: [(19.5, 32), (55.5, 32)]},
}
"""Where signers sign on either side of the seal, by how many sign there: millimetres from the middle, and width."""
_BESIDE_LOGO = 158
"""Millimetres of a line in the middle of either paper that keeps 2 mm clear of a logo."""
_NAME_STEPS = [(39.0, 1), (29.0, 1), (21.0, 1), (21.0, 2), (16.0, 2)]
_CLAIM_STEPS = [(7.2, 1), (6.4, 1), (6.4, 2), (5.6, 2)]
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Dress:
    """What a certificate is drawn in: what was chosen, which version of it, the design, and the pictures (PNG)."""

    look: Look = field(default_factory=Look)
    version: int = AS_SHIPPED
    design: CertificateDesign = DESIGN
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """By the names that the look knows them by."""

    @property
    def named(self) -> Edition:
        """The design and the version of the look, as a payload names them."""
        return Edition(self.design.name, str(self.version))


def certificate_pdf(
    payload: Payload, render: Render, dress: Dress | None = None, *, credential: bytes | None = None
) -> bytes:
    """Return the certificate that `payload` describes, not yet signed: the same payload and dress, the same bytes.

    `render` turns a template's name and its values into HTML, with autoescape on. Without a dress it is drawn as
    shipped. The payload's canonical form is attached as `payload.json`, and the signed `credential`, if given, as
    `credential.json`. Raises `CannotBeDrawn` (a letter without a glyph, a text that does not fit, another dress than
    the payload names), `NotDrawn`, `PangoMissing`.
    """
    dress = dress or Dress()
    if payload.design not in (None, dress.named):
        raise CannotBeDrawn(f"Certificate {payload.number} names another design than {dress.design.name}.")
    about = About(
        title=f"{payload.title}: {payload.award}. {payload.holder}",
        author=payload.provider.name,
        subject=f"Assessment-based training certificate, number {payload.number}",
        language=payload.language,
        made_at=datetime.combine(payload.issued_on, time(12), UTC),
        identifier=bytes.fromhex(digest(payload))[:16],
    )
    attached = [Attached(ATTACHMENT, canonical(payload), "What this certificate says, as data")]
    if credential is not None:
        attached.append(Attached(CREDENTIAL, credential, "The same as an Open Badges 3.0 credential, signed"))
    page = page_of(payload, dress.look) | _pictures(payload, dress)
    return draw_pdf(
        render(dress.design.template, page), stylesheets=dress.design.stylesheets, assets=dress.design.assets,
        about=about, attached=attached, typefaces=set(_typefaces(page)), ink=dress.look.ink,
        pictures={_address_of(name): picture for name, picture in dress.pictures.items()},
    )  # fmt: skip


def _typefaces(value: object) -> Iterator[Typeface]:
    """Yield what has to be made ready for the texts of a page, wherever in it they are."""
    if isinstance(value, Setting):
        yield from value.set_in.installed
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _typefaces(part)


def warm_up(design: CertificateDesign = DESIGN) -> None:
    """Load what drawing needs, so that the first certificate is as fast as the next ones."""
    warm_up_drawing(stylesheets=design.stylesheets, assets=design.assets)


def page_of(payload: Payload, look: Look) -> dict[str, object]:
    """Return the values for the template: each text with the size at which it fits, figures written out.

    Raises `CannotBeDrawn`, naming the field and the letters or the text.
    """
    narrower = PAPERS["a4"].width - PAPERS[look.paper].width
    small, home = _small_print(payload, 240 - narrower)
    return {
        "language": payload.language,
        "paper": look.paper,
        "ink": look.ink,
        **_head(payload.provider.name, home, narrower, beside_logo=bool(look.logo)),
        "title": fitted("title", payload.title, DISPLAY, [(35, 1), (28, 1), (22, 1)], 230 - narrower),
        "award": fitted(
            "award", f"— {payload.award} —", DISPLAY, [(16, 1), (13, 1), (10.5, 1)], 230 - narrower
        ),
        "lead": fitted("line before the name", look.lead, ITALIC, [(13, 1), (11, 1)], 201 - narrower),
        "holder": fitted("holder's name", payload.holder, DISPLAY, _NAME_STEPS, 204 - narrower),
        "statement": fitted(
            "statement", _deed(payload), DISPLAY, [(12, 1), (12, 2), (10.5, 2), (10, 3)], 160
        ),
        "scope": fitted(
            "scope", f"Scope: {payload.scope}", ITALIC, [(13, 1), (11, 1), (10, 2)], 215 - narrower
        ),
        "facts": _facts(payload),
        "signers": _signers(payload.signers, look.paper),
        "qr": qr_picture(payload.verify_url, border=0, ink=look.ink, ground=None),
        "verify_url": payload.verify_url,
        "verify_at": fitted(
            "address to verify at", place_of(payload), BOLD, [(6.4, 1), (6.4, 2), (5.6, 3)], 32, after="./"
        ),
        "number": payload.number,
        "small_print": small,
        "claims": _claims(payload),
        "line": fitted("fixed line", payload.line, SANS, [(7.4, 1), (6.6, 1), (6, 1)], 253 - narrower),
    }


def _head(name: str, home: str, narrower: float, *, beside_logo: bool) -> dict[str, object]:
    """Return the school's name and, where it has no room elsewhere, its address; two lines of each beside a logo."""
    names: list[tuple[float, int]] = [(10, 1), (8, 1)]
    homes = [(7.2, 1), (6.4, 1), (5.6, 1)]
    if beside_logo:
        names, homes = [*names, (7, 2)], [*homes, (5.6, 2)]
    wide, less = (_BESIDE_LOGO, _BESIDE_LOGO) if beside_logo else (240 - narrower, 205 - narrower)
    return {
        "provider": fitted("provider's name", name, BOLD, names, wide, tracking=0.11),
        "address": home and fitted("provider's address", home, SANS, homes, less),
    }


def _pictures(payload: Payload, dress: Dress) -> dict[str, object]:
    """Return the pictures as the template shows them; there is a plain ruled line where a hand has none.

    So it is where two sign under one name: whose of them the picture is, the payload does not say.
    """
    look = dress.look
    names = {"logo": look.logo, "seal": look.seal}
    called = Counter(signer.name for signer in payload.signers)
    hands = {name: look.hands.get(name, "") if times == 1 else "" for name, times in called.items()}
    return {
        **{what: name and _shown(what, name, dress) for what, name in names.items()},
        "hands": {who: name and _shown(f"signature of {who}", name, dress) for who, name in hands.items()},
    }  # fmt: skip


def _shown(what: str, name: str, dress: Dress) -> str:
    """Return a picture's address in the page, which holds none of its bytes."""
    picture = dress.pictures[name]
    if not picture.startswith(_PNG) or len(picture) > LARGEST_PICTURE:
        raise CannotBeDrawn(f"The picture of the {what} must be a PNG of at most 512 KB.")
    return _address_of(name)


def _address_of(name: str) -> str:
    return f"picture/{name}.png"


def place_of(payload: Payload) -> str:
    """Return the address that a person can type, without a scheme, such as `verify.example.org`."""
    return payload.verify_at or urlsplit(payload.verify_url).netloc


def _deed(payload: Payload) -> str:
    return f"{payload.statement}, on {day(payload.completed_on)}."


def _small_print(payload: Payload, room: float) -> tuple[str, str]:
    """Return what follows the number, and what stands under the provider's name for want of room there."""
    parts = [f"course version {payload.course.version}", f"programme version {payload.program.version}"]
    if payload.replaces:
        parts.append(f"replaces No. {payload.replaces}")
    home = f"{payload.provider.address} · {payload.provider.contact}"
    number = lettered("number", payload.number, BOLD).width(payload.number, 8, tracking=0.05)
    whole = lettered("provider's address", " · ".join([*parts, home]), SANS)
    taken = number + whole.width("No.  · " + " · ".join([*parts, home]), 7.2)
    beside = taken <= room and not whole.name
    text = " · ".join([*parts, home] if beside else parts)
    lettered("versions", text, SANS)
    return text, "" if beside else home


def _facts(payload: Payload) -> list[dict[str, str]]:
    until = day(payload.valid_until) if payload.valid_until else "no expiry"
    facts = [("Issued", day(payload.issued_on), ""), ("Valid until", until, "")]
    if payload.hours.home_minutes + payload.hours.live_minutes:
        facts.append(taught(payload.hours))
    if payload.hours.practicum_minutes:
        facts.append(practised(payload.hours))
    return [dict(zip(("heading", "value", "note"), fact, strict=True)) for fact in facts]


def _claims(payload: Payload) -> object:
    """Return what is said for boards and of what was waived, one after the other, or nothing.

    Titles that find no room are counted instead: which ones they are stands in the attached data.
    """
    boards = [claimed(claim) for claim in payload.claims]
    said = "; ".join([*boards, *waived_titles(payload.waived)])
    if not said:
        return said
    try:
        return fitted("line for boards", said, SANS, _CLAIM_STEPS, 206)
    except CannotBeDrawn:
        if not payload.waived:
            raise
    counted = "; ".join([*boards, *waived_counts(payload.waived)])
    return fitted("line for boards", counted, SANS, _CLAIM_STEPS, 206)


def _signers(signers: Sequence[Signer], paper: str) -> list[dict[str, object]]:
    """Return the signers with their places: on both sides of the seal, narrower where two share a side."""
    middle, few = PAPERS[paper].width / 2, len(signers) - len(signers) // 2
    left = [(middle - away - width, width) for away, width in reversed(_SIDES[paper][few])]
    right = [(middle + away, width) for away, width in _SIDES[paper].get(len(signers) // 2, [])]
    return [
        {
            "left": round(begin, 2),
            "width": width,
            "who": signer.name,
            "name": fitted("signer's name", signer.name, BOLD, [(8.6, 1), (7.6, 1), (7.6, 2)], width),
            "role": fitted("signer's role", signer.role, SANS, [(8.6, 1), (7.6, 1), (7.6, 2)], width),
        }
        for signer, (begin, width) in zip(signers, [*left, *right], strict=True)
    ]
