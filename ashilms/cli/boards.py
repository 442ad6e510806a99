"""Commands about boards of continuing education: their rules, and what they would reject."""

import click

from ashilms.boards import services
from ashilms.boards.services import Checked
from ashilms.cli.site import echo_json, now, on_site, session, with_json
from ashilms.errors import Missing
from ashilms.web import settings


@click.group()
def boards() -> None:
    """Say what boards ask of certificates, and what they would reject."""


@boards.command("list")
@with_json
def list_(as_json: bool) -> None:
    """List the boards whose rules ship, with the version of each."""
    packs = services.all_packs().values()
    if as_json:
        echo_json(
            [
                {"id": pack.id, "name": pack.name, "version": pack.version, "rules": len(pack.rules)}
                for pack in packs
            ]
        )
        return
    for pack in packs:
        click.echo(f"{pack.id:<10} version {pack.version}, {len(pack.rules)} rules  {pack.name}")


@boards.command()
@click.argument("program")
@on_site
@with_json
def check(program: str, as_json: bool) -> None:
    """Say what boards would reject in any certificate of PROGRAM, whoever holds it. Exit 1 if there is anything.

    What depends on the holder is looked at when a certificate is approved.
    """
    checked = _find(program)
    if as_json:
        echo_json(_as_data(checked))
    else:
        _tell(checked)
    if checked.findings:
        raise click.exceptions.Exit(1)


def _find(program: str) -> Checked:
    found = services.check_programs(session(), settings(), today=now().date())
    for checked in found:
        if checked.version.program.key == program:
            return checked
    known = ", ".join(checked.version.program.key for checked in found) or "none"
    raise Missing(f"There is no programme {program!r}. There are: {known}.")


def _as_data(checked: Checked) -> dict[str, object]:
    return {
        "program": checked.version.program.key,
        "version": checked.version.number,
        "claims": {one.pack.id: one.pack.version for one in checked.claimed},
        "findings": [finding.as_data() for finding in checked.findings],
    }


def _tell(checked: Checked) -> None:
    names = ", ".join(one.pack.short for one in checked.claimed) or "no board"
    click.echo(f"{checked.version.program.key}, version {checked.version.number}, claims hours with {names}.")
    for finding in checked.findings:
        click.echo(f"  {finding}")
        source = f"{finding.rule.source}; " if finding.rule.source else ""
        click.echo(f"    ({source}written down on {finding.rule.since.isoformat()})")
    if not checked.findings:
        click.echo("Nothing in it would be rejected, as far as these rules go.")
