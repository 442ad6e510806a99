"""A pack as the rooms' sections are handed it: parsed, valid by schema, with what it declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ashilms.packs.folder import Folder, read_folder
from ashilms.packs.parse import decode, parse_lesson, parse_yaml
from ashilms.packs.rules.files import FileKind, kind_of
from ashilms.packs.schemas import check_schema
from ashilms.packs.zipped import read_zip
from ashilms.plugins import PACK_IDS, PackDocument, PackFiles, Problem, Step


class AnyId(frozenset[str]):
    """The ids of a file that can't be read: what points at them is not called wrong because of that."""

    def __contains__(self, _: object) -> bool:
        """Return that it may be there."""
        return True


@dataclass(slots=True)
class Reading:
    """What a pack folder turned out to be: its files, what is wrong with them, and whose they are."""

    files: dict[str, bytes]
    problems: list[Problem]
    pack: PackFiles
    broken: set[str]
    """The rooms with a file that can't be read or does not fit its schema."""

    @property
    def is_pack(self) -> bool:
        """Whether pack.yaml says what the pack is; without that no section can look at its part."""
        return "pack.yaml" in self.pack.documents


@dataclass(slots=True)
class _Reader:
    """Collects documents, texts and ids while the files are gone through."""

    problems: list[Problem]
    texts: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, PackDocument] = field(default_factory=dict)
    """Every document that could be parsed, valid or not."""
    broken: set[str] = field(default_factory=set)
    """The files that can't be read or do not fit their schema."""
    ids: dict[str, dict[str, str]] = field(default_factory=lambda: {what: {} for what in PACK_IDS})
    unread: set[str] = field(default_factory=set)
    """The kinds of ids of which some can't be known."""

    def take(self, name: str, content: bytes, kind: FileKind) -> None:
        if kind.names:
            self.ids[kind.names][name.rpartition("/")[2].rpartition(".")[0]] = name
        if kind.binary:
            self.blobs[name] = content
            return
        text, problems = decode(name, content)
        document = None
        if kind.schema is None:
            self.texts[name] = text
        elif not problems:
            document, problems = (parse_lesson if name.endswith(".md") else parse_yaml)(name, text)
        if document is not None:
            self.documents[name] = document
            problems = problems + check_schema(document, kind.room, kind.schema or "")
            self.declare(document, kind)
        elif kind.schema is not None:
            self.miss(kind)
        if problems:
            self.broken.add(name)
            self.problems += problems

    def miss(self, kind: FileKind) -> None:
        """Note that a file of this sort can't be read, so that nobody knows which ids it declares."""
        self.unread.update(what for what, _ in kind.declares)

    def declare(self, document: PackDocument, kind: FileKind) -> None:
        """Note the ids that a document declares; one that is taken is told."""
        for what, where in kind.declares:
            for path, name in _values(document.data, tuple(where.split("."))):
                place = f"{document.file}:{document.line_of(*path)}"
                if name in self.ids[what]:
                    message = (
                        f'The {what} id "{name}" is taken, in {self.ids[what][name]}. Give each its own.'
                    )
                    self.problems.append(document.problem(message, *path))
                else:
                    self.ids[what][name] = place


def read_place(place: Path) -> Folder:
    """Return the files of the pack that a folder holds, or a zip."""
    return read_zip(place.resolve()) if place.is_file() else read_folder(place)


def read_pack(folder: Folder, kinds: Mapping[str, Mapping[str, Any]]) -> Reading:
    """Return a pack's files parsed; `kinds` are what is installed, by name."""
    reader = _Reader(folder.problems)
    for problem in folder.problems:
        if kind := kind_of(problem.file):
            reader.miss(kind)
            reader.broken.add(problem.file)
    for name in sorted(folder.files):
        if kind := kind_of(name):
            reader.take(name, folder.files[name], kind)
    valid = {name: document for name, document in reader.documents.items() if name not in reader.broken}
    ids = {what: AnyId() if what in reader.unread else frozenset(found) for what, found in reader.ids.items()}
    rooms = {kind.room for name in reader.broken if (kind := kind_of(name))}
    pack = PackFiles(
        Path(folder.name), valid, reader.texts, ids, kinds, frozenset(folder.files), reader.blobs
    )
    return Reading(folder.files, folder.problems, pack, rooms)


def _values(
    data: Any, where: tuple[str, ...], path: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Return the texts at `where` (`*`: each entry of a list) with their paths, as far as they are there."""
    if not where:
        if isinstance(data, str):
            yield path, data
    elif where[0] == "*" and isinstance(data, list):
        for place, entry in enumerate(data):
            yield from _values(entry, where[1:], (*path, place))
    elif isinstance(data, dict) and where[0] in data:
        yield from _values(data[where[0]], where[1:], (*path, where[0]))
