"""Sending, checking and replacing documents; reminders that a second run and missed days don't double or lose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable, Unavailable
from ashilms.files import services as files
from ashilms.held_documents import services
from ashilms.held_documents.models import DocumentDecision, HeldDocument
from ashilms.held_documents.rules import MOST, State
from ashilms.supervision import services as supervision
from tests.conftest import NOW
from tests.evidence.films import PAPER, film, photo
from tests.held_documents.conftest import FIRST_AID, LICENCE, REASON, TODAY, Desk

pytestmark = pytest.mark.any_database


def another_registrar(db: Session, name: str = "rita", *more: str) -> Actor:
    email, roles = f"{name}@example.org", [REGISTRAR, *more]
    return people.as_actor(
        people.welcome_person(db, name, name=name.title(), email=email, now=NOW, roles=roles)
    )


def test_what_is_sent_waits_and_counts_once_it_is_accepted(desk: Desk) -> None:
    row = desk.send()
    assert [one.id for one in services.find_waiting(desk.db, desk.cast.reg)] == [row.id]
    assert not row.as_held().counts_on(TODAY)
    desk.accept(row)
    assert row.as_held().counts_on(TODAY)
    assert services.find_waiting(desk.db, desk.cast.reg) == []
    steps = [one.action for one in audit.find_records(desk.db, subject=f"document:{row.id}")]
    assert steps == ["documents.accept", "documents.send"]


def waiting_ids(desk: Desk) -> list[int]:
    return [row.id for row in services.find_waiting(desk.db, desk.cast.reg)]


def test_sent_twice_is_sent_once(desk: Desk) -> None:
    assert desk.send().id == desk.send().id


def test_the_right_one_sent_again_takes_the_place_of_a_slip(desk: Desk) -> None:
    """Sent, replaced by mistake, and sent again: the last of them waits, whatever was sent before."""
    right, slip = desk.send(), desk.send(replace(LICENCE, number="MA 2"))
    again = desk.send()
    assert waiting_ids(desk) == [again.id]
    assert again.id not in {right.id, slip.id}


def test_a_place_is_the_same_however_it_is_typed(desk: Desk) -> None:
    """It is shown as it was typed last; what is like it has been replaced."""
    desk.send()
    later = desk.send(replace(LICENCE, place=" florida\u00a0 "))
    assert (waiting_ids(desk), later.place) == ([later.id], "florida")
    new = desk.send(replace(LICENCE, place="New  York"))
    again = desk.send(replace(LICENCE, place="NEW YORK"))
    assert waiting_ids(desk) == [later.id, again.id]
    rows = services.documents_of(desk.db, desk.cast.ana, desk.cast.ana.id)
    assert new.id in services.replaced_among(rows)


def test_a_photo_is_drawn_anew_and_a_film_is_nothing_of_ours(desk: Desk) -> None:
    """T13."""
    row = desk.send(FIRST_AID, "first-aid", data=photo())
    kept = files.read(desk.store, row.file)
    assert (row.file_kind, kept[:3], b"Exif" in kept) == ("photo", b"\xff\xd8\xff", False)
    for data in (film(), b"<svg/>", PAPER[:-8], b""):
        with pytest.raises(Unacceptable) as refused:
            desk.send(FIRST_AID, "first-aid", data=data)
        assert refused.value.field == "file"
    assert desk.db.scalar(select(func.count()).select_from(HeldDocument)) == 1


def test_nothing_is_named_that_is_not_kept(desk: Desk) -> None:
    with pytest.raises(Unavailable):
        services.send_document(
            desk.db, desk.cast.ana, desk.store, "licence", LICENCE, files.Ready("paper", "0" * 64, 1), now=NOW
        )


def test_there_is_an_end_to_sending(desk: Desk) -> None:
    row = desk.send()
    columns = [column.name for column in HeldDocument.__table__.columns if column.name != "id"]
    copy = {name: getattr(row, name) for name in columns}
    desk.db.execute(HeldDocument.__table__.insert(), [copy] * (MOST - 1))
    with pytest.raises(Unacceptable, match=f"{MOST} documents"):
        desk.send(FIRST_AID, "first-aid")


def test_a_later_one_takes_the_place_of_what_waits(desk: Desk) -> None:
    first, other = desk.send(), desk.send(replace(LICENCE, place="Texas"))
    later = desk.send(replace(LICENCE, number="MA 2"))
    waiting = services.find_waiting(desk.db, desk.cast.reg)
    assert [row.id for row in waiting] == [other.id, later.id]
    rows = services.documents_of(desk.db, desk.cast.ana, desk.cast.ana.id)
    assert services.replaced_among(rows) == {first.id}
    with pytest.raises(Clash, match="another one in its place"):
        services.decide(desk.db, desk.cast.reg, first.id, State.ACCEPTED, now=NOW)
    desk.accept(later)
    assert [row.id for row in services.find_waiting(desk.db, desk.cast.reg)] == [other.id]


def test_an_accepted_one_stands_until_a_newer_one_is_accepted(desk: Desk) -> None:
    old = desk.hold(TODAY + timedelta(days=5))
    new = desk.send(replace(FIRST_AID, ends_on=TODAY + timedelta(days=700)), "first-aid")
    assert [old.as_held().counts_on(TODAY), new.as_held().counts_on(TODAY)] == [True, False]
    services.decide(desk.db, desk.cast.reg, new.id, State.REFUSED, REASON, now=NOW)
    assert old.as_held().counts_on(TODAY)


@pytest.mark.parametrize("state", [State.REFUSED, State.ACCEPTED])
def test_what_was_decided_stays_decided(desk: Desk, state: State) -> None:
    row = desk.send()
    services.decide(desk.db, desk.cast.reg, row.id, state, REASON, now=NOW)
    for again in (State.ACCEPTED, State.REFUSED, State.SENT):
        with pytest.raises(Clash):
            services.decide(desk.db, desk.cast.reg, row.id, again, REASON, now=NOW)


def test_what_turned_out_wrong_counts_no_more_from_that_day(desk: Desk) -> None:
    row = desk.send()
    with pytest.raises(Clash):
        services.decide(desk.db, desk.cast.reg, row.id, State.WITHDRAWN, REASON, now=NOW)
    desk.accept(row)
    later = NOW + timedelta(days=3)
    with pytest.raises(Unacceptable):
        services.decide(desk.db, desk.cast.reg, row.id, State.WITHDRAWN, "no", now=later)
    services.decide(desk.db, desk.cast.reg, row.id, State.WITHDRAWN, REASON, now=later)
    held = row.as_held()
    assert [held.counts_on(TODAY + timedelta(days=days)) for days in (2, 3, 4)] == [True, False, False]


def test_who_decides_is_a_registrar_and_nobody_close(desk: Desk) -> None:
    """T03: not on one's own, not for a close tie, not from a second account with the same address."""
    db, row = desk.db, desk.send()
    for who in (desk.cast.bea, desk.cast.caz):
        with pytest.raises(Missing):
            services.decide(db, who, row.id, State.ACCEPTED, now=NOW)
    with pytest.raises(NotAllowed, match="registrar"):
        services.decide(db, desk.cast.ana, row.id, State.ACCEPTED, now=NOW)
    close, twin = another_registrar(db), another_registrar(db, "rob")
    supervision.declare_tie(db, desk.cast.ana, "rita@example.org", now=NOW)
    people.get_person(db, twin.id).email = "Ana@example.org"
    db.commit()
    for who in (close, twin):
        with pytest.raises(NotAllowed):
            services.decide(db, who, row.id, State.ACCEPTED, now=NOW)
        assert services.find_waiting(db, who) == []
    both = another_registrar(db, "rosa", TRAINEE)
    courses.enrol(db, both, courses.get_course(db, "course").id, now=NOW)
    own = desk.send(FIRST_AID, "first-aid", who=both)
    with pytest.raises(NotAllowed, match="yourself"):
        services.decide(db, both, own.id, State.ACCEPTED, now=NOW)
    assert [one.id for one in services.find_waiting(db, both)] == [row.id]


def test_the_database_itself_lets_nobody_decide_on_their_own(desk: Desk) -> None:
    row = desk.send()
    ana = desk.cast.ana.id
    given = {"document_id": row.id, "number": 1, "person_id": ana, "state": "accepted", "reason": ""}
    reg = desk.cast.reg.id
    for wrong in ({"by_id": ana}, {"by_id": reg, "state": "refused"}, {"by_id": reg, "number": 2}):
        with pytest.raises(IntegrityError), desk.db.begin_nested():
            desk.db.add(DocumentDecision(**{**given, **wrong}, at=NOW))


@pytest.mark.parametrize(
    "ask",
    [
        lambda db, who, row: services.get_document(db, who, row.id),
        lambda db, who, row: services.documents_of(db, who, row.person_id),
        lambda db, who, row: services.find_waiting(db, who),
    ],
)
def test_nobody_else_sees_a_document(desk: Desk, ask: Callable[..., Any]) -> None:
    """T11."""
    row = desk.send()
    for who in (desk.cast.bea, desk.cast.caz, desk.cast.dee):
        with pytest.raises(Missing):
            ask(desk.db, who, row)
    ask(desk.db, desk.cast.reg, row)


def test_the_facts_say_each_turn_by_the_day_in_utc(desk: Desk) -> None:
    """Whatever the clocks of the trainee and the registrar show, a day is a day in UTC."""
    late = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    row = desk.send(now=late)
    desk.accept(row, now=late + timedelta(seconds=1))
    (fact,) = services.find_facts(desk.db, [desk.cast.ana.id, desk.cast.caz.id])[desk.cast.ana.id]
    assert (fact.id, fact.on) == (f"document:{row.id}", TODAY)
    assert fact.values["turned"] == [["2026-11-24", "sent"], ["2026-11-25", "accepted"]]


def test_the_day_of_a_person_is_that_of_their_zone(desk: Desk) -> None:
    """At noon in UTC it is the next day already in Kiritimati, and what was issued there today may be sent."""
    ana = people.get_person(desk.db, desk.cast.ana.id)
    tomorrow = replace(LICENCE, issued_on=TODAY + timedelta(days=1))
    with pytest.raises(Unacceptable):
        desk.send(tomorrow)
    ana.zone = "Pacific/Kiritimati"
    desk.db.commit()
    assert not desk.send(tomorrow, who=people.as_actor(ana)).as_held().counts_on(TODAY)


def test_every_file_of_a_document_is_named_among_those_kept(desk: Desk) -> None:
    row = desk.send()
    assert list(services.files_of(desk.db)) == [(row.id, row.file)]
