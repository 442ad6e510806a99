"""Follow-ups: when they are asked, that the job may run as often as it likes, and who answers and sees them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.incidents import services
from ashilms.incidents.models import FollowUp
from ashilms.incidents.rules.follow_ups import Answer, due_times, is_overdue, needs_follow_up
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from tests.conftest import NOW
from tests.incidents.conftest import Office, due
from tests.practicum.conftest import Desk, at

pytestmark = pytest.mark.any_database

DAY = timedelta(days=1)
ENDS = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""When the session of the fixtures ends."""


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        (ENDS, [ENDS + DAY, ENDS + 3 * DAY, ENDS + 7 * DAY]),
        (
            datetime(2026, 3, 28, 9, tzinfo=UTC),
            [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (29, 31)]
            + [datetime(2026, 4, 4, 9, tzinfo=UTC)],
        ),
    ],
)
def test_hours_are_hours_also_when_the_clocks_change(ends: datetime, due: list[datetime]) -> None:
    assert due_times(ends) == tuple(zip((24, 72, 168), due, strict=True))


@pytest.mark.parametrize(
    ("strokes", "client", "ago", "asked"),
    [
        (["glide"], "C-14", timedelta(hours=1), True), (["glide"], "C-14", 14 * DAY, True),
        (["glide"], "C-14", 15 * DAY, False), ([], "C-14", DAY, False), (None, "C-14", DAY, False),
        (["glide"], None, DAY, False), (["glide"], "C-14", -DAY, False),
    ],
)  # fmt: skip
def test_sessions_of_foot_work_on_somebody_are_asked_about(
    strokes: list[str] | None, client: str | None, ago: timedelta, asked: bool
) -> None:
    assert needs_follow_up(strokes, client, NOW - ago, NOW) is asked


def test_what_is_due_for_a_day_is_overdue() -> None:
    assert not is_overdue(NOW, NOW + DAY - timedelta(seconds=1))
    assert is_overdue(NOW, NOW + DAY)


def test_after_missed_days_the_job_catches_up_and_all_that_is_due_is_asked(
    office: Office, entry: Entry
) -> None:
    assert services.make_follow_ups(office.db, now=NOW + 4 * DAY) == 1
    assert due(office, NOW + 4 * DAY) == [24, 72]
    assert due(office, NOW + 8 * DAY) == [24, 72, 168]
    assert services.count_due(office.db, office.cast.ana.id, now=NOW + 8 * DAY) == 3


def test_old_sessions_are_left_alone(office: Office, entry: Entry) -> None:
    assert services.make_follow_ups(office.db, now=NOW + 20 * DAY) == 0


def test_a_draft_and_an_amendment_are_not_asked_about(
    office: Office, desk: Desk, sheet: Sheet, entry: Entry
) -> None:
    desk.draft(sheet, client="C-20")
    desk.sign(entry)
    services.make_follow_ups(office.db, now=NOW)
    again = practicum.amend_entry(office.db, office.cast.ana, entry.id, now=NOW)
    practicum.change_entry(
        office.db,
        office.cast.ana,
        again.id,
        replace(sheet, check_id=again.as_sheet().check_id),
        version=again.version,
        send=True,
        now=NOW,
    )
    assert services.make_follow_ups(office.db, now=NOW) == 0
    assert office.db.scalar(select(func.count()).select_from(FollowUp)) == 3


def test_what_is_sent_again_with_another_end_is_asked_by_that(office: Office, entry: Entry) -> None:
    services.make_follow_ups(office.db, now=NOW)
    practicum.return_entry(
        office.db, office.cast.bea, entry.id, version=entry.version, reason="We ended later.", now=NOW
    )
    longer = replace(entry.as_sheet(), end=at("11:00"))
    practicum.change_entry(
        office.db, office.cast.ana, entry.id, longer, version=entry.version, send=True, now=NOW
    )
    services.make_follow_ups(office.db, now=NOW)
    assert services.follow_ups_of(office.db, entry.id)[0].due_at == ENDS + DAY + timedelta(hours=1)


LATER = NOW + DAY


def test_one_is_answered_once(office: Office, first: FollowUp) -> None:
    ana = office.cast.ana
    services.answer_follow_up(office.db, ana, first.id, Answer.MILD, note=" The left side. ", now=LATER)
    assert (first.answer, first.note, first.answered_at) == ("mild", "The left side.", LATER)
    assert due(office, LATER) == []
    with pytest.raises(Clash, match="answered already"):
        services.answer_follow_up(office.db, ana, first.id, Answer.NOTHING, now=LATER)


@pytest.mark.parametrize("who", ["bea", "caz", "reg"])
def test_nobody_answers_for_somebody_else(office: Office, first: FollowUp, who: str) -> None:
    """T11."""
    with pytest.raises(Missing):
        services.answer_follow_up(office.db, getattr(office.cast, who), first.id, Answer.NOTHING, now=LATER)
    assert due(office, LATER, who) == []


def test_an_answer_comes_when_it_is_due_and_tells_nobody_s_identity(office: Office, first: FollowUp) -> None:
    ana = office.cast.ana
    with pytest.raises(Clash):
        services.answer_follow_up(office.db, ana, first.id, Answer.NOTHING, now=NOW)
    with pytest.raises(Unacceptable, match="telephone"):
        services.answer_follow_up(office.db, ana, first.id, Answer.MILD, note="0151 2345 6789", now=LATER)


def test_the_trainee_sees_it_first_and_who_supervised_after_a_day(office: Office, first: FollowUp) -> None:
    seen = {
        hours: [row.hours for row in services.find_overdue(office.db, office.cast.bea, now=ENDS + hours)]
        for hours in (DAY, 2 * DAY - timedelta(seconds=1), 2 * DAY)
    }
    assert list(seen.values()) == [[], [], [24]]
    assert services.find_overdue(office.db, office.cast.dee, now=ENDS + 3 * DAY) == []
