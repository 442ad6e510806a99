"""Commands about what is kept: backup, restore, the audit record, jobs, the demonstration."""

from pathlib import Path

import click

from ashilms.audit import services as record
from ashilms.cli.site import echo_json, now, on_site, refuse_host, session, the_app, with_json, writing
from ashilms.errors import Unavailable
from ashilms.files.services import store_of
from ashilms.formats import plural
from ashilms.jobs import runner
from ashilms.jobs import services as waiting
from ashilms.operations import services as operations
from ashilms.web import settings

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@with_json
@on_site
def backup(file: Path, as_json: bool) -> None:
    """Write everything but keys and secrets to FILE while people go on working. Keep it like a patient's file."""
    engine = the_app().extensions["sqlalchemy"].engine
    done = operations.back_up(engine, store_of(settings()), file, now=now())
    if as_json:
        echo_json({"backup": file, "rows": done.rows, "files": done.files, "damaged": done.damaged})
    else:
        click.echo(f"{file}: {_counted(done)}.")
        click.echo("Keys and passphrases are not in it; keep a copy of them apart (see docs/operations.md).")
    if done.damaged:
        raise Unavailable(
            f"{plural(len(done.damaged), 'kept file is', 'kept files are')} damaged and left out; all else is in "
            "it. `ashilms doctor` says which."
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
    done = operations.restore(engine, store_of(settings()), file, despite_broken_record=despite_broken_record)
    click.echo(f"Back: {_counted(done)}.")
    _prove()


def _counted(done: operations.Copied) -> str:
    rows, held = sum(done.rows.values()), plural(done.files, "file")
    return f"{plural(rows, 'row')} in {plural(len(done.rows), 'table')}, {held}"


@click.group()
def audit() -> None:
    """Prove the audit record."""


@audit.command("verify")
@with_json
@on_site
def verify_record(as_json: bool) -> None:
    """Prove that no record was changed, cut or swapped, or name the first broken link. Exit 1 if there is one."""
    _prove(as_json=as_json)


def _prove(*, as_json: bool = False) -> None:
    broken = record.verify_chain(session())
    count, head = record.head_of(session())
    if as_json:
        echo_json({"whole": broken is None, "broken": broken, "records": count, "head": head})
        raise click.exceptions.Exit(0 if broken is None else 1)
    if broken is not None:
        raise click.ClickException(broken)
    click.echo(f"The audit record is whole: {count} records, the last one's hash is {head}.")


@click.group()
def jobs() -> None:
    """Do what was put off: mail, certificates that couldn't be drawn, quizzes whose time ran out."""


@jobs.command("run")
@on_site
def run_jobs() -> None:
    """Do everything that is due, once; for a site whose server does no jobs, each minute from cron."""
    click.echo(f"{plural(runner.run_due(the_app()), 'job was', 'jobs were')} tried.")


@jobs.command("retry")
@on_site
def retry_jobs() -> None:
    """Take up again what was tried for a night and given up, once the cause is mended."""
    with writing() as db:
        click.echo(f"{plural(waiting.retry_failed(db, now=now()), 'job')} will be tried again.")


@click.command()
@click.option("--new-passwords", is_flag=True, help="Give the cast new random passwords, and print them.")
@on_site
def demo(new_passwords: bool) -> None:
    """Load the course and a marked cast: a trainee at each stage, and one who holds a certificate."""
    refuse_host(
        the_app(),
        "The demonstration's cast signs in by a password of ours, and here the host signs people in.",
    )
    from ashilms.cli.serve import load_course, print_cast
    from ashilms.demo import services

    if new_passwords:
        print_cast(services.new_passwords())
        return
    services.refuse_elsewhere(the_app())
    load_course()
    print_cast(services.settle_cast(the_app(), say=click.echo))
