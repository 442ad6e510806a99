"""What a registrar sees to in the campus: a mail given up, a record past its time, and what certificates look like."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses.models import Lesson, MediaPlay
from ashilms.files.services import Store
from ashilms.jobs import services as jobs
from ashilms.jobs.rules import TRIES
from ashilms.looks import services as looks
from ashilms.looks.rules import Look, Sort
from ashilms.notices import services
from ashilms.notices.rules.letters import Wording
from ashilms.notices.services import DELIVER


def give_up_a_mail(db: Session, *, now: datetime) -> None:
    """Let a mail have been given up while the mail server was away, so that a registrar may have it tried again."""
    at = now - timedelta(hours=15)
    job = jobs.enqueue(db, DELIVER, {"mail": 0}, key="mail:0", now=at)
    for tried in range(TRIES):
        jobs.take(db, job.id, "tests", now=at + timedelta(hours=tried))
        jobs.put_back(db, job.id, "ConnectionRefusedError", now=at + timedelta(hours=tried))


def word_a_mail(db: Session, registrar: Actor, *, now: datetime) -> None:
    """Let a registrar have worded a mail, so that its default may be taken back."""
    ours = Wording(
        "A mark of yours was looked at again", "“{quiz}” was looked at again.\n\n{link}", "Read it"
    )
    services.word_letter(db, registrar, "appeal", ours, seen=0, now=now)


def tell_something(db: Session, person_id: int, *, now: datetime) -> None:
    """Let somebody have been told something that they have not read."""
    said = "Your document was refused: First aid and CPR"
    services.notify(db, person_id, said, key="documents.tell:campus", path="/documents", now=now)


def keep_something_old(db: Session, person_id: int, *, now: datetime) -> None:
    """Let somebody have played a recording ten years ago, which a registrar may end."""
    lesson = db.scalars(select(Lesson.id)).first()
    at = now - timedelta(days=3653)
    db.add(MediaPlay(person_id=person_id, lesson_id=lesson, media_key="welcome", began_at=at))


def choose_a_look(db: Session, registrar: Actor, store: Store, *, now: datetime) -> None:
    """Let a registrar have sent a logo, saved a first version of the design with it, and sent a seal."""
    made = BytesIO()
    Image.new("RGBA", (40, 12), (20, 40, 60, 255)).save(made, "PNG")
    file = looks.prepare_picture(db, registrar, store, Sort.LOGO, "", made.getvalue())
    looks.send_picture(db, registrar, store, Sort.LOGO, "", file, now=now)
    looks.save_look(db, registrar, replace(Look(), logo=file), seen=0, now=now)
    looks.send_picture(db, registrar, store, Sort.SEAL, "", file, now=now)
