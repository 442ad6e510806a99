"""Commands about quizzes: the statistics of a table of marks, without a site."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ashilms.cli.site import echo_json, plain_errors, with_json
from ashilms.quizzes.rules.marks import read_marks
from ashilms.quizzes.rules.statistics import (
    ItemStatistics,
    PaperStatistics,
    item_statistics,
    paper_statistics,
)
from ashilms.quizzes.rules.tallies import tally

LARGEST = 50 * 1024 * 1024
"""Bytes of a table of marks."""


@click.group()
def quizzes() -> None:
    """Reckon how questions did."""


@quizzes.command()
@click.option(
    "--marks",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.csv",
    help="Raw marks with the columns attempt, question, mark, maxmark.",
)
@with_json
def statistics(table: Path, as_json: bool) -> None:
    """Reckon the statistics of questions and paper, as Moodle defines them, from a table of marks.

    Percentages are numbers from 0 to 100. Exit 2: the table can't be read; its line is told.
    """
    with plain_errors(2):
        tallies = tally(read_marks(_read(table)))
    items, paper = item_statistics(tallies), paper_statistics(tallies)
    if as_json:
        echo_json({"items": {name: asdict(item) for name, item in items.items()}, "paper": asdict(paper)})
    else:
        _tell(items, paper)


def _read(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{path} is larger than {LARGEST // 1024**2} MB. Reckon a part of it at a time.")
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ValueError(f"Line {line}: this is no UTF-8. Save the table as CSV in UTF-8.") from problem


def _tell(items: dict[str, ItemStatistics], paper: PaperStatistics) -> None:
    for name, item in items.items():
        click.echo(f"{name} ({item.n} attempts)")
        _tell_figures(asdict(item))
    click.echo(f"The paper ({paper.n} attempts)")
    _tell_figures(asdict(paper))


def _tell_figures(figures: dict[str, Any]) -> None:
    reasons = figures.pop("reasons")
    for name, value in figures.items():
        if name != "n":
            said = f"{value:.2f}" if value is not None else f"none: {reasons[name]}"
            click.echo(f"  {name.replace('_', ' '):<36} {said}")
