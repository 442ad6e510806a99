"""Pages around a signature that are there only when something has come up: a link, a tie, a doubt."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.incidents import services as incidents
from ashilms.incidents.rules.report import Report
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.supervision import services as supervision
from ashilms.supervision.services import Typed
from ashilms.web import transaction
from tests.browser.conftest import Open, Site
from tests.browser.walk import SIGNERS
from tests.browser.way import Way
from tests.campus import actor_of, doubt_level, send_link

pytestmark = pytest.mark.browser


@contextmanager
def on_the_site(app: Flask) -> Iterator[Session]:
    """A session that writes what the running site reads."""
    with app.app_context(), transaction() as db:
        yield db


def let_it_come_up(db: Session) -> str:
    """Doubt a level of Bea's and declare a tie; return the token of a link to Gil."""
    now = datetime.now(UTC)
    irene, since = actor_of(db, "irene"), (now - timedelta(days=30)).date()
    typed = Typed("level", "Foundation", "The school", "2", since, None)
    doubt_level(db, irene, actor_of(db, "bea").id, typed, now=now)
    supervision.declare_tie(db, actor_of(db, "noor"), "bea@demo.example", now=now)
    return send_link(db, now=now)


def come_by_link(way: Way, token: str) -> None:
    """Ask for a link, open the one that was sent, and be asked for a code."""
    way.page.goto("/by-link")
    way.look()
    way.page.goto(f"/by-link/{token}")
    way.look()
    way.press("Open")
    way.page.goto("/by-link/code")
    way.look()
    way.press("Send me a code")
    way.look()


def answer_for_signers(way: Way, entry: int) -> None:
    """Come to ending a tie, deciding on a doubt and letting somebody else answer an entry."""
    for link in ("End it", "Decide on"):
        way.page.goto("/supervisors")
        way.follow(link)
        way.look()
    way.follow("Decide on")
    way.look()
    way.page.goto(f"/practicum/entries/{entry}")
    way.follow("Let somebody else decide…")
    way.look()


def test_every_page_around_a_signature_is_accessible_and_fits(
    open_as: Open, site: Site, mapped: Flask
) -> None:
    """Axe in both looks: a supervisor by link, a registrar on what has come up, a report kept as a draft."""
    with on_the_site(mapped) as db:
        token = let_it_come_up(db)
        ana = actor_of(db, "ana")
        incidents.report_incident(
            db, ana, Report("The stool rolled away."), form_key="kept", send=False, now=datetime.now(UTC)
        )
        waiting = db.scalars(select(Entry.id).where(Entry.state == State.SUBMITTED)).first()
    gil, irene, reporter = (Way(open_as(who), site, mapped) for who in (None, "irene", "ana"))
    come_by_link(gil, token)
    answer_for_signers(irene, waiting)
    reporter.page.goto("/incidents")
    reporter.follow("Draft of")
    reporter.look()
    assert gil.wrong + irene.wrong + reporter.wrong == []
    assert SIGNERS - gil.seen - irene.seen - reporter.seen == set()
