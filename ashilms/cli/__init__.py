"""The `ashilms` command, and the same as `flask ashilms` inside a host."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

COMMANDS = {
    "serve": ("serve", "Migrate, load the course, settle the demonstration, and serve until Ctrl-C."),
    "upgrade": ("installation", "Bring the database to this version's schema; safe to run again."),
    "demo": (
        "records",
        "Load the course and a marked cast: a trainee at each stage, and one who holds a certificate.",
    ),
    "packs": ("courses", "Check, load and write out course packs."),
    "screen": (
        "screening",
        'Decide the screening case in FILE ("-": standard input), whose form docs/screening.md describes.',
    ),
    "quizzes": ("quizzes", "Reckon how questions did."),
    "questions": ("questions", "Bring questions from other systems, and take them there."),
    "people": ("people", "Add people and place them in roles."),
    "programs": (
        "programs",
        "Say where people stand in their programmes, and what a change would mean for them.",
    ),
    "certificates": ("certificates", "List, issue, fetch and revoke certificates."),
    "boards": ("boards", "Say what boards ask of certificates, and what they would reject."),
    "verify": (
        "verifying",
        "Check a certificate: WHAT is a PDF file, a number, an address copied from one, or a proof of a part of one.",
    ),
    "keys": ("keys", "Make, list, change and end the keys that sign certificates."),
    "backup": ("records", "Write everything but keys and secrets to FILE while people go on working."),
    "restore": (
        "records",
        "Bring FILE back into an empty database, checked member by member: all of it, or nothing.",
    ),
    "audit": ("records", "Prove the audit record."),
    "jobs": (
        "records",
        "Do what was put off: mail, certificates that couldn't be drawn, quizzes whose time ran out.",
    ),
    "config": ("installation", "List every setting: its value, where that comes from, and what it is for."),
    "doctor": ("installation", "Look this installation over: what is wrong, and the line that mends it."),
}
"""Each command with the module it is in and what it is for, in the order in which one meets them."""


@contextmanager
def unswept() -> Iterator[None]:
    """Load code without looking for garbage among it: a fifth of the time it takes, and all of it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Commands(click.Group):
    """Loads a command's module when it is asked for: `serve` need not wait for what `verify` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or `None`."""
        if cmd_name not in COMMANDS:
            return None
        name = f"ashilms.cli.{COMMANDS[cmd_name][0]}"
        if name not in sys.modules:
            with unswept():
                import_module(name)
        if ctx.parent is not None:  # a host's `flask` ends after this, as `main` does
            ctx.find_root().call_on_close(gc.freeze)
        command: click.Command = getattr(sys.modules[name], cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])


@click.group("ashilms", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ashilms")
def group() -> None:
    """Train, certify and verify therapists who work with their feet."""


def main() -> None:
    """Run the `ashilms` command; a refusal is one sentence on standard error and exit 1."""
    try:
        group(prog_name="ashilms", args=sys.argv[1:])
    finally:
        gc.freeze()  # or the process would look through all it holds, half a second long, before it ends
