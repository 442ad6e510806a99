"""What every command stands on: the site, a transaction, plain errors, and JSON for machines."""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask, current_app, has_app_context
from flask.cli import ScriptInfo
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.cli import COMMANDS
from ashilms.errors import NotReady, Refusal, Unacceptable

Command = TypeVar("Command", bound=Callable[..., Any])
CLI: Actor = machine("cli")
with_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
"""The option of every command whose answer a machine may want to read."""


def on_site(command: Command, *, exit_code: int = 1) -> Command:
    """Run a command inside the site: the host's under `flask ashilms`, else the standalone one.

    What goes wrong for a reason that we know is one sentence and `exit_code`, never a traceback.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with plain_errors(exit_code):
            if has_app_context():
                return command(*args, **kwargs)
            with the_host_or_site().app_context():
                return command(*args, **kwargs)

    return run  # type: ignore[return-value]


def the_host_or_site() -> Flask:
    """Return the app that `flask ashilms` was called for, else the standalone site."""
    return the_host() or make_site()


def the_host() -> Flask | None:
    """Return the app that `flask ashilms` was called for.

    Flask pushes a context for the commands of an app, but not for those that come by entry point, as ours do.
    """
    called_for = _called_for()
    if called_for is None:
        return None
    app = called_for.load_app()
    if "ashilms" not in app.extensions:
        raise NotReady("AshiLMS isn't mounted on this app. Add: AshiLMS(app)")
    return app


def _called_for() -> ScriptInfo | None:
    context = click.get_current_context(silent=True)
    return context.find_object(ScriptInfo) if context else None


def as_called(sentence: str) -> str:
    """Return a sentence in which our commands are written as they were called here: in a host after `flask`."""
    return _COMMAND.sub(r"flask \g<0>", sentence) if _called_for() else sentence


_COMMAND = re.compile(rf"(?<!flask )\bashilms (?=({'|'.join(COMMANDS)})\b)")


def refuse_host(app: Flask, sentence: str) -> None:
    """Raise `Unacceptable` when a command that only a standalone site has was called for a host."""
    from ashilms.web import state

    if not state(app).standalone:
        raise Unacceptable(sentence)


def make_site(asked: dict[str, Any] | None = None) -> Flask:
    """Return the standalone site as what a command asks for sets it up, and after that the environment."""
    logging.getLogger("ashilms").addHandler(logging.NullHandler())  # a command speaks for itself, not in JSON
    # the drawing and sign-in libraries load only when a command needs the site
    from ashilms.app import create_app

    return create_app(asked)


EXPECTED = (Refusal, NotReady, ValueError, OSError, SQLAlchemyError, ModuleNotFoundError)
EXTRAS = {"psycopg": "postgresql", "granian": "standalone", "argon2": "standalone"}
"""What may be left out of an installation, and the extra that brings it."""


@contextmanager
def plain_errors(exit_code: int = 1) -> Iterator[None]:
    """Turn what goes wrong outside our code into one sentence: refusals, settings, files, the database."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads has read enough; click ends quietly
    except EXPECTED as problem:
        echo_error(told(problem))
        raise click.exceptions.Exit(exit_code) from problem


def told(problem: Exception) -> str:
    """Return a sentence that says what is wrong and what to do."""
    if isinstance(problem, SQLAlchemyError):
        return _told_by_database(problem)
    if isinstance(problem, ModuleNotFoundError):
        extra = EXTRAS.get((problem.name or "").split(".")[0])
        return f"{problem.name} isn't installed. Run: pip install " + (
            f"'ashilms[{extra}]'" if extra else "ashilms"
        )
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}."
    return str(problem)


def _told_by_database(problem: SQLAlchemyError) -> str:
    if isinstance(problem, IntegrityError):
        return "Somebody else was faster, so nothing was changed. Look how it stands, then try again."
    text = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
    if "locked" in text:
        return "The database is locked by another program. Close what else has it open, then try again."
    if "no such table" in text or ("relation" in text and "does not exist" in text):
        return "The database isn't set up yet. Run: ashilms upgrade"
    if "no such column" in text or ("column" in text and "does not exist" in text):
        return "The database is of another version. Run: ashilms upgrade"
    return f"The database can't be reached: {text}. Check ASHILMS_DATABASE_URL."


def session() -> Session:
    """Return the site's session."""
    from ashilms import web

    return web.session()


@contextmanager
def writing() -> Iterator[Session]:
    """Let a command write: all or nothing."""
    from ashilms import web

    with web.transaction() as db:
        yield db


def kinds() -> Any:
    """Return what is installed by name: kinds of questions and requirements, plugins' included."""
    from ashilms import web

    return web.state().kinds


def plugins() -> Any:
    """Return the site's plugins."""
    from ashilms import web

    return web.state().plugins


def now() -> Any:
    """Return the time by the site's clock."""
    from ashilms import web

    return web.state().clock()


@contextmanager
def progress(people: int) -> Iterator[Callable[[int], None]]:
    """Show who waits at a terminal how far a command has come: call what this gives with how many so far."""
    waits = sys.stderr.isatty()
    bar: Any = click.progressbar(length=people, file=sys.stderr, hidden=not waits, show_pos=True)
    with bar:
        yield lambda so_far: bar.update(so_far - bar.pos)


def echo_error(sentence: str) -> None:
    """Print what went wrong where errors go, as click does."""
    click.echo(f"Error: {as_called(sentence)}", err=True)


def echo_json(value: Any) -> None:
    """Print a value as JSON for a machine."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def the_app() -> Flask:
    """Return the site itself, not the stand-in for it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
