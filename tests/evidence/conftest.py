"""An entry that waits, and a store in a folder."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from ashilms.evidence import services
from ashilms.evidence.models import Evidence
from ashilms.evidence.reactions import connect
from ashilms.files.services import Store, in_folder
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from tests.conftest import NOW
from tests.practicum.conftest import Desk, desk, sheet, stage  # noqa: F401 - what the practicum's tests stand on

MOST = 3


@dataclass(frozen=True)
class Case:
    """An entry of Ana's that waits for Bea, and how files are attached to it."""

    desk: Desk
    store: Store
    entry: Entry

    def attach(self, data: bytes, who: str = "ana", *, now: datetime = NOW) -> Evidence:
        """Attach a file, as the page does."""
        db, actor = self.desk.db, getattr(self.desk.cast, who)
        ready = services.prepare_file(db, actor, self.store, self.entry.id, data, most=MOST, now=now)
        row = services.attach_file(db, actor, self.store, self.entry.id, ready, most=MOST, now=now)
        db.commit()
        return row


@pytest.fixture
def case(desk: Desk, sheet: Sheet, tmp_path: Path) -> Case:  # noqa: F811
    """An entry that waits; a signature is heard as on a site."""
    connect()
    return Case(desk, in_folder(tmp_path / "files"), desk.send(sheet))


@pytest.fixture
def draft(desk: Desk, sheet: Sheet, tmp_path: Path) -> Case:  # noqa: F811
    """An entry that was not sent."""
    return Case(desk, in_folder(tmp_path / "files"), desk.draft(sheet))
