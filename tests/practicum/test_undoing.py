"""Taking a return back, and signing several sessions at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.waiting import UNDO
from tests.conftest import NOW
from tests.practicum.conftest import Desk, at

WHY = "Which region did you leave out?"
SOON = NOW + timedelta(seconds=5)


def give_back(desk: Desk, entry: Entry) -> None:
    services.return_entry(desk.db, desk.cast.bea, entry.id, version=entry.version, reason=WHY, now=NOW)


def test_a_return_is_taken_back_within_ten_seconds_as_a_step_of_its_own(desk: Desk, sheet: Sheet) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    give_back(desk, entry)
    (done,) = services.find_undoable(db, cast.bea, now=SOON)
    assert (done.values, done.until) == ({"id": entry.id}, NOW + UNDO)
    for who in (cast.ana, cast.caz, cast.dee, cast.reg):
        assert services.find_undoable(db, who, now=SOON) == []
        with pytest.raises(Missing):
            services.take_back(db, who, entry.id, now=SOON)
    services.take_back(db, cast.bea, entry.id, now=SOON)
    assert (entry.state, [event.step for event in entry.events]) == (
        "submitted",
        ["submit", "return", "take-back"],
    )
    assert services.find_undoable(db, cast.bea, now=SOON) == []
    assert [item.why.split(" · ")[0] for item in services.waiting_for(db, cast.bea, now=SOON)] == ["Session"]
    with pytest.raises(Missing):
        services.take_back(db, cast.bea, entry.id, now=SOON)
    assert desk.sign(entry, now=SOON).state == "countersigned"
    assert services.find_altered(db) == []


def test_a_return_stays_after_ten_seconds_and_once_the_trainee_has_sent_it_anew(
    desk: Desk, sheet: Sheet
) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    give_back(desk, entry)
    with pytest.raises(Clash, match="ten seconds are over"):
        services.take_back(db, cast.bea, entry.id, now=NOW + timedelta(seconds=13))
    services.submit_entry(db, cast.ana, entry.id, now=SOON)
    with pytest.raises(Missing):
        services.take_back(db, cast.bea, entry.id, now=SOON)


@pytest.mark.parametrize("step", ["sign", "reject"])
def test_a_signature_and_a_rejection_are_not_taken_back(desk: Desk, sheet: Sheet, step: str) -> None:
    db, cast, entry = desk.db, desk.cast, desk.send(sheet)
    if step == "sign":
        desk.sign(entry)
    else:
        services.reject_entry(db, cast.bea, entry.id, version=entry.version, reason=WHY, now=NOW)
    assert services.find_undoable(db, cast.bea, now=SOON) == []
    with pytest.raises(Missing):
        services.take_back(db, cast.bea, entry.id, now=SOON)


@pytest.fixture
def three(desk: Desk, sheet: Sheet) -> list[Entry]:
    """Three sessions that wait for Bea, the last of them flagged."""
    times = (("06:00", "07:00"), ("07:30", "08:30"), ("09:00", "10:00"))
    made = []
    for start, end in times:
        made.append(desk.send(replace(sheet, start=at(start), end=at(end))))
    made[2].flags, made[2].flagged = ["Look at this."], True
    for entry in made[:2]:
        entry.flags, entry.flagged = [], False
    desk.db.commit()
    return made


def test_sessions_without_a_flag_are_signed_together(desk: Desk, three: list[Entry]) -> None:
    db, bea = desk.db, desk.cast.bea
    ids = [entry.id for entry in three]
    assert [entry.id for entry in services.find_together(db, bea, ids, now=NOW)] == ids[:2]
    assert services.find_together(db, desk.cast.dee, ids, now=NOW) == []
    seen = {entry.id: entry.version for entry in three[:2]}
    reviews = services.countersign_together(db, bea, seen, now=NOW)
    assert [(review.entry_id, review.verdict, review.outcome) for review in reviews] == [
        (id, "countersign", None) for id in ids[:2]
    ]
    assert [entry.state for entry in three] == ["countersigned", "countersigned", "submitted"]


def test_of_sessions_signed_together_all_are_signed_or_none(desk: Desk, three: list[Entry]) -> None:
    """A flag, a change or a decision meanwhile: nothing is signed."""
    db, bea = desk.db, desk.cast.bea
    seen = {entry.id: entry.version for entry in three[:2]}
    for wrong, error in (
        ({**seen, three[2].id: three[2].version}, Clash),
        ({**seen, three[1].id: 7}, Clash),
        ({**seen, 987_654: 1}, Missing),
        ({}, Unacceptable),
        (dict.fromkeys(range(1, 28), 1), Unacceptable),
    ):
        with pytest.raises(error):
            services.countersign_together(db, bea, wrong, now=NOW)
        db.rollback()
    assert {entry.state for entry in three} == {"submitted"}


def test_who_came_in_by_a_link_signs_one_by_one(desk: Desk, three: list[Entry]) -> None:
    by_link = replace(desk.cast.bea, via="link")
    assert not any(item.together for item in services.waiting_for(desk.db, by_link, now=NOW))
    with pytest.raises(NotAllowed, match="a code of its own"):
        services.countersign_together(desk.db, by_link, {three[0].id: 1}, now=NOW)
