"""Kinds of documents as a pack gives them, a store in a folder, and Ana who sends."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.courses import services as courses
from ashilms.courses.models import Course
from ashilms.files.services import Store, in_folder
from ashilms.held_documents import services
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import State, Typed
from tests.conftest import NOW, Cast
from tests.evidence.films import PAPER

SAYS = {"what": "Send it.", "check": "Look at it."}
KINDS: list[dict[str, Any]] = [
    {"id": "licence", "title": "Licence", "ends": "sometimes", "number": True, "place": True, **SAYS},
    {"id": "first-aid", "title": "First aid and CPR", "ends": "always", **SAYS},
    {"id": "permit", "title": "Permit", "ends": "never", "places": [{"code": "US-FL", "name": "Florida"}], **SAYS},
]  # fmt: skip
TODAY = NOW.date()
LICENCE = Typed(
    "Board of Massage", TODAY - timedelta(days=30), TODAY + timedelta(days=300), "MA 1", "Florida"
)
FIRST_AID = Typed("Red Cross", TODAY - timedelta(days=30), TODAY + timedelta(days=300))
REASON = "The last line can’t be read."


@dataclass(frozen=True)
class Desk:
    """A site on which documents are sent and checked."""

    db: Session
    cast: Cast
    store: Store

    def send(
        self, typed: Typed = LICENCE, kind: str = "licence", *, data: bytes = PAPER, who: Actor | None = None,
        now: datetime = NOW,
    ) -> HeldDocument:  # fmt: skip
        """Send a document, as the page does."""
        actor = who or self.cast.ana
        ready = services.prepare_file(self.db, actor, self.store, kind, typed, data, now=now)
        row = services.send_document(self.db, actor, self.store, kind, typed, ready, now=now)
        self.db.commit()
        return row

    def accept(self, row: HeldDocument, *, now: datetime = NOW) -> None:
        """Let the registrar accept it."""
        services.decide(self.db, self.cast.reg, row.id, State.ACCEPTED, now=now)
        self.db.commit()

    def hold(self, ends_on: date | None, kind: str = "first-aid", *, now: datetime = NOW) -> HeldDocument:
        """Let Ana hold an accepted document that ends on a day."""
        typed = replace(FIRST_AID, ends_on=ends_on)
        row = self.send(typed, kind, data=PAPER + f"% {ends_on}\n%%EOF\n".encode(), now=now)
        self.accept(row, now=now)
        return row


def ask_for_kinds(db: Session, *takers: Actor) -> None:
    """Let a course that these people take ask for the kinds."""
    course = Course(
        slug="course", title="C", description="d", language="en", level=1, version=1, licence=None
    )
    db.add(course)
    db.flush()
    services.load_plan(db, machine("tests"), course.slug, KINDS, now=NOW)
    for who in takers:
        courses.enrol(db, who, course.id, now=NOW)
    db.commit()


@pytest.fixture
def desk(db: Session, cast: Cast, tmp_path: Path) -> Desk:
    """Ana and Caz take the course that asks for the kinds, and nothing is sent."""
    ask_for_kinds(db, cast.ana, cast.caz)
    return Desk(db, cast, in_folder(tmp_path / "files"))
