"""The forms in which a holder takes a credential along: as it is, as a token, and baked into the seal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ashilms.certificates.models import Credential
from ashilms.credentials.baking import into_png, into_svg

_DESIGN = Path(__file__).with_name("design")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a credential: its media type, and how it is made of what is kept."""

    kind: str
    made: Callable[[Credential], bytes]


def _json(kept: Credential) -> bytes:
    return (kept.document or "").encode()


def _token(kept: Credential) -> bytes:
    return (kept.token or "").encode()


def _png(kept: Credential) -> bytes:
    return into_png(_seal_png(), kept.document or "")


def _svg(kept: Credential) -> bytes:
    return into_svg(_seal_svg(), kept.document or "").encode()


FORMS: Mapping[str, Form] = {
    "png": Form("image/png", _png),
    "svg": Form("image/svg+xml", _svg),
    "json": Form("application/vc", _json),
    "jwt": Form("application/vc+jwt", _token),
}
"""By the end of the file's name."""


@cache
def _seal_png() -> bytes:
    return (_DESIGN / "seal.png").read_bytes()


@cache
def _seal_svg() -> str:
    return (_DESIGN / "seal.svg").read_text(encoding="utf-8")
