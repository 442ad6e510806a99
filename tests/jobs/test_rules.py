"""How long a job waits before it is tried again, and when a recurring one has its turn."""

from datetime import UTC, datetime, timedelta

import pytest

from ashilms.jobs.rules import TRIES, slot_key, wait_after


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (8, 3840), (10, 15_360), (11, 21_600), (500, 21_600)],
)
def test_each_failure_doubles_the_wait_up_to_six_hours(attempts: int, seconds: int) -> None:
    assert wait_after(attempts) == timedelta(seconds=seconds)


def test_a_mail_server_may_be_down_for_a_night() -> None:
    waited = sum((wait_after(n) for n in range(1, TRIES)), timedelta())
    assert timedelta(hours=12) < waited < timedelta(hours=24)


def test_a_recurring_job_has_one_key_in_each_turn() -> None:
    hour, start = timedelta(hours=1), datetime(2026, 11, 24, 12, tzinfo=UTC)
    keys = [slot_key("sweep", hour, start + timedelta(minutes=m)) for m in (0, 1, 59, 60, 119, 120)]
    assert keys[0] == keys[1] == keys[2]
    assert keys[3] == keys[4]
    assert len(set(keys)) == 3
