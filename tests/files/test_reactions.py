"""The daily sweep: what rooms name is kept, what none names goes; and every room that keeps files is asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ashilms import rooms
from ashilms.config import Settings
from ashilms.db import Base
from ashilms.files import services as files
from ashilms.files.reactions import handlers
from ashilms.jobs.services import Work

pytestmark = pytest.mark.any_database
PAPERS = [b"%PDF-1.7\n" + bytes([number]) + b"\n%%EOF\n" for number in range(3)]
NAMES_OF_FILES = {"file", "evidence"}
"""What a column is called that holds the hash of a kept file."""


def test_what_no_room_names_is_swept_and_what_one_names_is_kept(db: Session, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    one, two, orphan = (files.keep(files.store_of(settings), paper).sha256 for paper in PAPERS)
    (sweep,) = handlers([lambda _: [("one", one)], lambda _: [(2, two)]])
    later = datetime.now(UTC) + timedelta(days=2)
    work = Work({}, "key", later, settings, lambda *_: "")
    assert sweep.finish(db, work) == {"swept": 1}
    assert set(files.all_kept(files.store_of(settings))) == {one, two}
    assert orphan not in (one, two)


def test_every_room_that_keeps_files_says_which() -> None:
    """A table with a column for a hash belongs to a room whose files the sweep knows."""
    rooms.load_models()
    holding = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in NAMES_OF_FILES and getattr(column.type, "length", None) == 64
    }
    assert holding <= {
        "ashilms_answer_file", "ashilms_certificate", "ashilms_certificate_file", "ashilms_course_media",
        "ashilms_evidence", "ashilms_held_document", "ashilms_look_picture", "ashilms_sites_photo",
        "ashilms_supervision_credential",
    }  # fmt: skip
    asked = {source.__module__.split(".")[1] for source in rooms.KEEP_FILES}
    assert asked == {
        "certificates", "courses", "evidence", "held_documents", "looks", "packs", "quizzes", "sites", "supervision",
    }  # fmt: skip
