"""Screening one case by command: the same engine and the same table as on the page, with nothing kept."""

import json
from pathlib import Path
from typing import Any, TextIO

import click
import yaml

from ashilms.cli.courses import shipped_pack
from ashilms.cli.site import echo_error, echo_json, plain_errors, with_json
from ashilms.formats import day
from ashilms.packs import services as packs
from ashilms.screenings.rules.cases import BadCase, read_case
from ashilms.screenings.rules.coding import decision_as_json
from ashilms.screenings.rules.limits import POSITIONS
from ashilms.screenings.rules.rows import Intake, read_intake
from ashilms.screenings.rules.screening import Decision


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--pack",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The pack whose table decides.",
)
@with_json
def screen(file: TextIO, pack: Path | None, as_json: bool) -> None:
    """Decide the screening case in FILE ("-": standard input), whose form docs/screening.md describes.

    Exit 0: foot work may go ahead, perhaps within limits; 1: it may not; 2: the file is no case. Nothing is kept.
    """
    with plain_errors(2):
        intake = _intake(pack)
    try:
        case = read_case(_read(file), intake)
    except BadCase as bad:
        echo_error(str(bad))
        raise click.exceptions.Exit(2) from bad
    decision = case.decide(intake)
    if as_json:
        echo_json({"today": case.today.isoformat(), "level": case.level, **decision_as_json(decision)})
    else:
        _tell(decision, intake)
    if not decision.outcome.allows_session:
        raise click.exceptions.Exit(1)


def _intake(pack: Path | None) -> Intake:
    if pack is not None and (problems := packs.check_pack(pack).problems):
        raise ValueError(f"{problems[0]} Find all of them: ashilms packs check {pack}")
    return read_intake(yaml.safe_load(((pack or shipped_pack()) / "screening.yaml").read_text("utf-8")))


def _read(file: TextIO) -> Any:
    try:
        return json.load(file)
    except (ValueError, RecursionError) as problem:
        raise BadCase(f"That is no JSON: {problem}.") from problem


def _tell(decision: Decision, intake: Intake) -> None:
    click.echo(decision.outcome.value + (f" {day(decision.until)}" if decision.until else ""))
    for rule in decision.fired:
        click.echo(f"  {rule.outcome.value}: {rule.condition}. {rule.action} {rule.reason}")
    for id in decision.missing:
        question = intake.question(id)
        click.echo(f"  not answered: {id} ({question.text if question else ''})")
    if decision.outcome.allows_session:
        limits = decision.limits
        click.echo(
            f"  at most: depth {limits.max_depth}, score {limits.max_score}, feet {limits.max_feet}; "
            f"{', '.join(POSITIONS[one] for one in POSITIONS if one in limits.positions)}"
        )
        click.echo(f"  left out: {', '.join(sorted(limits.forbidden)) or 'nothing beside the never regions'}")
