"""A course that people can take: the small pack, loaded."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services
from ashilms.courses.models import Course
from ashilms.packs.services import load_pack
from tests.packs.small import NAME, write_pack
from tests.schooling import counted

__all__ = ["counted"]


@pytest.fixture
def course(db: Session, now: datetime, tmp_path: Path) -> Course:
    """The small pack's course, for tests of services."""
    load_pack(db, machine("cli"), write_pack(tmp_path), now=now)
    return services.get_course(db, NAME)


@pytest.fixture
def host_course(host_db: Session, now: datetime, tmp_path: Path) -> int:
    """The id of the small pack's course on the host site, for tests of views."""
    load_pack(host_db, machine("cli"), write_pack(tmp_path), now=now)
    host_db.commit()
    return services.get_course(host_db, NAME).id
