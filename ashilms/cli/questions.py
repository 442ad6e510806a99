"""Commands about questions: to and from other systems' formats, without a site."""

from pathlib import Path

import click

from ashilms.cli.site import echo_json, plain_errors, with_json
from ashilms.conversion.services import as_pack, read_foreign, read_items
from ashilms.quizzes.formats.found import BadFile, Found, Status
from ashilms.quizzes.formats.known import IN, LARGEST, OUT, write_items
from ashilms.quizzes.kinds import BUILT_IN

FILE = click.Path(path_type=Path, dir_okay=False)
MARKS = {Status.OK: "ok     ", Status.LOSSY: "lossy  ", Status.REFUSED: "refused"}


@click.group()
def questions() -> None:
    """Bring questions from other systems, and take them there."""


@questions.command("import")
@click.argument("file", type=FILE)
@click.option("--format", "name", type=click.Choice(IN), required=True, help="What FILE is written in.")
@click.option("--dry-run", is_flag=True, help="Say what each question would become, and write nothing.")
@click.option("--out", type=FILE, metavar="NEW.yaml", help="Where to write the items; must not be there yet.")
@with_json
def import_(file: Path, name: str, dry_run: bool, out: Path | None, as_json: bool) -> None:
    """Say what each question of FILE becomes and what would be lost, and write the items with --out.

    Nothing is dropped in silence: each question is ok, lossy or refused, with sentences. Exit 2: FILE can't be read.
    """
    kinds = {kind.name: kind for kind in BUILT_IN}
    with plain_errors(2):
        if not dry_run and out is None:
            raise BadFile("Add --dry-run to look first, or --out NEW.yaml to write the items.")
        found = read_foreign(name, file.name, _bytes_of(file), kinds)
        if out is not None and not dry_run:
            with out.open("x", encoding="utf-8") as file_:
                file_.write(as_pack(found))
    _tell(found, as_json=as_json)


@questions.command()
@click.argument("file", type=FILE, metavar="ITEMS.yaml")
@click.option("--format", "name", type=click.Choice(OUT), required=True, help="What to write.")
@click.option("--out", type=FILE, required=True, help="Where to write.")
@with_json
def export(file: Path, name: str, out: Path, as_json: bool) -> None:
    """Write the items of ITEMS.yaml, such as a pack's questions/m01.yaml, in another system's format.

    Each item is ok, lossy or refused, with sentences. QTI becomes a package, or one item where --out ends in .xml.
    Exit 2: ITEMS.yaml can't be read.
    """
    with plain_errors(2):
        data, found = write_items(
            name, read_items(file.name, _bytes_of(file)), single=out.suffix.lower() == ".xml"
        )
        out.write_bytes(data)
    _tell(found, as_json=as_json)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadFile(f"{path} is larger than {LARGEST // 1024**2} MB. Split it.")
    return data


def _tell(found: list[Found], *, as_json: bool) -> None:
    if as_json:
        echo_json({"items": [one.as_data() for one in found]})
        return
    for one in found:
        where = f"line {one.line} of {one.file}" if one.file else f"line {one.line}"
        click.echo(f"{MARKS[one.status]}  {where}: {one.title} ({one.kind or 'no question'})")
        for sentence in (*one.against, *one.lost):
            click.echo(f"         {sentence}")
    counts = [f"{sum(one.status is status for one in found)} {status}" for status in Status]
    click.echo(f"{len(found)} in all: {', '.join(counts)}.")
