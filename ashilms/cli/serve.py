"""`ashilms serve`: set everything up, say how to sign in, and serve."""

import errno
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask

from ashilms import migrate
from ashilms.certificates import keys as keystore
from ashilms.cli.courses import shipped_pack
from ashilms.cli.site import CLI, kinds, make_site, now, plain_errors, refuse_host, session, the_host, writing
from ashilms.web import state

PATIENCE = 7
"""Seconds in which requests under way are finished; whoever stopped us (systemd, a container) may kill after ten."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at."
)
@click.option("--database", default=None, metavar="URL", help="Database; default: SQLite in the data folder.")
@click.option("--data", "data_dir", default=None, type=click.Path(path_type=Path), help="The data folder.")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Serving processes."
)
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Settle the marked demonstration cast first."
)
def serve(
    host: str, port: int, database: str | None, data_dir: Path | None, workers: int, demo: bool
) -> None:
    """Migrate, load the course, settle the demonstration, and serve until Ctrl-C."""
    with plain_errors():
        if called_for := the_host():
            refuse_host(called_for, "Here the host serves, and we with it. Run: flask run")
        refuse_taken(host, port)
        if demo and host not in LOOPBACK:
            raise ValueError(
                "The demonstration is for this machine alone. Add --no-demo to listen on other addresses."
            )
        asked = _asked(host, port, database, data_dir, demo=demo)
        app = make_site(asked)
        cast = prepare(app, demo=demo)
    click.echo(f"\n  AshiLMS is at {state(app).settings.public_url}   (Ctrl-C stops it)\n")
    print_cast(cast)
    os.environ.update(asked)  # the serving processes read it
    run(host, port, workers)


def prepare(app: Flask, *, demo: bool) -> Sequence[Any]:
    """Bring the database up to date, load the course that ships, settle the cast; say each step.

    Raises `ValueError` where others may reach the signing keys, and `Clash` where people and the cast would mix.
    """
    if problem := keystore.rights_problem(state(app).settings.data_dir / "keys"):
        raise ValueError(problem)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        if migrate.current(engine) != migrate.head():
            click.echo("Setting up the database …")
            migrate.upgrade(engine)
        try:
            _refuse_mixing(demo=demo)  # before anything is loaded
            load_course()
            return _settle(app) if demo else ()
        finally:
            # Giving the connection back closes it, too.
            app.extensions["sqlalchemy"].session.remove()
            engine.dispose()  # the serving processes are forked from this one and must not share its connections


def _settle(app: Flask) -> Sequence[Any]:
    from ashilms.demo import services

    return services.settle_cast(app, say=click.echo)


def _refuse_mixing(*, demo: bool) -> None:
    from ashilms.demo import services

    services.refuse_mixing(session(), demo=demo)


def refuse_taken(host: str, port: int) -> None:
    """Raise `ValueError` with a sentence when something else listens there already, or nobody can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise ValueError(_not_there(host, port, problem)) from problem


def _not_there(host: str, port: int, problem: OSError) -> str:
    """Return why nobody can listen there, and what to write instead."""
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another: --port {port % 65535 + 1}"
    if problem.errno == errno.EACCES:
        return f"Port {port} isn't open to you. Choose one above 1023: --port 5000"
    return f"This machine has no address {host!r} ({problem.strerror}). Listen at this one: --host 127.0.0.1"


def print_cast(cast: Sequence[Any]) -> None:
    """Print how to sign in as each member of the demonstration's cast, the first time they are made."""
    for member in cast:
        secret = (
            f"password {member.password}" if member.password else "password as printed at the first start"
        )
        click.echo(f"  {member.email:<34} {secret:<40} {member.about}")
    if cast:
        click.echo("  Passwords are lost? ashilms demo --new-passwords\n")


def run(host: str, port: int, workers: int) -> None:
    """Serve on granian; requests under way are finished before it stops."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "ashilms.cli.wsgi:app", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, websockets=False, workers_kill_timeout=PATIENCE, log_access=False,
    )  # fmt: skip
    server.serve()


def _asked(
    host: str, port: int, database: str | None, data_dir: Path | None, *, demo: bool
) -> dict[str, str]:
    """Return the options as settings, and what a served site has where the environment sets nothing.

    The demonstration asks nobody for a second factor: whoever looks at it has no authenticator for its cast.
    """
    asked = {"ASHILMS_DATABASE_URL": database or "", "ASHILMS_DATA_DIR": str(data_dir or "")}
    usual = {"ASHILMS_PUBLIC_URL": f"http://{host}:{port}"}
    if demo:
        usual |= {"ASHILMS_DEMO": "yes", "ASHILMS_SECOND_FACTOR_ROLES": ""}
    return {name: value for name, value in asked.items() if value} | {
        name: value for name, value in usual.items() if name not in os.environ
    }


def load_course() -> None:
    """Load the pack that ships, unless it is loaded already."""
    from ashilms.packs import services

    if services.is_current(session(), shipped_pack(), kinds=kinds()):
        return
    click.echo("Loading the course …")
    with writing() as db:
        services.load_pack(db, CLI, shipped_pack(), now=now(), kinds=kinds())
