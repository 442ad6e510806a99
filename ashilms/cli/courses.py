"""Commands about course packs."""

from pathlib import Path

import click

from ashilms.cli.site import (
    CLI,
    echo_json,
    kinds,
    now,
    on_site,
    plain_errors,
    plugins,
    session,
    with_json,
    writing,
)
from ashilms.files.services import store_of
from ashilms.packs import services
from ashilms.resources import resource_dir
from ashilms.web import settings


def shipped_pack() -> Path:
    """Return the folder of the pack that ships."""
    return resource_dir("curriculum") / "barefoot-bar-massage"


@click.group()
def packs() -> None:
    """Check, load and write out course packs."""


@packs.command()
@click.argument(
    "place", metavar="[FOLDER|ZIP]", type=click.Path(path_type=Path), default=None, required=False
)
@with_json
def check(place: Path | None, as_json: bool) -> None:
    """Find every problem of the pack in a FOLDER or a ZIP (default: the one that ships). Exit 1 if there is any."""
    with plain_errors():
        report = services.check_pack(place or shipped_pack())
    if as_json:
        echo_json(report.as_data())
    else:
        for problem in report.problems:
            click.echo(str(problem))
        for line in report.told_shares():
            click.echo(line)
        click.echo(report.summary())
    if report.problems:
        raise click.exceptions.Exit(1)


@packs.command()
@click.argument("pack", metavar="[FOLDER|ZIP|NAME]", default=None, required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@on_site
def load(pack: str | None, dry_run: bool) -> None:
    """Load a pack from a FOLDER, a ZIP, or by the NAME of one that a plugin brings (default: the one that ships).

    An unchanged pack changes nothing; a changed one becomes a new version, all of it or nothing.
    """
    place = services.find_place(pack, plugins()) if pack else shipped_pack()
    run = services.preview_load if dry_run else services.load_pack
    with writing() as db:
        report = run(db, CLI, place, now=now(), kinds=kinds(), kept=store_of(settings()))
    if dry_run and report.changes:
        click.echo("Nothing was changed. Loading it would do this:")
    for sentence in report.told():
        click.echo(sentence)


@packs.command("list")
@on_site
@with_json
def list_(as_json: bool) -> None:
    """List the packs that are loaded, and those that plugins bring."""
    found = services.list_packs(session(), plugins())
    if as_json:
        echo_json([pack.as_data() for pack in found])
        return
    for pack in found:
        click.echo(pack.told())
    if not found:
        click.echo("No pack is loaded. Load the one that ships: ashilms packs load")


@packs.command()
@click.argument("slug", metavar="NAME")
@click.argument("folder", type=click.Path(path_type=Path))
@on_site
def export(slug: str, folder: Path) -> None:
    """Write the loaded pack NAME to a folder of that name in FOLDER, as it was when it was loaded."""
    written = services.export_pack(session(), slug, folder, kept=store_of(settings()))
    click.echo(f"Written to {written}")


@packs.command()
@click.argument("folder", type=click.Path(path_type=Path))
def schema(folder: Path) -> None:
    """Write the JSON Schema of each sort of file to FOLDER, for an editor that helps while one writes."""
    with plain_errors():
        for path in services.write_schemas(folder):
            click.echo(str(path))
