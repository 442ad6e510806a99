"""Asks the doctor about a site, and does what he says."""

import subprocess

from flask import Flask

from ashilms.operations.doctor import examine
from ashilms.operations.rules import Check
from ashilms.web import session


def found(app: Flask) -> dict[str, Check]:
    """Return what the doctor finds, by name."""
    session().rollback()
    return {check.name: check for check in examine(app)}


def wrong(app: Flask) -> dict[str, Check]:
    """Return what the doctor finds wrong; each says what mends it."""
    bad = {name: check for name, check in found(app).items() if not check.ok}
    assert all(check.finding and check.mend for check in bad.values())
    return bad


def only(app: Flask, name: str) -> Check:
    """Return the one thing that is wrong."""
    (bad,) = wrong(app).values()
    assert bad.name == name
    return bad


def follow(check: Check) -> None:
    """Do what the doctor says."""
    subprocess.run(check.mend, shell=True, check=True)  # noqa: S602  # it is a line for a shell
