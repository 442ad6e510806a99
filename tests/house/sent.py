"""What `deeds.py` sends that is long: the answers of a screening, and files as whoever sends them has them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from ashilms.certificates.models import Certificate
from ashilms.certificates.services import get_proof
from ashilms.files import services as files
from ashilms.programs.rules.showing import show
from tests.campus import Campus, actor_of
from tests.practicum.conftest import WELL

SCREENED: dict[str, Any] = {
    "category": "P3", "client": "C-19",
    **{f"answer_{id}": said[0] if isinstance(said, tuple) else str(said) for id, said in WELL.items()},
}  # fmt: skip
"""Somebody well, as the form of a screening is filled in."""


@dataclass(frozen=True)
class File:
    """A file that is sent."""

    content: bytes
    name: str
    kind: str


def as_sent(value: Any) -> Any:
    """Return a value as it is sent; a file as one that was not read yet."""
    return (BytesIO(value.content), value.name, value.kind) if isinstance(value, File) else value


def pdf(campus: Campus, _page: TestResponse) -> Any:
    with campus.db() as db:
        kept = db.scalars(select(Certificate)).one().file
    return File(
        files.read(files.in_folder(campus.folder / "files"), kept), "certificate.pdf", "application/pdf"
    )


def proof(campus: Campus, _page: TestResponse) -> Any:
    with campus.db() as db:
        kept = db.scalars(select(Certificate)).one()
        proven = get_proof(db, actor_of(db, "mae"), kept.number)
        assert proven.frozen is not None
        content = show(proven.frozen, kept.number, [0]).written()
    return File(content, "proof.json", "application/json")


def photo(_campus: Campus, _page: TestResponse) -> Any:
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return File(made.getvalue(), "bracket.png", "image/png")


def questions(_campus: Campus, _page: TestResponse) -> Any:
    return File(b"Which wood? {=oak ~ash ~elm}", "bank.gift", "text/plain")
