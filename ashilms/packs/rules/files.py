"""What a pack may hold, how large it may be, and how its content is told from another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

LOADER = 2
"""Raised when the same pack would be stored differently, so that an unchanged pack is loaded again."""

MAX_FILES = 4_000
MAX_DEPTH = 3
MAX_TOTAL = 256 * 1024 * 1024
MAX_YAML_DEPTH = 30
MAX_YAML_PARTS = 200_000
"""Bounds of our own choice: the shipped pack stays below a tenth of each; recordings need the room."""
MAX_RATIO = 100
"""How many times larger than in its zip a file may be; text shrinks to a third, seldom to a twentieth."""

_ID = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
NUMBERED = r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
SAFE_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileKind:
    """One sort of file: what its name looks like, whose it is, its schema, its bound in bytes."""

    shape: str
    """Its name as a person writes it, such as `figures/<name>.svg`."""
    room: str
    schema: str | None
    declares: tuple[tuple[str, str], ...] = ()
    """Which ids it declares, and where: `("question", "items.*.id")`."""
    limit: int = MB
    names: str | None = None
    """Which kind of id its own name is, without folder and ending."""
    binary: bool = False
    """Whether it is no text: it is kept as a file, by its hash."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a file's name has to match."""
        return _pattern(self.shape)


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    escaped = re.escape(shape).replace("<nn\\-name>", NUMBERED)
    return re.compile(re.sub("<[a-z]+>", _ID, escaped))


KINDS = (
    FileKind("pack.yaml", "courses", "pack"),
    FileKind("glossary.yaml", "courses", "glossary", (("term", "terms.*.id"),)),
    FileKind("sources.yaml", "courses", "sources", (("source", "sources.*.id"),)),
    FileKind(
        "modules/<nn-name>/module.yaml", "courses", "module",
        (("module", "id"), ("objective", "objectives.*.id")),
    ),
    FileKind("modules/<nn-name>/<nn-name>.md", "courses", "lesson", (("lesson", "id"),)),
    FileKind("figures/<name>.svg", "courses", None, (("figure", ""),), limit=MB // 4, names="figure"),
    FileKind("media/<name>.md", "courses", "media"),
    FileKind("media/<name>.vtt", "courses", None, limit=MB // 4),
    *(
        FileKind(f"media/<name>.{end}", "courses", None, limit=20 * MB, names="media", binary=True)
        for end in ("mp4", "webm", "mp3", "m4a", "ogg")
    ),
    FileKind(
        "questions/<module>.yaml", "quizzes", "questions",
        (("rule", "rules.*.id"), ("question", "items.*.id")),
    ),
    FileKind("quizzes.yaml", "quizzes", "quizzes", (("quiz", "quizzes.*.id"),)),
    FileKind(
        "practicum.yaml", "practicum", "practicum",
        (
            ("category", "categories.*.code"), ("rubric", "rubrics.*.id"), ("stroke", "strokes.*.id"),
            ("feature", "mix.*.id"),
        ),
    ),
    FileKind("screening.yaml", "practicum", "screening"),
    FileKind("documents.yaml", "held_documents", "documents", (("document", "documents.*.id"),)),
    FileKind("programs/<id>.yaml", "programs", "program", (("program", "id"),)),
)  # fmt: skip


def kind_of(name: str) -> FileKind | None:
    """Return what sort of file `name` is in a pack, or `None` for one that a pack does not have."""
    return next((kind for kind in KINDS if kind.pattern.fullmatch(name)), None)


def digest_of(files: Mapping[str, bytes], kinds: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the digest of a pack: over every file, and over what decides how it is stored.

    That is the way we store it, and the names of the kinds that are installed.
    """
    names = {sort: sorted(found) for sort, found in kinds.items()}
    total = sha256(f"ashilms-pack:{LOADER} {sorted(names.items())}".encode())
    for name in sorted(files):
        total.update(f"\n{sha256(files[name]).hexdigest()} {name}".encode())
    return total.hexdigest()
