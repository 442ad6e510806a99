"""Commands about course packs."""

from pathlib import Path

import click

from ashilms.cli.site import CLI, echo_json, kinds, now, on_site, plain_errors, with_json, writing
from ashilms.packs import services
from ashilms.resources import resource_dir


def shipped_pack() -> Path:
    """Return the folder of the pack that ships."""
    return resource_dir("curriculum") / "barefoot-bar-massage"


@click.group()
def packs() -> None:
    """Check and load course packs."""


@packs.command()
@click.argument("folder", type=click.Path(path_type=Path), default=None, required=False)
@with_json
def check(folder: Path | None, as_json: bool) -> None:
    """Find every problem of the pack in FOLDER (default: the one that ships). Exit 1 if there is any."""
    with plain_errors():
        report = services.check_pack(folder or shipped_pack())
    if as_json:
        echo_json(report.as_data())
    else:
        for problem in report.problems:
            click.echo(str(problem))
        click.echo(report.summary())
    if report.problems:
        raise click.exceptions.Exit(1)


@packs.command()
@click.argument("folder", type=click.Path(path_type=Path), default=None, required=False)
@on_site
def load(folder: Path | None) -> None:
    """Load the pack in FOLDER (default: the one that ships); an unchanged one changes nothing."""
    with writing() as db:
        report = services.load_pack(db, CLI, folder or shipped_pack(), now=now(), kinds=kinds())
    for sentence in report.changes or ["Nothing has changed since it was loaded last."]:
        click.echo(sentence)
