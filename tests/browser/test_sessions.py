"""Pages about a session and its observation that are there only in the middle of something."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.bookings import services as bookings
from ashilms.bookings.models import Booking, Slot
from ashilms.courses import services as courses
from ashilms.demo import doings, watching
from ashilms.demo.services import SLUG
from ashilms.evidence.models import Evidence
from ashilms.identity.services import make_user
from ashilms.identity.services.passwords import make_hash
from ashilms.observations import services as observations
from ashilms.observations.models import Remediation
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from tests.browser.conftest import Open, Site, sign_in
from tests.browser.test_signers import on_the_site
from tests.browser.walk import SESSIONS
from tests.browser.way import Way
from tests.campus import PASSWORD, actor_of

pytestmark = pytest.mark.browser


def let_it_be_observed(db: Session) -> dict[str, int | None]:
    """Ask Sue to rate what Ana sent as well, and let Tom's hour of observation be over; return what is where."""
    now = datetime.now(UTC)
    before = now.replace(hour=12, minute=0) - timedelta(days=1)
    bea, irene, tom = (actor_of(db, who) for who in ("bea", "irene", "tom"))
    roles, stored = ("instructor", "supervisor"), make_hash(PASSWORD)
    make_user(
        db, email="sue@demo.example", name="Sue", roles=roles, zone="UTC", now=now, password_hash=stored
    )
    sue, day = actor_of(db, "sue"), now.date()
    since, until = day - timedelta(days=60), day + timedelta(days=60)
    doings.entitle(db, irene, sue.id, since=since, until=until, now=now)
    waiting = db.scalars(select(Entry.id).where(Entry.state == State.SUBMITTED)).first()
    assert waiting
    observations.ask_second(db, irene, waiting, sue.id, now=now)
    course = courses.get_course(db, SLUG).id
    over = watching.offer(db, bea, course, 1, before, now=before - timedelta(days=1))
    bookings.book_place(db, tom, over.id, now=before - timedelta(days=1))
    return {
        "waiting": waiting,
        "place": db.scalars(select(Booking.id).where(Booking.slot_id == over.id)).one(),
        "slot": db.scalars(select(Slot.id).where(Slot.starts > now)).first(),
        "remediation": db.scalars(select(Remediation.id)).first(),
        "evidence": db.scalars(select(Evidence.id)).first(),
    }


def test_every_page_around_an_observation_is_accessible_and_fits(
    open_as: Open, site: Site, mapped: Flask
) -> None:
    """Axe in both looks: rating as well, rating a place, calling off, closing, signing together, taking away."""
    with on_the_site(mapped) as db:
        at = let_it_be_observed(db)
    bea, irene, sue = (Way(open_as(who), site, mapped) for who in ("bea", "irene", None))
    sign_in(sue.page, site, "sue", PASSWORD)
    for way, path in (
        (sue, f"/observations/entries/{at['waiting']}/observe"),
        (bea, f"/observations/bookings/{at['place']}/observe"),
        (bea, f"/bookings/{at['slot']}/call-off"),
        (bea, f"/remediations/{at['remediation']}/close"),
        (bea, f"/countersign?id={at['waiting']}"),
        (irene, f"/practicum/evidence/{at['evidence']}/remove"),
    ):
        way.page.goto(path)
        way.look()
    assert bea.wrong + irene.wrong + sue.wrong == []
    assert SESSIONS - bea.seen - irene.seen - sue.seen == set()
