"""Commands about programmes: where somebody stands, as of any day and under any version."""

from datetime import datetime

import click

from ashilms.cli.people import find_id
from ashilms.cli.site import kinds, now, on_site, session, with_json
from ashilms.formats import day
from ashilms.programs import services
from ashilms.programs.rules import Proof, Standing


@click.group()
def programs() -> None:
    """Say where people stand in their programmes."""


@programs.command()
@click.argument("person")
@click.option("--program", required=True, help="The programme's key.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As of the end of this day, such as 2026-11-24; today unless given.",
)
@click.option(
    "--version",
    "number",
    type=click.IntRange(1, 2**31 - 1),
    metavar="N",
    help="Under this version of the programme; the one they are bound to unless given.",
)
@with_json
@on_site
def standing(person: str, program: str, on: datetime | None, number: int | None, as_json: bool) -> None:
    """Print where PERSON (an id or an e-mail address) stands, as a tree with what each part rests on.

    The JSON is what is frozen with a certificate: the same person, version and day give the same bytes.
    """
    db = session()
    program_id, person_id = services.get_program(db, program).id, find_id(db, person)
    version = services.get_version(db, program_id, number) if number else None
    proof = services.proof_of(
        db, person_id, program_id, kinds()["requirement_kinds"], on=(on or now()).date(), version=version
    )
    if as_json:
        click.echo(proof.standing.canonical())
    else:
        _tell(proof.standing)


def _tell(found: Standing) -> None:
    met, every = found.counts
    click.echo(f"{found.program}, version {found.version}, on {day(found.on)}: {met} of {every} met")
    _tell_part(found.proof, 0)


def _tell_part(part: Proof, depth: int) -> None:
    said = f"{'  ' * depth}[{'x' if part.met else ' '}] {part.title}: {part.said}"
    click.echo(said + (f"; {part.needed}" if part.needed and not part.members else ""))
    for member in part.members:
        _tell_part(member, depth + 1)
