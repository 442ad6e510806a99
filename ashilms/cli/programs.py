"""Commands about programmes: where one person or everybody stands, as of any day and under any rules."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ashilms.cli.people import find_id
from ashilms.cli.site import echo_json, kinds, now, on_site, progress, session, with_json
from ashilms.errors import Unacceptable
from ashilms.formats import day, plural
from ashilms.packs.parse import decode, parse_yaml
from ashilms.programs import services
from ashilms.programs.rules import Proof, Standing
from ashilms.programs.rules.impact import Impact
from ashilms.programs.rules.tallies import Tallies


@click.group()
def programs() -> None:
    """Say where people stand in their programmes, and what a change would mean for them."""


DAY = click.DateTime(["%Y-%m-%d"])
with_day = click.option(
    "--on",
    type=DAY,
    metavar="DATE",
    help="As of the end of this day, such as 2026-11-24, and as it was known then; today unless given.",
)


@programs.command()
@click.argument("person")
@click.option("--program", required=True, help="The programme's key.")
@with_day
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
        db, person_id, program_id, kinds()["requirement_kinds"], on=_day(on), version=version, as_known=True
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


@programs.command()
@click.option("--program", help="The programme's key; all of them unless given.")
@with_day
@with_json
@on_site
def reevaluate(program: str | None, on: datetime | None, as_json: bool) -> None:
    """Work out anew, from the database, where everybody stands, and whether the records still carry each certificate.

    Exit 1 if a certificate stands that today's records would not have given on the day of issue.
    """
    db = session()
    program_id = services.get_program(db, program).id if program else None
    tallies = Tallies()
    walk = services.reevaluate(db, kinds()["requirement_kinds"], on=_day(on), program_id=program_id)
    with progress(services.count_bound(db, program_id)) as show:
        for tallies in walk:
            show(tallies.looked_at)
    if as_json:
        echo_json(_tallies_as_data(tallies))
    else:
        _tell_tallies(tallies)
    if tallies.doubtful:
        raise click.exceptions.Exit(1)


def _tallies_as_data(tallies: Tallies) -> dict[str, Any]:
    return {
        "looked_at": tallies.looked_at,
        "versions": [
            {"program": program, "version": version, **asdict(of)}
            for (program, version), of in sorted(tallies.by_version.items())
        ],
        "doubtful": {"count": tallies.doubtful, "listed": tallies.listed},
    }


def _tell_tallies(tallies: Tallies) -> None:
    for (program, version), of in sorted(tallies.by_version.items()):
        click.echo(
            f"{program}, version {version}: {plural(of.people, 'person', 'people')}, {of.met} with everything met, "
            f"{of.ready} waiting for approval alone, {plural(of.certified, 'certificate')}"
        )
    if not tallies.looked_at:
        click.echo("Nobody is in a programme yet.")
    if tallies.doubtful:
        click.echo(f"Today's records would not have given {plural(tallies.doubtful, 'certificate')}:")
        for number in tallies.listed:
            click.echo(f"  {number}")


@programs.command()
@click.option(
    "--program", help="The programme's key: with --version, and with --without, for that one alone."
)
@click.option(
    "--version", "number", type=click.IntRange(1, 2**31 - 1), metavar="N", help="A version that was loaded."
)
@click.option(
    "--draft",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE.yaml",
    help="A programme's file that was not loaded yet.",
)
@click.option(
    "--rubric",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="practicum.yaml",
    help="A practicum's file that was not loaded yet, by whose rubric observations would be judged.",
)
@click.option("--without", metavar="PERSON", help="Whose signatures and observations would not count.")
@click.option(
    "--since", type=DAY, metavar="DATE", help="From this day on, with --without; ever unless given."
)
@with_json
@on_site
def impact(
    program: str | None, number: int | None, draft: Path | None, rubric: Path | None, without: str | None,
    since: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Say for whom what would change under other rules, or if somebody's signatures didn't count; nothing is saved."""
    if rubric and (program, number, draft, without, since) == (None,) * 5:
        question = services.ask_rubric_draft(_read_draft(rubric))
    elif rubric:
        raise click.UsageError("A rubric is supposed by itself: leave the other options out.")
    else:
        question = _question(program, number, draft, without, since)
    db, found = session(), Impact(0)
    walk = services.foresee(db, question, kinds()["requirement_kinds"], on=_day(None))
    with progress(services.count_bound(db, question.program_id)) as show:
        for found, _ in walk:
            show(found.looked_at)
    if as_json:
        echo_json(found.as_data())
    else:
        _tell_impact(found)


def _question(
    program: str | None, number: int | None, draft: Path | None, without: str | None, since: datetime | None
) -> services.Question:
    if sum(one is not None for one in (number, draft, without)) != 1:
        raise click.UsageError("Give one of --version (with --program), --draft, --rubric and --without.")
    if since and without is None:
        raise click.UsageError(
            "--since says from when on somebody's signatures don't count: give --without, too."
        )
    if draft and program is not None:
        raise click.UsageError("A draft says itself which programme it is of: leave --program out.")
    if number and program is None:
        raise click.UsageError("Say with --program which programme's version that is.")
    db = session()
    if draft:
        return services.ask_draft(db, _read_draft(draft), kinds()["requirement_kinds"])
    program_id = services.get_program(db, program).id if program is not None else None
    if without is not None:
        return services.ask_without(find_id(db, without), since.date() if since else date.min, program_id)
    return services.ask_version(services.get_version(db, program_id or 0, number or 0))


def _read_draft(path: Path) -> Any:
    text, problems = decode(path.name, path.read_bytes())
    document, more = parse_yaml(path.name, text)
    for problem in (*problems, *more):
        raise Unacceptable(str(problem))
    return document.data if document else None


def _tell_impact(found: Impact) -> None:
    click.echo(f"{found.sentence} {plural(found.looked_at, 'standing')} looked at.")
    for what, counts in (
        ("open, or asks for something else", found.opened),
        ("no longer missing", found.closed),
    ):
        for title, times in counts.most_common():
            click.echo(f"  {title}: {what} in {plural(times, 'standing')}")
    for effect in found.listed:
        if effect.certificate:
            click.echo(f"  {effect.certificate}: would not have been given ({', '.join(effect.opened)})")


def _day(on: datetime | None) -> date:
    return (on or now()).date()
