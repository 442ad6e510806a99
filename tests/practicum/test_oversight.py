"""Oversight: a registrar sees what is odd and draws a month's sample, and nobody else does."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.audit.models import AuditRecord
from ashilms.errors import Missing, NotAllowed
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from tests.conftest import CAST, NOW, Cast
from tests.practicum.conftest import Desk, Stage, build_stage, make_sheet

DECEMBER = datetime(2026, 12, 3, 12, tzinfo=UTC)


def send_twice(db: Session, cast: Cast, stage: Stage) -> list[Entry]:
    """Let Ana and Caz send the same reflection, an hour apart."""
    desk, sent = Desk(db, cast, stage), []
    for who, gone in ((cast.ana, timedelta()), (cast.caz, timedelta(days=1))):
        sent.append(desk.send(make_sheet(stage, cast.bea.id, day=(NOW - gone).date()), who))
    return sent


def test_what_is_odd_is_found_among_everybody_s_sessions(db: Session, cast: Cast, stage: Stage) -> None:
    """T04: with the name, and how many sessions were looked at; a draft is nobody's business."""
    first, second = send_twice(db, cast, stage)
    found = services.find_oddities(db, cast.reg, now=NOW)
    assert [(flag.kind, flag.entries) for flag in found.flags] == [("copied", (first.id, second.id))]
    assert (found.names, found.looked_at) == ({cast.caz.id: "Caz"}, 2)
    later = services.find_oddities(db, cast.reg, now=NOW + timedelta(days=181))
    assert (later.flags, later.looked_at) == ([], 0)


def test_a_month_s_sample_follows_from_the_last_record_of_that_month(
    db: Session, cast: Cast, stage: Stage
) -> None:
    """T04: whatever is recorded afterwards, anybody draws the same."""
    entries = send_twice(db, cast, stage)
    for entry in entries:
        services.countersign_entry(
            db, cast.bea, entry.id, version=entry.version, ratings={}, outcome=None, now=NOW
        )
    seed = db.scalars(select(AuditRecord.hash).order_by(AuditRecord.number.desc())).first()
    sample = services.draw_month(db, cast.reg, "2026-11", now=DECEMBER)
    assert (sample.seed, sample.ids) == (seed, sorted(entry.id for entry in entries))
    assert sample.drawn == [min(sample.ids, key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).digest())]
    services.void_entry(db, cast.ana, entries[0].id, reason="It was another day.", now=DECEMBER)
    assert services.draw_month(db, cast.reg, "2026-11", now=DECEMBER) == sample
    assert services.draw_month(db, cast.reg, "2026-10", now=DECEMBER).drawn == []


@pytest.mark.parametrize("month", ["2026-11", "2027-01", "2026-13", "", "x"])
def test_no_sample_is_drawn_of_a_month_that_is_not_over_or_none(db: Session, cast: Cast, month: str) -> None:
    """Or the seed could be known while it still matters."""
    with pytest.raises(Missing):
        services.draw_month(db, cast.reg, month, now=NOW)


def test_nobody_but_a_registrar_looks_over_everybody(db: Session, cast: Cast) -> None:
    """Not those who are looked at, supervisors included."""
    for who in (cast.ana, cast.bea, cast.dee):
        with pytest.raises(NotAllowed):
            services.find_oddities(db, who, now=NOW)
        with pytest.raises(NotAllowed):
            services.draw_month(db, who, "2026-10", now=NOW)


def test_the_page_says_who_and_why(host_db: Session, client_of: Callable[[str | None], FlaskClient]) -> None:
    """With links to the entries; a month that is not over is not found."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    first, _ = send_twice(host_db, cast, build_stage(host_db, cast))
    link = f'href="/practicum/entries/{first.id}"'
    host_db.commit()
    reg = client_of("reg")
    page = reg.get("/practicum/oversight").text
    assert "The reflection repeats one of another trainee" in page
    assert link in page
    assert "Sample of October 2026" in page
    assert reg.get("/practicum/oversight?month=2026-11").status_code == 404
    assert {client_of(who).get("/practicum/oversight").status_code for who in ("ana", "bea", "dee")} == {403}
