"""Commands about the installation: migrate, look at the settings, find out what is wrong."""

from dataclasses import fields

import click

from ashilms import migrate
from ashilms.cli.site import (
    EXPECTED,
    as_called,
    echo_json,
    on_site,
    the_app,
    the_host_or_site,
    told,
    with_json,
)
from ashilms.config import PREFIX, Settings
from ashilms.operations import doctor as checks
from ashilms.operations.rules import Check
from ashilms.web import state


@click.command()
@on_site
def upgrade() -> None:
    """Bring the database to this version's schema; safe to run again."""
    engine = the_app().extensions["sqlalchemy"].engine
    before, head = migrate.current(engine), migrate.head()
    if before == head:
        click.echo(f"The database is up to date (schema {head}).")
        return
    migrate.upgrade(engine)
    click.echo(f"The database went from {before or 'nothing'} to schema {head}.")


@click.command()
@with_json
@on_site
def config(as_json: bool) -> None:
    """List every setting: its value, where that comes from, and what it is for. Secrets are masked."""
    current = state()
    rows = [
        {
            "name": PREFIX + field.name.upper(),
            "value": _shown(getattr(current.settings, field.name), secret=field.metadata["secret"]),
            "source": current.origins.get(field.name, "default"),
            "about": field.metadata["about"],
        }
        for field in fields(Settings)
    ]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['name']} = {row['value']!s}   [{row['source']}]\n    {row['about']}")


@click.command()
@with_json
def doctor(as_json: bool) -> None:
    """Look this installation over: what is wrong, and the line that mends it. Exit 1 if anything is."""
    found = _examine()
    if as_json:
        echo_json(
            [{"check": c.name, "ok": c.ok, "finding": c.finding, "mend": as_called(c.mend)} for c in found]
        )
    else:
        for check in found:
            click.echo(f"{'ok  ' if check.ok else 'BAD '} {check.name}: {check.finding}")
            if not check.ok:
                click.echo(f"     mend: {as_called(check.mend)}")
    if not all(check.ok for check in found):
        raise click.exceptions.Exit(1)


def _examine() -> list[Check]:
    """Look at the site; one that doesn't even start is a finding too."""
    try:
        app = the_host_or_site()
        with app.app_context():
            return checks.examine(app)
    except EXPECTED as problem:
        return [Check("start", False, told(problem), "put that right, and look again: ashilms doctor")]


def _shown(value: object, *, secret: bool) -> object:
    if secret:
        return "(set)" if value else "(not set)"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
