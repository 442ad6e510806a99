"""What the cast attaches to its sessions and asks about them."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.evidence import services as evidence
from ashilms.files.services import Store
from ashilms.practicum.models import Entry
from ashilms.threads import services as threads

ASKED = "Do you mean the left calf or both? I left the left one out because of the veins."
ANSWERED = "The left one. Write that you left it out, and why; that is all that is missing."
WHY = "Who held the stool in the last third?"
MOST = 6


def show_and_ask(db: Session, store: Store, trainee: Actor, instructor: Actor, *, now: datetime) -> None:
    """Let a trainee attach a photo to the session that waits, ask about the one that came back, and be asked."""
    returned, waiting = db.scalars(
        select(Entry).where(Entry.person_id == trainee.id).order_by(Entry.id).limit(2)
    ).all()
    ready = evidence.prepare_file(db, trainee, store, waiting.id, _photo(), most=MOST, now=now)
    evidence.attach_file(db, trainee, store, waiting.id, ready, most=MOST, now=now)
    question = threads.ask_question(db, trainee, returned.id, ASKED, now=now)
    threads.answer_question(db, instructor, question.id, ANSWERED, now=now + timedelta(minutes=40))
    threads.ask_question(
        db, trainee, returned.id, "Shall I amend the strokes as well?", now=now + timedelta(hours=1)
    )
    threads.ask_question(db, instructor, waiting.id, WHY, now=now + timedelta(hours=2))


def _photo() -> bytes:
    """Return a picture of two bars over a table, drawn: nobody is in it."""
    picture = Image.new("RGB", (960, 640), "#e9e4da")
    pen = ImageDraw.Draw(picture)
    for y in (110, 170):
        pen.rounded_rectangle((80, y, 880, y + 18), 9, fill="#8a6a3c")
    for x in (150, 810):
        pen.rectangle((x, 0, x + 8, 170), fill="#55585c")
    pen.rounded_rectangle((180, 430, 780, 500), 18, fill="#2f4a4a")
    for x in (240, 700):
        pen.rectangle((x, 500, x + 22, 610), fill="#55585c")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
