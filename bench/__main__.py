"""script/bench [--quick] [--database URL] [SCENARIO…]: ours beside the floor, in alternation, in one run."""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile

from flask import Flask

from bench import alike, certificates, growth, many, paper, rush, standings, stored
from bench.load import Block, run_block
from bench.process import Server
from bench.scenarios import SCENARIOS, Scenario
from bench.seed import Seeded, seeded_site

WARM = 2.0
"""Seconds of load that come before what is measured, on both sides."""

WHOLE = ("rush", "stored", "standings", "certificate", "alike", "many")
"""What is measured in its own way."""

SITTING = {"attempt", "items", "rush", "stored"}
"""What needs the long paper."""


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "scenario",
        nargs="*",
        default=[],
        help=f"{', '.join([*SCENARIOS, *growth.GROWTHS, *WHOLE])}; default: all",
    )
    parser.add_argument("--quick", action="store_true", help="a look of about two minutes")
    parser.add_argument("--database", help="address of an empty PostgreSQL database; default: SQLite")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    wanted = asked.scenario or [*SCENARIOS, *growth.GROWTHS, *WHOLE]
    seconds, rounds = (3.0, 2) if asked.quick else (10.0, 4)
    print(
        "CPU ms per unit of the server's whole tree and ratios within this run are what counts; "
        "requests per second are for orientation."
    )
    with seeded_site(trainees=_trainees(wanted, asked.quick), database=asked.database) as (app, seeded):
        if set(wanted) & SITTING:
            paper.add_paper(app)
        if set(wanted) & {"attempt", "items"}:
            seeded.regulars = [sitter.cookie for sitter in paper.add_sitters(app, 400, "regular")]
        if "certificate" in wanted:
            print("\n".join(certificates.measure(app, seconds)))
        for name in [name for name in wanted if name in SCENARIOS]:
            compare(SCENARIOS[name], seeded, asked.database, asked.workers, seconds, rounds)
        for name in [name for name in wanted if name in growth.GROWTHS]:
            growth.compare(app, seeded, growth.GROWTHS[name], asked.workers, seconds, rounds)
        _measure_whole(wanted, app, seeded, asked, seconds, rounds)


def _measure_whole(
    wanted: list[str], app: Flask, seeded: Seeded, asked: argparse.Namespace, seconds: float, rounds: int
) -> None:
    """Measure what has a way of its own and may change the site for what comes after."""
    if "alike" in wanted:
        alike.measure(seeded, quick=asked.quick)
    if "many" in wanted:
        how = (asked.database, asked.workers, seconds, rounds)
        many.measure(app, seeded, lambda scenario, of: compare(scenario, of, *how), quick=asked.quick)
    if "rush" in wanted:
        rush.measure(app, seeded, asked.workers)
    if "stored" in wanted and not asked.database:
        stored.compare(app, seeded, asked.workers, seconds, rounds)
    if "standings" in wanted:  # last, since it brings tens of thousands of people
        standings.measure(app, quick=asked.quick)


def _trainees(wanted: list[str], quick: bool) -> int:
    """Return how many trainees are needed: none where only pages that bring their own people are measured."""
    if not set(wanted) & ({*SCENARIOS, "certificate"} - SITTING - {"verify"}):
        return 1
    return 260 if quick else 1500


def compare(
    scenario: Scenario, seeded: Seeded, database: str | None, workers: int, seconds: float, rounds: int
) -> None:
    """Run a scenario and its floor in alternation (A B B A …) and print both and their ratio."""
    with tempfile.TemporaryDirectory(prefix="ashilms-floor-") as folder:
        floor_env = {
            "YARDSTICK_DATABASE": database or f"sqlite:///{folder}/floor.db",
            "YARDSTICK_BYTES": str(page_bytes(scenario, seeded, workers)),
        }
        prepare = [
            sys.executable,
            "-c",
            "import bench.yardstick",
        ]  # once, before several processes would race to
        subprocess.run(prepare, env=os.environ | floor_env, check=True)
        ours, floors = [], []
        with (
            Server("ashilms.cli.wsgi:app", seeded.env, workers) as site,
            Server("bench.yardstick:app", floor_env, workers) as floor,
        ):
            people, cookie = scenario.who(seeded), floor_cookie(floor)
            # Every process compiles the templates for the first who ask; what comes after lasts for weeks.
            run_block(site, scenario.ours, people, at_once=8, seconds=WARM)
            run_block(floor, scenario.floor, iter(lambda: (cookie, None), None), at_once=8, seconds=WARM)
            for turn in range(rounds):
                order = (0, 1) if turn % 2 == 0 else (1, 0)
                for side in order:
                    if side == 0:
                        ours.append(run_block(site, scenario.ours, people, at_once=8, seconds=seconds))
                    else:
                        again = iter(lambda: (cookie, None), None)
                        floors.append(run_block(floor, scenario.floor, again, at_once=8, seconds=seconds))
            pss = site.pss_mib()
    report(scenario, ours, floors, pss)


def page_bytes(scenario: Scenario, seeded: Seeded, workers: int) -> int:
    """Return how large our page is, so that the floor's is as large."""
    with Server("ashilms.cli.wsgi:app", seeded.env, workers) as site:
        from bench.load import Visitor

        visitor = Visitor(site.port)
        visitor.cookie, what = next(scenario.who(seeded))
        return len(visitor.get(scenario.page.format(what), "size").body)


def floor_cookie(floor: Server) -> str:
    """Return the yardstick's signed cookie."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", floor.port)
    connection.request("GET", "/in")
    return (connection.getresponse().getheader("Set-Cookie") or "").split(";")[0]


def report(scenario: Scenario, ours: list[Block], floors: list[Block], pss: float) -> None:
    """Print both sides, their ratio by processor time with an interval, and whether the goal is reached."""
    print(f"\n{scenario.name}: {scenario.about}")
    for label, blocks in (("AshiLMS", ours), ("floor", floors)):
        units, seconds = sum(b.units for b in blocks), sum(b.seconds for b in blocks)
        cpu = sum(b.cpu_ms for b in blocks) / max(1, units)
        print(f"  {label:<8} {units / seconds:8.1f}/s  {cpu:7.2f} CPU ms per unit  {percentiles(blocks)}")
    costs = [
        (a.cpu_ms / a.units, b.cpu_ms / b.units)
        for a, b in zip(ours, floors, strict=True)
        if a.units and b.units
    ]
    ratio = statistics.mean(b for _, b in costs) / statistics.mean(a for a, _ in costs)
    low, high = interval(costs)
    goal = (
        ""
        if scenario.goal is None
        else f", goal {scenario.goal:.0%}: {'reached' if ratio >= scenario.goal else 'NOT reached'}"
    )
    print(
        f"  ratio to the floor {ratio:.0%} (95 % of resamples {low:.0%} to {high:.0%}){goal}; memory {pss:.0f} MiB PSS"
    )


def percentiles(blocks: list[Block]) -> str:
    """Return the 50th, 95th and 99th percentile of each step, in milliseconds."""
    steps: dict[str, list[float]] = {}
    for block in blocks:
        for step, times in block.times.items():
            steps.setdefault(step, []).extend(times)
    parts = []
    for step, times in steps.items():
        ranked = sorted(times)
        p50, p95, p99 = (ranked[min(len(ranked) - 1, int(len(ranked) * p))] * 1000 for p in (0.5, 0.95, 0.99))
        parts.append(f"{step} {p50:.1f}/{p95:.1f}/{p99:.1f}")
    return "p50/p95/p99 ms: " + ", ".join(parts)


def interval(costs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return a bootstrap interval of the ratio, by drawing the pairs of blocks anew."""
    draw = random.Random(7)  # noqa: S311 (resampling, nothing secret)
    found = []
    for _ in range(500):
        sample = [draw.choice(costs) for _ in costs]
        found.append(sum(b for _, b in sample) / sum(a for a, _ in sample))
    found.sort()
    return found[12], found[487]


if __name__ == "__main__":
    main()
