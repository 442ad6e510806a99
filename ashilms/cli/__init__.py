"""The `ashilms` command, and the same as `flask ashilms` inside a host."""

import sys

import click
from flask.cli import AppGroup

from ashilms.cli.certificates import certificates, keys, verify
from ashilms.cli.courses import packs
from ashilms.cli.installation import config, doctor, upgrade
from ashilms.cli.people import people
from ashilms.cli.records import audit, backup, demo, restore
from ashilms.cli.serve import serve


class Commands(AppGroup):
    """The commands in the order in which one meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order they were added."""
        return list(self.commands)


@click.group("ashilms", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ashilms")
def group() -> None:
    """Train, certify and verify therapists who work with their feet."""


for command in (serve, upgrade, demo, packs, people, certificates, verify, keys, backup, restore, audit, config, doctor):
    group.add_command(command)


def main() -> None:
    """Run the `ashilms` command; a refusal is one sentence on standard error and exit 1."""
    group(prog_name="ashilms", args=sys.argv[1:])
