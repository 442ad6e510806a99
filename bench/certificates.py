"""Certificates per second of processor time: in bulk, as a run of a cohort makes them, and one at a time.

One at a time is the same finished file, given out by the same function, where no pattern is known and pyHanko makes
every signature's message, nor what the words of a credential mean: drawn in full by WeasyPrint with fonts and style
sheets kept, signed, checked and stored.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from unittest.mock import patch

from flask import Flask

GIVEN = (
    "Ana",
    "Bea",
    "Chiara",
    "Émile",
    "Gül",
    "Hana",
    "Inês",
    "Jürgen",
    "Łukasz",
    "Maria",
    "Nuala",
    "Øyvind",
)
FAMILY = (
    "Okafor",
    "Krížová",
    "Rossi-Bianchi",
    "Ødegård",
    "Nguyen",
    "Lefèvre",
    "O’Brien",
    "Şahin",
    "Tan",
    "Wu",
)


def measure(app: Flask, seconds: float) -> list[str]:
    """Return lines that say what a certificate costs either way, from drawing to its file on the disk."""
    from ashilms.certificates import press
    from ashilms.certificates import services as certificates
    from ashilms.certificates.rules import Listed, Payload, link_token, new_number
    from ashilms.web import session, state

    with app.app_context():
        current = state()
        like = certificates.all_certificates(session())[0].as_payload()
        place = like.verify_url.removesuffix(like.token)

        def said(number: int) -> Payload:
            """Return what the certificate of another holder says: other name, number, link and code."""
            seed = hashlib.sha256(b"%d" % number).digest()
            name = f"{GIVEN[seed[0] % len(GIVEN)]} {FAMILY[seed[1] % len(FAMILY)]} {FAMILY[seed[2] % len(FAMILY)]}"
            token = link_token(seed[:16])
            return replace(
                like, number=new_number("BBM1", seed[:10]), holder=name, token=token, verify_url=place + token,
                standing_digest=seed.hex(),
            )  # fmt: skip

        def pressed(number: int) -> None:
            payload, kinds = said(number), current.kinds["certificate_designs"]
            press.press(
                payload, current.settings, current.render, listed=Listed(1, number), now=current.clock(),
                dress=press.dress_for(session(), payload, current.settings, kinds),
            )  # fmt: skip

        alone: list[float] = []
        bulk: list[float] = []
        number, stop = 0, time.perf_counter() + 2 * seconds
        with one_at_a_time():
            for number in range(WARM):
                pressed(number)
        while time.perf_counter() < stop or len(alone) < LEAST:
            number += 1 + EACH
            with one_at_a_time():
                alone.append(_cost(pressed, number))
            bulk += [_cost(pressed, number + more) for more in range(1, EACH + 1)]
    one, many = _middle(alone), _middle(bulk)
    means = {count: sum(bulk[:count]) / count for count in (*RUNS, len(bulk))}
    return [
        _line("one at a time", one, len(alone)),
        _line("in bulk", many, len(bulk)) + ", no two the same",
        *(f"certificate: {mean:.1f} CPU ms on average of the first {count}" for count, mean in means.items()),
        f"certificate: {one / many:.1f} times as many in bulk; "
        + ", ".join(f"{one / mean:.1f} by the average of a run of {count}" for count, mean in means.items()),
    ]


def _line(name: str, cost: float, made: int) -> str:
    return f"certificate: {name:<14}{1000 / cost:7.1f} per CPU second, {cost:6.1f} CPU ms, {made} made"


WARM, LEAST, EACH = 4, 20, 50
"""Certificates before any is counted, none of which bulk learns from: it begins as a process begins that was just
started. How many at least are made one at a time, and in bulk for each of those."""
RUNS = (100, 300)
"""Of how many certificates the average is told beside that of all: the first of each kind are drawn in full."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Make certificates without what others left behind."""
    from ashilms.certificates.signing import making
    from ashilms.credentials import linked
    from ashilms.documents import pdf
    from ashilms.documents.alike import Alike

    studio = pdf._studio()
    with (
        patch.object(studio, "alike", Alike()),
        patch.object(making, "_attributes", lambda *_: None),
        patch.object(linked, "_processor", cache(linked._processor.__wrapped__)),
        patch.object(linked, "_statements", cache(linked._statements.__wrapped__)),
    ):
        yield


def _cost(act: Callable[[int], None], number: int) -> float:
    began = time.process_time()
    act(number)
    return (time.process_time() - began) * 1000


def _middle(costs: list[float]) -> float:
    return sorted(costs)[len(costs) // 2]
