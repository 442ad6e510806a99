"""Whether two refusals can be told apart by their time: an unknown number, and a number with a wrong surname."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from secrets import randbelow as choice
from secrets import token_bytes
from urllib.parse import urlencode

from bench.load import Visitor
from bench.paper import TOKEN
from bench.process import Server
from bench.seed import Seeded

GOAL_MS = 1.0
"""By how much the medians may differ."""
REQUESTS, BLOCK = 2000, 50


def measure(seeded: Seeded, *, quick: bool) -> None:
    """Ask both in a random order, one at a time, and print the medians, their difference, and the goal."""
    from ashilms.certificates.rules import new_number

    numbers, requests = cycle(number for number, _ in seeded.surnames), 200 if quick else REQUESTS
    kinds: dict[str, Callable[[], str]] = {
        "unknown number": lambda: new_number("BBM1", token_bytes(10)),
        "wrong surname": lambda: next(numbers),
    }
    with Server("ashilms.cli.wsgi:app", seeded.env, 1) as site:
        visitor = Visitor(site.port)
        token = _token(visitor)
        _ask(site, visitor, token, kinds, BLOCK)
        report(_ask(site, visitor, token, kinds, requests))


def _token(visitor: Visitor) -> str:
    found = TOKEN.search(visitor.get("/verify", "form").body)
    assert found, "no form on the page"
    return found[1].decode()


@dataclass
class Asked:
    """What requests of one kind took: milliseconds of each on the wall, and of the server's processor in all."""

    times: list[float] = field(default_factory=list)
    cpu_ms: float = 0.0


def _ask(
    site: Server, visitor: Visitor, token: str, kinds: dict[str, Callable[[], str]], each: int
) -> dict[str, Asked]:
    """Ask in blocks, A B B A and so on; every request comes from an address of its own."""
    found = {name: Asked() for name in kinds}
    for turn in range(each // BLOCK):
        for name in list(kinds)[:: 1 if turn % 2 == 0 else -1]:
            before = site.cpu_ms()
            for _ in range(BLOCK):
                visitor.address = f"10.{choice(255)}.{choice(255)}.{choice(255)}"
                data = {"csrf_token": token, "number": kinds[name](), "surname": "Nobodys-Name"}
                began = time.perf_counter()
                visitor.post("/verify", name, urlencode(data), expect=404)
                found[name].times.append((time.perf_counter() - began) * 1000)
            found[name].cpu_ms += site.cpu_ms() - before
    return found


def report(found: dict[str, Asked]) -> None:
    """Print what was measured."""
    print("\nalike: two refusals of the public page that nobody may tell apart")
    for name, asked in found.items():
        count = len(asked.times)
        median, cpu = statistics.median(asked.times), asked.cpu_ms / count
        print(f"  {name:<15} median {median:.3f} ms of {count} requests, {cpu:.3f} CPU ms each")
    one, other = (asked.times for asked in found.values())
    gap = abs(statistics.median(one) - statistics.median(other))
    draw = random.Random(7)  # noqa: S311 (resampling, nothing secret)
    gaps = sorted(
        abs(
            statistics.median(draw.choices(one, k=len(one)))
            - statistics.median(draw.choices(other, k=len(other)))
        )
        for _ in range(300)
    )
    said = "reached" if gap < GOAL_MS else "NOT reached"
    print(
        f"  difference {gap:.3f} ms (95 % of resamples below {gaps[284]:.3f}), goal < {GOAL_MS:.0f} ms: {said}"
    )
