"""Commands about what is kept: backup, restore, the audit record, the demonstration."""

from pathlib import Path

import click

from ashilms.audit import services as record
from ashilms.cli.site import now, on_site, session, the_app
from ashilms.errors import Unavailable
from ashilms.operations import services as operations
from ashilms.web import settings

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@on_site
def backup(file: Path) -> None:
    """Write everything but keys and secrets to FILE while people go on working. Keep it like a patient's file."""
    engine = the_app().extensions["sqlalchemy"].engine
    done = operations.back_up(engine, settings().data_dir / "files", file, now=now())
    click.echo(f"{file}: {sum(done.rows.values())} rows in {len(done.rows)} tables, {done.files} files.")
    click.echo("Keys and passphrases are not in it; keep a copy of them apart (see docs/operations.md).")
    if done.damaged:
        raise Unavailable(
            f"{len(done.damaged)} kept files are damaged and were left out; all else is in it. `ashilms doctor` "
            "names them."
        )
    if broken := record.verify_chain(session()):
        raise Unavailable(f"All is in the backup, but its audit record doesn't hold together: {broken}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--despite-broken-record", is_flag=True, help="Bring back even what somebody tampered with.")
@on_site
def restore(file: Path, despite_broken_record: bool) -> None:
    """Bring FILE back into an empty database, checked member by member: all of it, or nothing."""
    engine = the_app().extensions["sqlalchemy"].engine
    done = operations.restore(
        engine, settings().data_dir / "files", file, despite_broken_record=despite_broken_record
    )
    click.echo(f"Back: {sum(done.rows.values())} rows in {len(done.rows)} tables, {done.files} files.")
    _prove()


@click.group()
def audit() -> None:
    """Prove the audit record."""


@audit.command("verify")
@on_site
def verify_record() -> None:
    """Prove that no record was changed, cut or swapped, or name the first broken link. Exit 1 if there is one."""
    _prove()


def _prove() -> None:
    broken = record.verify_chain(session())
    if broken is not None:
        raise click.ClickException(broken)
    count, head = record.head_of(session())
    click.echo(f"The audit record is whole: {count} records, the last one's hash is {head}.")


@click.command()
@click.option("--new-passwords", is_flag=True, help="Give the cast new random passwords, and print them.")
@on_site
def demo(new_passwords: bool) -> None:
    """Load the course and a marked cast: a trainee at each stage, and one who holds a certificate."""
    from ashilms.cli.serve import load_course, print_cast
    from ashilms.demo import services

    load_course()
    print_cast(services.new_passwords() if new_passwords else services.settle_cast(the_app(), say=click.echo))
