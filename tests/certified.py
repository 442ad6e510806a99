"""A school in which Ana's certificate stands, drawn and signed: its fixtures take the place of the empty database.

A room's conftest imports them: `from tests.certified import *`. It is the school of `tests/schooling.py` after
Dee's approval; keys and file lie in the test's own data folder. Drawn once per run, and copied for every test.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.certificates import keys, press, services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Payload, Status
from ashilms.config import Settings
from ashilms.db import WRITING
from ashilms.files import services as files
from ashilms.programs import services as programs
from ashilms.resources import resource_dir
from tests import schooling
from tests.conftest import NOW, settle
from tests.grounds import Ground
from tests.schooling import *  # noqa: F403  # fixtures
from tests.schooling import Founded

__all__ = [*schooling.__all__, "certified", "certified_here"]

PASSPHRASE = "a passphrase for tests"
SCHOOL = services.School(schooling.HARBOUR.provider, "http://localhost/c/")


def rendered(name: str, values: Mapping[str, object]) -> str:
    """Turn a template and its values into HTML, as the extension does."""
    loader = FileSystemLoader(resource_dir("templates"))
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return pages.get_template(name).render(values)


def certify(engine: Engine, folder: Path, now: datetime = NOW) -> None:
    """Let Dee approve Ana, and draw, sign and keep the certificate below `folder`."""
    settings = Settings(data_dir=folder, key_passphrase=PASSPHRASE, provider_name=SCHOOL.provider.name)
    with Session(engine.execution_options(**{WRITING: True})) as db:
        cast, program = settle(db), programs.get_program(db, schooling.PROGRAM)
        row = services.issue(db, cast.dee, cast.ana.id, program.id, schooling.KINDS, SCHOOL, now=now)
        listed = services.find_listed(db, row.number)
        pressed = press.press(row.as_payload(), settings, rendered, listed=listed, now=now)
        assert services.finish(db, machine("tests"), row.number, pressed, now=now)
        db.commit()


@dataclass(frozen=True)
class Certified:
    """Ana's certificate as it went out, and what is done to it."""

    school: Founded
    row: Certificate
    folder: Path
    """The data folder, with keys and files."""

    @property
    def said(self) -> Payload:
        """What it says."""
        return self.row.as_payload()

    @property
    def pdf(self) -> bytes:
        """The file that was given out."""
        return files.read(files.in_folder(self.folder / "files"), str(self.row.file))

    @property
    def trusted(self) -> list[bytes]:
        """The school's certificates, against which signatures are checked."""
        return keys.public_certificates(self.folder / "keys")

    def bring_to(self, status: Status, reason: str = "Her licence is being looked at.") -> None:
        """Let Reg suspend, reinstate or revoke it."""
        db, reg = self.school.db, self.school.cast.reg
        services.change_status(db, reg, self.row.number, status, reason=reason, now=NOW)
        db.commit()


@pytest.fixture
def ground(vault: Path) -> Ground:
    """What the test's database holds at first: the school with Ana's certificate, whose file is in the vault."""

    def found(engine: Engine) -> None:
        schooling.fill(engine)
        certify(engine, vault)

    return Ground(vault.name, found)  # each vault has the one database that names its file


@pytest.fixture
def certified(school: Founded, vault: Path, tmp_path: Path) -> Certified:
    """Ana's certificate, on the test's own session and folder."""
    return _certified(school, vault, tmp_path)


@pytest.fixture
def certified_here(site_school: Founded, vault: Path, tmp_path: Path) -> Certified:
    """Ana's certificate on the host site, for tests of views."""
    return _certified(site_school, vault, tmp_path)


def _certified(school: Founded, vault: Path, folder: Path) -> Certified:
    shutil.copytree(vault, folder, dirs_exist_ok=True)
    return Certified(school, school.db.scalars(select(Certificate)).one(), folder)
