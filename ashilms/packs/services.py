"""Checking a pack as a whole, and loading it when it has changed: in one transaction or not at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.boards import section as boards
from ashilms.courses import section as courses
from ashilms.errors import Unacceptable
from ashilms.files.services import Store, in_folder
from ashilms.held_documents import section as held_documents
from ashilms.packs.folder import Folder
from ashilms.packs.keeping import (
    export_pack,
    files_of,
    find_place,
    keep_files,
    keep_recordings,
    latest_version,
    list_packs,
)
from ashilms.packs.models import PackVersion
from ashilms.packs.reading import Reading, read_pack, read_place
from ashilms.packs.rules.files import digest_of
from ashilms.packs.rules.report import LoadReport, Report
from ashilms.packs.schemas import write_schemas
from ashilms.packs.wording import check_wording
from ashilms.plugins import PackFiles, Problem
from ashilms.practicum import section as practicum
from ashilms.programs import section as programs
from ashilms.programs.kinds import BUILT_IN as REQUIREMENTS
from ashilms.quizzes import section as quizzes
from ashilms.quizzes.kinds import BUILT_IN as QUESTIONS
from ashilms.sites import section as sites

__all__ = [
    "BUILT_IN",
    "PackRefused",
    "check_pack",
    "export_pack",
    "files_of",
    "find_place",
    "is_current",
    "list_packs",
    "load_pack",
    "preview_load",
    "write_schemas",
]

Kinds = Mapping[str, Mapping[str, Any]]


class Section(Protocol):
    """A room's part of a pack: the module `section` of that room."""

    def check(self, pack: PackFiles) -> list[Problem]:
        """Return what is wrong with the part, given documents that fit their schema."""

    def load(self, db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
        """Store the part, and return what changed in sentences."""


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("courses", courses), ("quizzes", quizzes), ("sites", sites), ("practicum", practicum),
    ("held_documents", held_documents), ("programs", programs),
)  # fmt: skip
"""Every section by its room, in the order in which they are loaded: later ones point at earlier ones."""

ASKING = (courses, quizzes, programs)
"""The sections that can say what a new version of the pack asks anew of people under way."""

BUILT_IN: Kinds = {
    "question_kinds": {kind.name: kind for kind in QUESTIONS},
    "requirement_kinds": {kind.name: kind for kind in REQUIREMENTS},
}


class PackRefused(Unacceptable):
    """A pack has problems; `problems` are all of them, and nothing was loaded."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(str(problem) for problem in problems)
        super().__init__(f"The pack was not loaded, because of these problems:\n{lines}")
        self.problems = problems


def check_pack(place: Path, *, kinds: Kinds = BUILT_IN) -> Report:
    """Return every problem of the pack in a folder or a zip with file and line, and what the pack holds.

    `kinds` are the question and requirement kinds that are installed. Whatever a pack holds, nothing is raised.
    """
    reading = read_pack(read_place(place), installed(kinds))
    return _report(reading, _problems(reading))


def load_pack(
    db: Session,
    actor: Actor,
    place: Path,
    *,
    now: datetime,
    kinds: Kinds = BUILT_IN,
    kept: Store | None = None,
) -> LoadReport:
    """Load the pack in a folder or a zip; one that is loaded already as it is changes no row.

    `kept` is where files are kept; only a pack with recordings needs it.

    Raises `PackRefused` when it has any problem, and `Unacceptable` when a later version is loaded already;
    then nothing is changed.
    """
    folder = read_place(place)
    if latest := _loaded(db, folder, kinds):
        return LoadReport(latest.slug, latest.number, latest.version, ())
    reading = read_pack(folder, installed(kinds))
    if problems := _problems(reading):
        raise PackRefused(problems)
    _refuse_older(latest_version(db, reading.pack.slug), reading.pack)
    keep_recordings(kept, reading.pack.blobs)
    with db.begin_nested():
        asks = [told for section in ASKING for told in section.asks_anew(db, reading.pack)]
        changes = [told for _, section in SECTIONS for told in section.load(db, actor, reading.pack, now=now)]
        row = _keep(db, actor, reading, digest_of(reading.files, installed(kinds)), now)
    changes = changes or ["Only its files changed."]
    return LoadReport(row.slug, row.number, row.version, tuple(changes), tuple(asks))


def preview_load(
    db: Session,
    actor: Actor,
    place: Path,
    *,
    now: datetime,
    kinds: Kinds = BUILT_IN,
    kept: Store | None = None,
) -> LoadReport:
    """Return what loading would change and ask anew, by doing it and taking it back; raises what loading raises.

    Nothing is written to `kept` either.
    """
    step = db.begin_nested()
    try:
        with TemporaryDirectory(prefix="ashilms-") as aside:
            return load_pack(db, actor, place, now=now, kinds=kinds, kept=kept and in_folder(Path(aside)))
    finally:
        step.rollback()


def is_current(db: Session, place: Path, *, kinds: Kinds = BUILT_IN) -> bool:
    """Return whether the pack in a folder or a zip is what was loaded last, without parsing it."""
    return _loaded(db, read_place(place), kinds) is not None


def installed(kinds: Kinds) -> Kinds:
    """Return those of an app's kinds that decide what a pack may hold and how it is stored."""
    return {sort: kinds.get(sort, {}) for sort in BUILT_IN}


def _loaded(db: Session, folder: Folder, kinds: Kinds) -> PackVersion | None:
    """Return what was loaded last if the folder holds just that; a pack in a folder has the folder's name."""
    digest = digest_of(folder.files, installed(kinds))
    row = db.scalar(
        select(PackVersion).where(PackVersion.digest == digest).order_by(PackVersion.id.desc()).limit(1)
    )
    if row is None or folder.name not in ("", row.slug):
        return None
    return row if latest_version(db, row.slug) is row else None


def _refuse_older(latest: PackVersion | None, pack: PackFiles) -> None:
    if latest is not None and pack.pack["version"] < latest.version:
        raise Unacceptable(
            f"Version {latest.version} of this pack is loaded; this is the older {pack.pack['version']}."
        )


def _keep(db: Session, actor: Actor, reading: Reading, digest: str, now: datetime) -> PackVersion:
    """Keep what was loaded as the pack's next version, with every file of it."""
    pack, latest = reading.pack, latest_version(db, reading.pack.slug)
    number = latest.number + 1 if latest else 1
    row = PackVersion(slug=pack.slug, number=number, version=pack.pack["version"], digest=digest)
    row.loaded_at, row.loaded_by = now, actor.label
    db.add(row)
    db.flush()
    keep_files(db, row, reading.files)
    audit.record(
        db, actor, "packs.load", f"pack:{pack.slug}", now=now,
        after={"number": number, "version": row.version, "digest": digest},
    )  # fmt: skip
    return row


def _problems(reading: Reading) -> tuple[Problem, ...]:
    """Return what reading found, and what each section finds in the part of the pack that fits its schema."""
    found = list(reading.problems)
    if reading.is_pack:
        # The courses' section looks at each document by itself; the others need all of theirs.
        for room, section in SECTIONS:
            if room == "courses" or room not in reading.broken:
                found += section.check(reading.pack)
        if "programs" not in reading.broken:
            found += boards.check(reading.pack)
        found += check_wording(reading.pack)
    return tuple(sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.message)))


def _report(reading: Reading, problems: tuple[Problem, ...]) -> Report:
    counts = courses.count(reading.pack)
    kinds = Counter(
        item["kind"] for found in reading.pack.find("questions/*.yaml") for item in found.data["items"]
    )
    shares = {} if problems else quizzes.find_shares(reading.pack)
    return Report(**asdict(counts), questions=dict(kinds), shares=shares, problems=problems)
