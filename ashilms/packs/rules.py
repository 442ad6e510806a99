"""What a pack folder may hold, how large it may be, and what a check or a load reports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from ashilms.plugins import Problem

LOADER = 1
"""Raised when the same pack would be stored differently, so that an unchanged pack is loaded again."""

MAX_FILES = 4_000
MAX_DEPTH = 3
MAX_TOTAL = 32 * 1024 * 1024
MAX_YAML_DEPTH = 30
MAX_YAML_PARTS = 200_000
"""Bounds of our own choice: the shipped pack stays below a tenth of each."""

_ID = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
NUMBERED = r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
SAFE_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class FileKind:
    """One sort of file: what its name looks like, whose it is, its schema, its bound in bytes."""

    shape: str
    pattern: re.Pattern[str]
    room: str
    schema: str | None
    limit: int = 1024 * 1024
    declares: tuple[str, ...] = ()
    """The kinds of ids that such a file may declare."""


def _kind(
    shape: str, pattern: str, room: str, schema: str | None, *declares: str, limit: int = 1024 * 1024
) -> FileKind:  # fmt: skip
    return FileKind(shape, re.compile(pattern), room, schema, limit, declares)


KINDS = (
    _kind("pack.yaml", r"pack\.yaml", "courses", "pack"),
    _kind("glossary.yaml", r"glossary\.yaml", "courses", "glossary", "term"),
    _kind("sources.yaml", r"sources\.yaml", "courses", "sources", "source"),
    _kind(
        "modules/<nn-name>/module.yaml", rf"modules/{NUMBERED}/module\.yaml", "courses", "module",
        "module", "objective",
    ),
    _kind(
        "modules/<nn-name>/<nn-name>.md", rf"modules/{NUMBERED}/{NUMBERED}\.md", "courses", "lesson", "lesson"
    ),
    _kind("figures/<name>.svg", rf"figures/{_ID}\.svg", "courses", None, "figure", limit=256 * 1024),
    _kind("questions/<module>.yaml", rf"questions/{_ID}\.yaml", "quizzes", "questions", "question", "rule"),
    _kind("quizzes.yaml", r"quizzes\.yaml", "quizzes", "quizzes", "quiz"),
    _kind("practicum.yaml", r"practicum\.yaml", "practicum", "practicum", "category", "rubric", "stroke"),
    _kind("screening.yaml", r"screening\.yaml", "practicum", "screening"),
    _kind("programs/<id>.yaml", rf"programs/{_ID}\.yaml", "programs", "program", "program"),
)  # fmt: skip


def kind_of(name: str) -> FileKind | None:
    """Return what sort of file `name` is in a pack, or `None` for one that a pack does not have."""
    return next((kind for kind in KINDS if kind.pattern.fullmatch(name)), None)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: every problem, and what the pack holds."""

    problems: tuple[Problem, ...]
    modules: int = 0
    lessons: int = 0
    words: int = 0
    figures: int = 0
    questions: Mapping[str, int] = field(default_factory=dict)
    """How many questions of each kind."""
    study_minutes: int = 0

    @property
    def ok(self) -> bool:
        """Whether the pack can be loaded."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; `changed` is empty when the pack was already loaded as it is."""

    slug: str
    number: int
    """Counts what was loaded of this course, from 1."""
    version: int
    """The version that the pack says of itself."""
    changed: tuple[str, ...]


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the digest of a pack: over every file's name and content, and over how we store it."""
    total = sha256(f"ashilms-pack:{LOADER}".encode())
    for name in sorted(files):
        total.update(f"\n{sha256(files[name]).hexdigest()} {name}".encode())
    return total.hexdigest()
