"""An attempt on a site that stores no answers yet and on one that stores very many: a step may hardly take longer."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import Any

from flask import Flask

from bench.attempts import attempt
from bench.load import Block, run_block
from bench.paper import add_sitters, fill
from bench.process import Server
from bench.seed import Seeded

STORED, GOAL = 1_000_000, 1.2
"""So many answers may make the 95th percentile of a step so many times as long."""

SITTERS, AT_ONCE = 500, 4


def compare(app: Flask, seeded: Seeded, workers: int, seconds: float, rounds: int) -> None:
    """Run attempts on both sites in alternation (A B B A …); print their steps, and how much each grew."""
    sitters = add_sitters(app, SITTERS, "stored")
    people = [(sitter.cookie, None) for sitter in sitters]
    with tempfile.TemporaryDirectory(prefix="ashilms-bench-") as folder, ExitStack() as stack:
        _let_go(app)
        empty = Path(folder, "empty")
        shutil.copytree(seeded.env["ASHILMS_DATA_DIR"], empty)
        stored = fill(app, STORED, sitters[0].person_id)
        _let_go(app)
        sites = [
            stack.enter_context(
                Server("ashilms.cli.wsgi:app", seeded.env | {"ASHILMS_DATA_DIR": str(where)}, workers)
            )
            for where in (empty, seeded.env["ASHILMS_DATA_DIR"])
        ]
        blocks = _alternate(sites, people, seconds, rounds)
    report(stored, *blocks)


def _let_go(app: Flask) -> None:
    """Let the database file hold all that was written to it, so that it can be copied."""
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def _alternate(
    sites: list[Server], people: list[tuple[str, Any]], seconds: float, rounds: int
) -> tuple[list[Block], list[Block]]:
    comers: list[Iterator[tuple[str, Any]]] = [cycle(people) for _ in sites]
    blocks: tuple[list[Block], list[Block]] = ([], [])
    for turn in range(rounds + 1):  # the first warms both
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            found = run_block(sites[side], attempt, comers[side], at_once=AT_ONCE, seconds=seconds)
            if turn:
                blocks[side].append(found)
    return blocks


def report(stored: int, empty: list[Block], full: list[Block]) -> None:
    """Print attempts per second, each step's percentiles on both sites, and the growth of the 95th."""
    print(f"\nstored: an attempt of 20 saves with no stored answers, and with {stored:,}")
    for label, blocks in (("none", empty), (f"{stored:,}", full)):
        units, seconds = sum(b.units for b in blocks), sum(b.seconds for b in blocks)
        cpu = sum(b.cpu_ms for b in blocks) / units
        print(f"  {label:>10}: {units / seconds:.2f} attempts/s, {cpu:.1f} CPU ms per attempt")
    for step in empty[0].times:
        before, after = percentiles(empty, step), percentiles(full, step)
        growth = after[1] / before[1]
        said = "reached" if growth <= GOAL else "NOT reached"
        print(
            f"  {step:<8} p50/p95/p99 ms {_said(before)} -> {_said(after)}; p95 grew {growth:.2f}x, goal {GOAL}: {said}"
        )


def percentiles(blocks: list[Block], step: str) -> tuple[float, float, float]:
    """Return the 50th, 95th and 99th percentile of a step, in milliseconds."""
    ranked = sorted(one for block in blocks for one in block.times.get(step, ()))
    return tuple(ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1000 for share in (0.5, 0.95, 0.99))  # type: ignore[return-value]


def _said(found: tuple[float, float, float]) -> str:
    return "/".join(f"{one:.1f}" for one in found)
