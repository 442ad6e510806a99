"""Pages that must not grow with what lies behind them: the same page for somebody with much, and with little."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any

from flask import Flask

from bench.load import Block, Visitor, run_block
from bench.process import Server
from bench.seed import Seeded, cookie_of


@dataclass(frozen=True)
class Growth:
    """One page, for whom much lies behind it and for whom little, and how much slower it may be."""

    name: str
    about: str
    path: str
    much: int
    little: int
    goal: float
    """How many times the processor time of the small one the large one may take."""


GROWTHS = {
    growth.name: growth
    for growth in (
        Growth("inbox", "inbox, first page, of an instructor", "/inbox", 2000, 20, 1.5),
        Growth("ledger", "ledger, first page, of a trainee", "/practicum", 5000, 50, 2.0),
    )
}
LIVELY = timedelta(days=29)
"""How long the entries of the inbox still wait: none of them is flagged."""


def compare(app: Flask, seeded: Seeded, growth: Growth, workers: int, seconds: float, rounds: int) -> None:
    """Run both in alternation (A B B A …) and print them and their ratio, with the least and the largest of a pair."""
    cookies = {size: seed(app, growth.name, size) for size in (growth.much, growth.little)}
    blocks: dict[int, list[Block]] = {size: [] for size in cookies}
    with Server("ashilms.cli.wsgi:app", seeded.env, workers) as site:
        for cookie in cookies.values():
            run_block(site, page_of(growth), people(cookie), at_once=2, seconds=1.5)
        for turn in range(rounds):
            for size in list(cookies)[:: 1 if turn % 2 == 0 else -1]:
                blocks[size].append(
                    run_block(site, page_of(growth), people(cookies[size]), at_once=2, seconds=seconds)
                )
    report(growth, blocks)


def page_of(growth: Growth) -> Any:
    """Return one unit: the page."""

    def ask(visitor: Visitor, _: Any) -> None:
        visitor.get(growth.path, growth.name)

    return ask


def people(cookie: str) -> Iterator[tuple[str, Any]]:
    """Return the same person for ever."""
    return repeat((cookie, None))


def report(growth: Growth, blocks: dict[int, list[Block]]) -> None:
    """Print processor time per page on both sides, and the ratio with its spread over the pairs."""
    print(f"\n{growth.name}: {growth.about}")
    costs = {size: [block.cpu_ms / block.units for block in found] for size, found in blocks.items()}
    for size, found in costs.items():
        print(
            f"  with {size:>5}  {statistics.mean(found):7.2f} CPU ms per page ({min(found):.2f} to {max(found):.2f})"
        )
    ratios = [a / b for a, b in zip(costs[growth.much], costs[growth.little], strict=True)]
    ratio = statistics.mean(costs[growth.much]) / statistics.mean(costs[growth.little])
    said = "reached" if ratio <= growth.goal else "NOT reached"
    print(f"  ratio {ratio:.2f} (pairs {min(ratios):.2f} to {max(ratios):.2f}), goal {growth.goal}: {said}")


def seed(app: Flask, name: str, size: int) -> str:
    """Make somebody with so many entries, copied from one of the demonstration's, and return their cookie."""
    from sqlalchemy import insert, select

    from ashilms.demo.services import SLUG
    from ashilms.identity.services import sessions, users
    from ashilms.practicum.models import Entry
    from ashilms.web import transaction

    now, roles = datetime.now(UTC), ("instructor", "supervisor") if name == "inbox" else ("trainee",)
    with app.app_context(), transaction() as db:
        user = users.make_user(
            db, email=f"{name}-{size}@demo.example", name=f"{name.title()} {size}", roles=roles, zone="UTC",
            now=now,
        )  # fmt: skip
        model = db.scalars(select(Entry).where(Entry.state == "countersigned").order_by(Entry.id)).first()
        assert model is not None and user.person_id is not None  # noqa: PT018
        row = {
            c.key: getattr(model, c.key)
            for c in Entry.__mapper__.column_attrs
            if c.key not in ("id", "decision_id")
        }
        make = _waiting if name == "inbox" else _signed
        db.execute(insert(Entry), [row | make(user.person_id, number, now) for number in range(size)])
        if name == "ledger":
            _enrol(db, user.person_id, SLUG, now)
        return cookie_of(app, sessions.open_session(db, user, agent="bench", now=now))


def _enrol(db: Any, person_id: int, slug: str, now: datetime) -> None:
    from ashilms.accounts import services as people_
    from ashilms.courses import services as courses

    actor = people_.as_actor(people_.get_person(db, person_id))
    courses.enrol(db, actor, courses.get_course(db, slug).id, now=now)


def _waiting(person_id: int, number: int, now: datetime) -> dict[str, Any]:
    sent = now - timedelta(minutes=number)
    return {
        "supervisor_id": person_id, "form_key": None, "state": "submitted", "first_sent_at": sent, "sent_at": sent,
        "lapses_at": now + LIVELY, "flags": [], "flagged": False,
    }  # fmt: skip


def _signed(person_id: int, number: int, now: datetime) -> dict[str, Any]:
    """Return the entry so many sessions ago: two a day, years back."""
    starts = now - timedelta(days=1 + number // 2, hours=3 * (number % 2))
    ends = starts + timedelta(minutes=70)
    return {
        "person_id": person_id,
        "form_key": None,
        "starts": starts,
        "ends": ends,
        "state": "countersigned",
    }
