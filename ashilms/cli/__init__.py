"""The `ashilms` command, and the same as `flask ashilms` inside a host."""

import sys
from importlib import import_module

import click

COMMANDS = {
    "serve": "serve",
    "upgrade": "installation",
    "demo": "records",
    "packs": "courses",
    "screen": "screening",
    "quizzes": "quizzes",
    "questions": "questions",
    "people": "people",
    "programs": "programs",
    "certificates": "certificates",
    "boards": "boards",
    "verify": "verifying",
    "keys": "certificates",
    "backup": "records",
    "restore": "records",
    "audit": "records",
    "jobs": "records",
    "config": "installation",
    "doctor": "installation",
}
"""Each command and the module it is in, in the order in which one meets them."""


class Commands(click.Group):
    """Loads a command's module when it is asked for: `serve` need not wait for what `verify` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or `None`."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ashilms.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group("ashilms", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ashilms")
def group() -> None:
    """Train, certify and verify therapists who work with their feet."""


def main() -> None:
    """Run the `ashilms` command; a refusal is one sentence on standard error and exit 1."""
    group(prog_name="ashilms", args=sys.argv[1:])
