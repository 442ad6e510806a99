"""Everybody hands in at once: so many people sit a paper within one minute, each sending the end twice.

What counts is whether anything is lost or doubled: every answer that was acknowledged is looked for afterwards.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from bench.attempts import save, start
from bench.load import Visitor
from bench.paper import OPTIONS, QUESTIONS, Sitter, add_sitters
from bench.process import Server
from bench.seed import Seeded

PEOPLE, MINUTE = 200, 60.0


@dataclass
class Sitting:
    """What one person did: which places they chose, as acknowledged, and how long each request took."""

    sitter: Sitter
    attempt: int = 0
    chosen: dict[int, int] = field(default_factory=dict)
    again: int = 0
    """How often the site was too busy for an answer, and it was sent again."""
    handed_in: list[int] = field(default_factory=list)
    """How the two sendings of the end were answered."""
    times: dict[str, list[float]] = field(default_factory=dict)


def measure(app: Flask, seeded: Seeded, workers: int) -> None:
    """Let everybody sit, print how long it took, and what is in the database."""
    sittings = [Sitting(sitter) for sitter in add_sitters(app, PEOPLE, "rush")]
    print(
        f"\nrush: {PEOPLE} people sit a paper of {QUESTIONS} within one minute, each sending the end twice at once"
    )
    with Server("ashilms.cli.wsgi:app", seeded.env, workers) as site:
        began = time.perf_counter()
        failures = _all_at_once(site.port, sittings)
        seconds = time.perf_counter() - began
    times = [one for sitting in sittings for found in sitting.times.values() for one in found]
    times.sort()
    p50, p95, p99 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95, 0.99))
    ends = Counter(tuple(sorted(sitting.handed_in)) for sitting in sittings)
    print(f"  {len(times)} requests in {seconds:.1f} s, p50/p95/p99 ms {p50:.1f}/{p95:.1f}/{p99:.1f}")
    print(f"  answers sent again as the site was busy: {sum(sitting.again for sitting in sittings)}")
    print(f"  answers to the two ends: {dict(ends)}; people who failed: {len(failures)} {failures[:2]}")
    print(f"  {audit_of(app, sittings)}")


def _all_at_once(port: int, sittings: list[Sitting]) -> list[str]:
    failures: list[str] = []

    def sit(sitting: Sitting, wait: float) -> None:
        time.sleep(wait)
        try:
            _sit(port, sitting)
        except Exception as problem:
            failures.append(repr(problem)[:300])

    draw = random.Random(1)  # noqa: S311 (when people come, nothing secret)
    threads = [
        threading.Thread(target=sit, args=(sitting, draw.uniform(0, MINUTE / 3))) for sitting in sittings
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def _sit(port: int, sitting: Sitting) -> None:
    """Start, answer every question once a second and a half or so, and send the end twice at the same moment."""
    draw = random.Random(sitting.sitter.person_id)  # noqa: S311
    visitor = Visitor(port, sitting.sitter.cookie)
    visitor.address = f"10.1.{sitting.sitter.person_id % 250}.{draw.randrange(250)}"
    sitting.times = visitor.times
    sitting.attempt, token = start(visitor)
    for number in range(1, QUESTIONS + 1):
        place = draw.randint(1, len(OPTIONS))
        sitting.again += save(visitor, sitting.attempt, number, place, token)
        sitting.chosen[number] = place
        time.sleep(draw.uniform(0, 2 * 0.6 * MINUTE / QUESTIONS))
    ends = [threading.Thread(target=_hand_in, args=(port, visitor.cookie, sitting, token)) for _ in range(2)]
    for end in ends:
        end.start()
    for end in ends:
        end.join()


def _hand_in(port: int, cookie: str, sitting: Sitting, token: str) -> None:
    visitor = Visitor(port, cookie)
    data = urlencode({"csrf_token": token})
    answer = visitor.post(f"/attempts/{sitting.attempt}/hand-in", "hand in", data, or_else=409)
    sitting.handed_in.append(answer.status)


def audit_of(app: Flask, sittings: list[Sitting]) -> str:
    """Return what the database holds of it: acknowledged answers that are missing, and grades per attempt."""
    from sqlalchemy import select

    from ashilms.quizzes.models import AnswerStep, Attempt, AttemptGrade, AttemptItem
    from ashilms.web import session

    missing, acknowledged = 0, 0
    with app.app_context():
        db: Any = session()
        for sitting in sittings:
            orders = dict(
                db.execute(
                    select(AttemptItem.number, AttemptItem.order).where(
                        AttemptItem.attempt_id == sitting.attempt
                    )
                ).all()
            )
            steps = select(AnswerStep).where(AnswerStep.attempt_id == sitting.attempt).order_by(AnswerStep.id)
            kept = {step.number: step.answer for step in db.scalars(steps)}
            acknowledged += len(sitting.chosen)
            missing += sum(
                kept.get(number) != orders[number][place - 1] for number, place in sitting.chosen.items()
            )
        ids = [sitting.attempt for sitting in sittings]
        grades = Counter(
            db.scalars(select(AttemptGrade.attempt_id).where(AttemptGrade.attempt_id.in_(ids))).all()
        )
        states = Counter(db.scalars(select(Attempt.state).where(Attempt.id.in_(ids))).all())
    per = Counter(grades[attempt] for attempt in ids)
    return (
        f"{acknowledged} answers acknowledged, {missing} missing; grades per attempt "
        f"{ {count: f'{many} attempts' for count, many in per.items()} }; states {dict(states)}"
    )
