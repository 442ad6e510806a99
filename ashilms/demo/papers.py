"""Documents that the cast holds: one accepted that ends within the month, and one that waits to be checked."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.files.services import Store
from ashilms.held_documents import services as documents
from ashilms.held_documents.rules import State, Typed

YEAR = timedelta(days=365)


def hold(db: Session, store: Store, registrar: Actor, holder: Actor, waits: Actor, *, now: datetime) -> None:
    """Let two trainees send a document at `now`: first aid that ends soon, accepted an hour later, and a licence."""
    today = now.date()
    ends_soon = Typed("Demonstration first aid", today - 2 * YEAR, today + timedelta(days=25))
    row = _send(db, store, holder, "first-aid", ends_soon, now)
    documents.decide(db, registrar, row, State.ACCEPTED, now=now + timedelta(hours=1))
    licence = Typed("Demonstration board", today - YEAR, today + YEAR, "DEMO-0000", "Nowhere")
    _send(db, store, waits, "licence", licence, now)


def _send(db: Session, store: Store, who: Actor, kind: str, typed: Typed, now: datetime) -> int:
    ready = documents.prepare_file(db, who, store, kind, typed, _picture(kind), now=now)
    return documents.send_document(db, who, store, kind, typed, ready, now=now).id


def _picture(kind: str) -> bytes:
    """Return a picture of a paper that says what it is: made up."""
    picture = Image.new("RGB", (960, 640), "#f7f4ec")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 920, 600), outline="#55585c", width=4)
    pen.text(
        (90, 110),
        f"DEMONSTRATION\n\n{kind}\n\nMade up: it shows nothing and entitles nobody.",
        "#20303a",
        font_size=30,
    )
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
