"""What docs/sign-in.md promises is what the code does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from limits import RateLimitItem

from ashilms.identity import rules
from ashilms.identity.services import second_factor, throttle

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sign-in.md").read_text("utf-8")


def words(item: RateLimitItem) -> str:
    unit = {60: "minute", 3600: "hour", 86_400: "day"}[item.GRANULARITY.seconds]
    span = f"{item.multiples} {unit}s" if item.multiples > 1 else f"{'an' if unit == 'hour' else 'a'} {unit}"
    return f"{item.amount} in {span}"


@pytest.mark.parametrize(
    ("row", "items"),
    [
        ("wrong passwords for one account", [throttle.PASSWORD]),
        ("wrong passwords from one network address", [throttle.PASSWORD]),
        ("wrong passwords for all accounts", [throttle.PASSWORD_ALL]),
        ("wrong passwords from one browser", [throttle.PASSWORD]),
        ("wrong codes for one account", list(throttle.CODE)),
        ("mails for a new password to one mailbox", [throttle.RESET]),
        ("mails for a new account to one mailbox", [throttle.CONFIRM]),
        ("such mails asked for", [throttle.RESET_ADDRESS]),
        ("such mails asked for", [throttle.CONFIRM_ADDRESS]),
    ],
)
def test_each_documented_limit_is_the_one_in_force(row: str, items: list[RateLimitItem]) -> None:
    """V6.1.1: the numbers on the page are those in the code."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {row}")]
    assert line.rstrip(" |").endswith("| " + ", ".join(words(item) for item in items)), line


def test_each_documented_time_is_the_one_in_force() -> None:
    """V7.1.1, V6.1.3: idle, absolute, proof, links, codes."""
    text = " ".join(PAGE.split())
    for time, said in (
        (rules.IDLE, "after 30 minutes without a request"),
        (rules.ABSOLUTE, "after 12 hours in any case"),
        (rules.FRESH, "serves for signatures for 10 minutes"),
        (rules.LIFETIMES["register"], "an account 24 hours"),
        (rules.LIFETIMES["invite"], "an invitation 72 hours"),
        (rules.LIFETIMES["reset"], "a new password 30 minutes"),
        (timedelta(seconds=second_factor.STEP), "30 seconds, one step"),
    ):
        number = int(re.search(r"\d+", said)[0])
        assert time == timedelta(
            **{"hours" if "hours" in said else "seconds" if "seconds" in said else "minutes": number}
        )
        assert said in text
    assert second_factor.SKEW == 1
    assert f"{second_factor.CODES} codes of 118 bits" in text
    assert f"| {rules.CODE_TRIES}, then the password is asked for again" in text
    assert (f"{rules.USUAL} characters or more", rules.FLOOR) == ("12 characters or more", 8)


def test_every_event_that_sign_in_logs_is_on_the_page() -> None:
    """V16.1.1: the inventory of what is logged."""
    logged = set()
    for path in (ROOT / "ashilms" / "identity").rglob("*.py"):
        logged |= set(re.findall(r'"event": f?"(\w+)"', path.read_text("utf-8")))
    missing = {event for event in logged if f"`{event}`" not in PAGE}
    assert not missing, missing


def test_nothing_makes_a_password_grow_old_and_chance_comes_from_the_system() -> None:
    """V6.2.10, V6.4.2, V6.5.3: no expiry, no secret questions, no predictable tokens anywhere in the room."""
    for path in (ROOT / "ashilms" / "identity").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "import random" not in text, path
        assert not re.search(r"security_question|password_expires|max_password_age", text), path
