"""Checking a pack as a whole, and loading it when it has changed: in one transaction or not at all."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import section as courses
from ashilms.errors import Unacceptable
from ashilms.packs.folder import read_folder
from ashilms.packs.models import PackVersion
from ashilms.packs.reading import Reading, read_pack
from ashilms.packs.rules import LoadReport, Report, digest_of
from ashilms.plugins import PackFiles, Problem
from ashilms.practicum import section as practicum
from ashilms.programs import section as programs
from ashilms.programs.kinds import BUILT_IN as REQUIREMENTS
from ashilms.quizzes import section as quizzes
from ashilms.quizzes.kinds import BUILT_IN as QUESTIONS

Kinds = Mapping[str, Mapping[str, Any]]


class Section(Protocol):
    """A room's part of a pack: the module `section` of that room."""

    def check(self, pack: PackFiles) -> list[Problem]:
        """Return what is wrong with the part, given documents that fit their schema."""

    def load(self, db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
        """Store the part, and return what changed in sentences."""


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("courses", courses), ("quizzes", quizzes), ("practicum", practicum), ("programs", programs),
)  # fmt: skip
"""Every section by its room, in the order in which they are loaded: later ones point at earlier ones."""


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


def check_pack(root: Path, *, kinds: Kinds = BUILT_IN) -> Report:
    """Return every problem of the pack in the folder `root` with file and line, and what the pack holds.

    `kinds` are the question and requirement kinds that are installed. Whatever a pack holds, nothing is raised.
    """
    reading = read_pack(root, installed(kinds))
    return _report(reading, _problems(reading))


def load_pack(db: Session, actor: Actor, root: Path, *, now: datetime, kinds: Kinds = BUILT_IN) -> LoadReport:
    """Load the pack in the folder `root`; one that is loaded already as it is changes no row.

    Raises `PackRefused` when it has any problem, and `Unacceptable` when a later version is loaded already;
    then nothing is changed.
    """
    if latest := _loaded(db, root, kinds):
        return LoadReport(latest.slug, latest.number, latest.version, ())
    reading = read_pack(root, installed(kinds))
    if problems := _problems(reading):
        raise PackRefused(problems)
    pack, digest = reading.pack, digest_of(reading.files, installed(kinds))
    latest = _latest(db, pack.slug)
    if latest is not None and pack.pack["version"] < latest.version:
        raise Unacceptable(
            f"Version {latest.version} of this pack is loaded; this is the older {pack.pack['version']}."
        )
    with db.begin_nested():
        changes = [told for _, section in SECTIONS for told in section.load(db, actor, pack, now=now)]
        number = latest.number + 1 if latest else 1
        row = PackVersion(slug=pack.slug, number=number, version=pack.pack["version"], digest=digest)
        row.loaded_at, row.loaded_by = now, actor.label
        db.add(row)
        db.flush()
        audit.record(
            db, actor, "packs.load", f"pack:{pack.slug}", now=now,
            after={"number": number, "version": row.version, "digest": digest},
        )  # fmt: skip
    return LoadReport(pack.slug, number, row.version, tuple(changes) or ("Only its files changed.",))


def is_current(db: Session, root: Path, *, kinds: Kinds = BUILT_IN) -> bool:
    """Return whether the pack in the folder `root` is what was loaded last, without parsing it."""
    return _loaded(db, root, kinds) is not None


def _loaded(db: Session, root: Path, kinds: Kinds) -> PackVersion | None:
    """Return what was loaded last if the folder holds just that; a loaded pack has its folder's name."""
    root = root.resolve()
    latest = _latest(db, root.name)
    if latest is None or latest.digest != digest_of(read_folder(root).files, installed(kinds)):
        return None
    return latest


def installed(kinds: Kinds) -> Kinds:
    """Return those of an app's kinds that decide what a pack may hold and how it is stored."""
    return {sort: kinds.get(sort, {}) for sort in BUILT_IN}


def _latest(db: Session, slug: str) -> PackVersion | None:
    query = select(PackVersion).where(PackVersion.slug == slug).order_by(PackVersion.number.desc())
    return db.scalar(query.limit(1))


def _problems(reading: Reading) -> tuple[Problem, ...]:
    """Return what reading found, and what each section finds in the part of the pack that fits its schema."""
    found = list(reading.problems)
    if reading.is_pack:
        # The courses' section looks at each document by itself; the others need all of theirs.
        for room, section in SECTIONS:
            if room == "courses" or room not in reading.broken:
                found += section.check(reading.pack)
    return tuple(sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.message)))


def _report(reading: Reading, problems: tuple[Problem, ...]) -> Report:
    counts = courses.count(reading.pack)
    kinds = Counter(
        item["kind"] for found in reading.pack.find("questions/*.yaml") for item in found.data["items"]
    )
    return Report(
        problems, modules=counts.modules, lessons=counts.lessons, words=counts.words, figures=counts.figures,
        questions=dict(kinds), study_minutes=counts.study_minutes,
    )  # fmt: skip
