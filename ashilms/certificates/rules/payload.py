"""All that a certificate says, frozen at issue: one value, one canonical form, one digest.

Page, PDF and credential are drawn from the payload alone. A later version may append fields and never rename,
reorder or drop one, so that a certificate issued once reads the same for ever. Version 2 appended `claims`, version 3
`proof`, version 4 `design`, version 5 `waived`: what an earlier version did not have is left out of its form. A
certificate that nothing was waived for is of version 4.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ashilms.boards.rules import Claim
from ashilms.certificates.rules.numbers import parse_number
from ashilms.certificates.rules.parts import Edition, Hours, ProofRoot, Provider, Signer, Waived
from ashilms.looks.rules import never_issued
from ashilms.plain import plain_of, read_plain, write_plain
from ashilms.programs.rules.waivers import Sort

VERSION, WITH_CLAIMS, WITH_PROOF, WITH_DESIGN, WITH_WAIVED = 1, 2, 3, 4, 5
APPENDED = {"claims": WITH_CLAIMS, "proof": WITH_PROOF, "design": WITH_DESIGN, "waived": WITH_WAIVED}
"""Which version appended which field."""
NOT_A_LICENCE = (
    "This is an assessment-based training certificate. It is not a licence, not a professional "
    "certification, and does not authorise practice. The holder must hold any licence required where they "
    "work."
)
"""Printed on every certificate: a certificate programme assesses its own teaching; a certification is by an
independent body (the distinction that ICE and NCES make)."""

NAME_LIMIT, TEXT_LIMIT, ADDRESS_LIMIT, CLAIM_LIMIT = 120, 200, 300, 40
MOST_CLAIMS, MOST_LEAVES = 3, 1000
SORTS = tuple(sort.value for sort in Sort)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HEX = re.compile(r"[0-9a-f]{64}")
_WEB = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[\x21-\x7e]*")


_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))


class Unfit(ValueError):
    """A payload cannot say this; `str()` is a sentence that names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Everything a certificate says. Raises `Unfit` for a value that it may not say.

    Texts must be as `tidy` leaves them. `standing_digest` is the SHA-256, in hex, of the standing that
    earned the certificate; `proof` lets a part of that be shown without the rest. `verify_url`, which the QR
    code holds, ends in a slash and `token`; `verify_at` is what a person types, without https://, to come to
    the page that asks for number and surname. Empty, it is the host of `verify_url`.
    """

    number: str
    holder: str
    level: int
    title: str = "Certificate of Achievement"
    award: str
    """What was achieved, such as "Barefoot Bar Massage, Level 1"."""
    scope: str
    statement: str
    """What the holder did, up to ", on" and the date of completion."""
    issued_on: date
    completed_on: date
    valid_until: date | None
    """The last day on which it is in date; `None`: it has no end."""
    hours: Hours
    course: Edition
    program: Edition
    provider: Provider
    signers: tuple[Signer, ...]
    standing_digest: str
    verify_url: str
    token: str
    verify_at: str = ""
    replaces: str | None = None
    """The number of the certificate that this one supersedes."""
    language: str = "en"
    line: str = NOT_A_LICENCE
    version: int = VERSION
    claims: tuple[Claim, ...] = ()
    """What it says for boards; version 1 has none, and version 2 one at least."""
    proof: ProofRoot | None = None
    """Of version 3 and later."""
    design: Edition | None = None
    """What it is drawn in, of version 4 and later: the design, and which of the school's looks ("0": as shipped)."""
    waived: tuple[Waived, ...] = ()
    """What was met without its evidence, one at least: of version 5 and later, in the order of the programme."""

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise Unfit(problem)


def tidy(text: str) -> str:
    """Return `text` as a payload holds it: NFC, no space at the ends, one space between words.

    Marks of direction that come along when a name is copied go: the letters themselves say which way they run.
    """
    return " ".join(unicodedata.normalize("NFC", text.translate(_DIRECTION)).split())


def canonical(payload: Payload) -> bytes:
    """Return the one form of `payload` that is hashed and attached: JSON as in RFC 8785.

    Keys sorted, no spaces, UTF-8, NFC; whole numbers only, so that no rule for writing floats is needed.
    """
    plain = plain_of(payload) | {name: _iso(getattr(payload, name)) for name in _DATES}
    plain = {name: value for name, value in plain.items() if payload.version >= APPENDED.get(name, VERSION)}
    return write_plain(plain).encode()


def digest(payload: Payload) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def from_canonical(data: bytes) -> Payload:
    """Return the payload whose canonical form is `data`, byte for byte.

    Raises `Unfit` for anything else: another version, another field, another order, or no JSON at all.
    """
    try:
        payload = _read(read_plain(data))
    except Unfit:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unfit("This is not a certificate's payload of a version that is known here.") from problem
    if canonical(payload) != data:
        raise Unfit("This payload is not in its canonical form.")
    return payload


_DATES = ("issued_on", "completed_on", "valid_until")
_PARTS = {"hours": Hours, "course": Edition, "program": Edition, "provider": Provider}


def _read(plain: Mapping[str, Any]) -> Payload:
    parts = {name: kind(**plain[name]) for name, kind in _PARTS.items()}
    dates = {name: plain[name] and date.fromisoformat(plain[name]) for name in _DATES}
    signers = tuple(Signer(**signer) for signer in plain["signers"])
    claims = tuple(Claim(**claim) for claim in plain.get("claims", ()))
    proof = ProofRoot(**plain["proof"]) if "proof" in plain else None
    design = Edition(**plain["design"]) if "design" in plain else None
    waived = tuple(Waived(**one) for one in plain.get("waived", ()))
    appended = {"claims": claims, "proof": proof, "design": design, "waived": waived}
    return Payload(**{**plain, **parts, **dates, "signers": signers, **appended})


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _problems(payload: Payload) -> Iterator[str]:
    if payload.version not in range(VERSION, WITH_WAIVED + 1):
        yield f"This program knows versions 1 to {WITH_WAIVED} of a certificate's payload, not {payload.version!r}."
    else:
        yield from _version_problems(payload)
    yield from _text_problems(payload)
    yield from _figure_problems(payload)
    yield from _date_problems(payload)
    yield from _address_problems(payload)


def _version_problems(payload: Payload) -> Iterator[str]:
    most = 0 if payload.version == VERSION else MOST_CLAIMS
    if not (payload.version == WITH_CLAIMS) <= len(payload.claims) <= most:
        yield (
            f"A certificate of version 2 says something for 1 to {MOST_CLAIMS} boards, a later one for as many "
            "or none, one of version 1 for none."
        )
    if (payload.version >= WITH_PROOF) != (payload.proof is not None):
        yield "A certificate carries the root of its proof from version 3 on."
    if (payload.version >= WITH_DESIGN) != (payload.design is not None):
        yield "A certificate names its design from version 4 on."
    if (payload.version >= WITH_WAIVED) != bool(payload.waived) or len(payload.waived) > MOST_LEAVES:
        yield f"A certificate of version 5 names what was waived, 1 to {MOST_LEAVES}; an earlier one names nothing."
    if any(one.sort not in SORTS for one in payload.waived):
        yield "A requirement is met without its evidence by a waiver or an equivalence."
    if payload.proof and not (
        _HEX.fullmatch(payload.proof.root) and _whole(payload.proof.leaves, MOST_LEAVES)
    ):
        yield f"A proof's root is 64 hexadecimal digits, above at most {MOST_LEAVES} leaves."


def _text_problems(payload: Payload) -> Iterator[str]:
    for where, text, limit in _texts(payload):
        if (
            not isinstance(text, str)
            or tidy(text) != text
            or not text.isprintable()
            or not 0 < len(text) <= limit
        ):
            yield f"{where} must be 1 to {limit} characters of plain text, tidied first.{_unseen(text)}"
    for name in ("title", "award", "scope", "statement"):
        if said := never_issued(str(getattr(payload, name))):
            yield f"A certificate never says {said!r}: mend the {name}."
    if not 1 <= len(payload.signers) <= 4:
        yield "A certificate has one to four signers."


def _unseen(text: Any) -> str:
    """Return a sentence about the signs in a text that nobody sees, if there are any: "" otherwise."""
    signs = {sign for sign in str(text) if not sign.isprintable()}
    named = ", ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in sorted(signs))
    return f" It holds what can’t be seen ({named}): write it without." if signs else ""


def _texts(payload: Payload) -> Iterator[tuple[str, Any, int]]:
    yield "The holder's name", payload.holder, NAME_LIMIT
    for name in ("title", "award", "scope", "statement"):
        yield f"The {name}", getattr(payload, name), TEXT_LIMIT
    yield "The fixed line", payload.line, ADDRESS_LIMIT
    if payload.verify_at:
        yield "The place to verify at", payload.verify_at, TEXT_LIMIT
    yield from _texts_of_parts(payload)
    for one in payload.waived:
        yield "The title of what was waived", one.title, TEXT_LIMIT
    for claim in payload.claims:
        for name, text in plain_of(claim).items():
            if text or name == "board":
                yield f"Claim: the {name.replace('_', ' ')}", text, CLAIM_LIMIT


def _texts_of_parts(payload: Payload) -> Iterator[tuple[str, Any, int]]:
    parts: list[Edition | Provider | Signer] = [payload.course, payload.program, payload.provider]
    for part in (*parts, *filter(None, [payload.design]), *payload.signers):
        for name, text in plain_of(part).items():
            yield f"{type(part).__name__}: the {name}", text, TEXT_LIMIT


def _figure_problems(payload: Payload) -> Iterator[str]:
    minutes = plain_of(payload.hours).values()
    if not all(_whole(n, 1_000_000) for n in minutes):
        yield "Hours are given in whole minutes, none below zero."
    elif payload.hours.client_minutes > payload.hours.practicum_minutes:
        yield "More practicum minutes with clients than practicum minutes."
    if not _whole(payload.level, 99):
        yield "The level is a whole number from 0 to 99."


def _whole(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _date_problems(payload: Payload) -> Iterator[str]:
    if payload.completed_on > payload.issued_on:
        yield "A certificate can't be issued before its requirements are completed."
    if payload.valid_until is not None and payload.valid_until <= payload.issued_on:
        yield "A certificate's last day must lie after the day of issue."


def _address_problems(payload: Payload) -> Iterator[str]:
    for number in filter(None, (payload.number, payload.replaces)):
        if parse_number(number) != number:
            yield f"{number!r} is not a certificate number."
    if not _HEX.fullmatch(payload.standing_digest):
        yield "The standing's digest is 64 hexadecimal digits."
    if not _TOKEN.fullmatch(payload.token):
        yield "The link's token is too short or holds a sign that an address can't."
    if len(payload.verify_url) > ADDRESS_LIMIT or not _WEB.fullmatch(payload.verify_url):
        yield "The address to verify at must begin with https:// or http:// and a host."
    elif not payload.verify_url.endswith(f"/{payload.token}"):
        yield "The address to verify at must end in a slash and the link's token."
    if not _LANGUAGE.fullmatch(payload.language):
        yield f"{payload.language!r} is not a language tag."
