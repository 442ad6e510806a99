"""Facts of each kind, as the rooms give them, for tests of the rules."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact

DAY = date(2026, 11, 24)


def credit(minutes: int, module: str = "m00", on: date = DAY) -> Fact:
    """Return a module that was read and passed, online."""
    return Fact(f"credit:{module}", "credit_earned", on, {"module": module, "minutes": minutes})


def live(minutes: int, number: int = 1, on: date = DAY, **values: Any) -> Fact:
    """Return a live session attended from beginning to end."""
    return Fact(
        f"attendance:{number}", "live_attendance", on, {"minutes": minutes, "title": "Bars", **values}
    )


def session(number: int = 1, on: date = DAY, since: date | None = None, **values: Any) -> Fact:
    """Return a countersigned session."""
    usual = {
        "category": "P3", "minutes": 60, "client": "C-1", "supervisor": 7,
        "signed_by": values.get("supervisor", 7), "starts": f"{on}T09:00:00+00:00", "refused": False, "features": [],
    }  # fmt: skip
    return Fact(f"entry:{number}", "practicum_entry", on, usual | values, since)


def incident(severity: int, number: int = 1, on: date = DAY, turned: Sequence[tuple[str, bool]] = ()) -> Fact:
    """Return an incident that was sent on a day, and opened or closed later."""
    values = {"severity": severity, "turned": turned or [(on.isoformat(), True)]}
    return Fact(f"incident:{number}", "incident", on, values)


def remediation(closed: str | None = None, number: int = 1, on: date = DAY) -> Fact:
    """Return what an automatic fail began."""
    return Fact(f"remediation:{number}", "remediation", on, {"closed": closed})


def certificate(
    number: int = 1,
    issued: date = DAY,
    until: date | None = date(2028, 11, 23),
    program: str = "level-1",
    changes: Sequence[tuple[str, str]] = (),
    completed: date | None = None,
) -> Fact:
    """Return a certificate with each change of its status; valid from its day where no other is given."""
    values = {
        "program": program, "until": until.isoformat() if until else None,
        "completed": (completed or issued).isoformat(),
        "changes": changes or [(issued.isoformat(), "valid")],
    }  # fmt: skip
    return Fact(f"certificate:BBM-{number}", "certificate", issued, values)


def held_on(since: date) -> str:
    """Return what a certificate held since a day is called."""
    return f"held since {day(since)}"


def document(
    number: int = 1, since: date = DAY, until: date | None = date(2027, 11, 23), kind: str = "licence",
    turned: Sequence[tuple[str, str]] = (), **values: Any,
) -> Fact:  # fmt: skip
    """Return a document that was sent and accepted on its first day, unless it is said otherwise."""
    turned = turned or [(since.isoformat(), "sent"), (since.isoformat(), "accepted")]
    usual = {
        "document": kind, "place": "", "from": since.isoformat(), "until": until.isoformat() if until else None,
        "turned": [list(turn) for turn in turned],
    }  # fmt: skip
    return Fact(f"document:{number}", "document", date.fromisoformat(turned[0][0]), usual | values)
