"""Load on loopback: so many people at once, each doing a scenario's steps over and over, for so long."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from secrets import randbelow as choice
from typing import Any

from bench.process import Server


def said(body: bytes) -> str:
    """Return what a page says in words, for a person who looks why it was another than expected."""
    return " ".join(re.sub(rb"<[^>]*>", b" ", body.partition(b"<main")[2]).decode(errors="replace").split())[
        :300
    ]


@dataclass
class Answer:
    """One answer: its status, its body, and where it sends one."""

    status: int
    body: bytes
    location: str = ""


class Visitor:
    """One person with one connection; counts how long each step took, by name."""

    def __init__(self, port: int, cookie: str = "") -> None:
        """Say where the site is and who is asking."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = cookie
        self.address = "10.0.0.1"
        self.times: dict[str, list[float]] = {}

    def get(self, path: str, step: str, expect: int = 200) -> Answer:
        """Ask for a page; raises `AssertionError` when the answer is not as expected."""
        return self._ask("GET", path, step, None, expect)

    def post(self, path: str, step: str, data: str, expect: int = 302, or_else: int = 0) -> Answer:
        """Send a form; `or_else` is another answer that would be right."""
        return self._ask("POST", path, step, data, expect, or_else)

    def _ask(
        self, method: str, path: str, step: str, data: str | None, expect: int, or_else: int = 0
    ) -> Answer:
        # Each unit comes from an address of its own, as it would: the limits per address are not what is measured.
        headers = {"Cookie": self.cookie, "Host": "127.0.0.1", "X-Forwarded-For": self.address}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, data, headers)
        got = self.connection.getresponse()
        body = got.read()
        if fresh := got.headers.get("Set-Cookie"):
            self.cookie = fresh.split(";")[0]
        self.times.setdefault(step, []).append(time.perf_counter() - began)
        assert got.status in (expect, or_else), f"{method} {path}: {got.status}, not {expect}: {said(body)}"
        return Answer(got.status, body, got.headers.get("Location", ""))


@dataclass
class Block:
    """What one block of load came to."""

    units: int = 0
    seconds: float = 0.0
    cpu_ms: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)


Unit = Callable[[Visitor, Any], None]


def run_block(
    server: Server, unit: Unit, people: Iterator[tuple[str, Any]], *, at_once: int, seconds: float
) -> Block:
    """Return what came of `seconds` of load by `at_once` people; `people` yields a cookie and what they need."""
    crowd = _Crowd(server.port, unit, people, time.perf_counter() + seconds)
    cpu, began = server.cpu_ms(), time.perf_counter()
    threads = [threading.Thread(target=crowd.work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    block = crowd.block
    block.seconds, block.cpu_ms = time.perf_counter() - began, server.cpu_ms() - cpu
    if crowd.failures:
        raise crowd.failures[0]
    return block


class _Crowd:
    """People who come one after another, as many at once as there are threads in `work`."""

    def __init__(self, port: int, unit: Unit, people: Iterator[tuple[str, Any]], stop: float) -> None:
        self.port, self.unit, self.people, self.stop = port, unit, people, stop
        self.lock, self.block, self.failures = threading.Lock(), Block(), list[Exception]()

    def work(self) -> None:
        """Serve people until time is up or nobody is left; a wrong answer ends it, since its speed is worth nothing."""
        visitor = Visitor(self.port)
        while time.perf_counter() < self.stop and (person := self._next()) is not None:
            visitor.cookie = person[0]
            visitor.address = f"10.{choice(255)}.{choice(255)}.{choice(255)}"
            try:
                self.unit(visitor, person[1])
            except Exception as problem:
                self.failures.append(problem)
                return
            with self.lock:
                self.block.units += 1
        with self.lock:
            for step, times in visitor.times.items():
                self.block.times.setdefault(step, []).extend(times)

    def _next(self) -> tuple[str, Any] | None:
        with self.lock:
            return next(self.people, None)
