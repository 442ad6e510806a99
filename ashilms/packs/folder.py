"""Walking a pack folder: only plain files of known names, within bounds, and nothing outside is opened."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from ashilms.packs.rules.files import KINDS, MAX_DEPTH, MAX_FILES, MAX_TOTAL, SAFE_PART, kind_of
from ashilms.plugins import Problem

LINK = "This is a link. A pack holds its own files: put the file itself here."
BAD_NAME = "This name can't be used. Write it in small letters, digits, hyphens and dots."
NOT_PLAIN = "This is no plain file. Take it out."
NO_PACK = "This file is missing, so this is no pack. It says what the pack is; write it."
TOO_MUCH = f"The pack holds more than {MAX_FILES} files or {MAX_TOTAL >> 20} MB. Make it smaller."


@dataclass(slots=True)
class Folder:
    """What was read: contents by name inside the folder, and what is wrong with the folder itself."""

    name: str = ""
    """The folder's own name; empty for a pack that lies in no folder of its own."""
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, name: str, message: str) -> None:
        """Keep a problem about one name in the folder."""
        self.problems.append(Problem(shown(name), 1, message))


def read_folder(root: Path) -> Folder:
    """Return every file of a pack, read into memory; what may not be there is a problem and is not opened."""
    root = _pack_in(root.resolve())
    found, total = Folder(root.name), 0
    if not root.is_dir():
        found.tell(root.name, "There is no such folder. Name the folder that holds pack.yaml.")
        return found
    if not (root / "pack.yaml").exists():
        found.tell("pack.yaml", NO_PACK)
        return found
    for count, name in enumerate(_walk(root, "", 0, found), 1):
        content = _read(root, name, found)
        total += len(content or b"")
        if count > MAX_FILES or total > MAX_TOTAL:
            found.tell(".", TOO_MUCH)
            break
        if content is not None:
            found.files[name] = content
    return found


def _pack_in(root: Path) -> Path:
    """Return the folder itself, or the one pack's folder that lies in it, as where an export was written to."""
    if not root.is_dir() or (root / "pack.yaml").exists():
        return root
    with os.scandir(root) as entries:
        inner = [e.path for e in islice(entries, MAX_FILES) if e.is_dir(follow_symlinks=False)]
    packs = [Path(path) for path in inner if Path(path, "pack.yaml").is_file()]
    return packs[0] if len(packs) == 1 else root


def _walk(root: Path, below: str, depth: int, found: Folder) -> Iterator[str]:
    with os.scandir(root / below) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        name = f"{below}{entry.name}"
        if wrong := _wrong_entry(entry, depth):
            found.tell(name, wrong)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, f"{name}/", depth + 1, found)
        elif kind_of(name) is None:
            found.tell(name, no_such_file(name))
        else:
            yield name


def no_such_file(name: str) -> str:
    """Return what to say of a name that no file of a pack has."""
    return f"A pack has no such file. {_hint(name)}"


def _hint(name: str) -> str:
    shapes = [kind.shape for kind in KINDS if kind.shape.partition("/")[0] == name.partition("/")[0]]
    if "/" in name and shapes:
        return f"Here may be: {', '.join(shapes)}."
    near = get_close_matches(name, [kind.shape for kind in KINDS if "/" not in kind.shape], 1)
    return f"Did you mean {near[0]}?" if near else "Take it out; docs/pack-format.md lists what may be here."


def too_large(limit: int) -> str:
    """Return what to say of a file that is larger than its sort may be."""
    return f"This file is larger than {limit >> 10} KB. Split it or make it smaller."


def _wrong_entry(entry: os.DirEntry[str], depth: int) -> str | None:
    if entry.is_symlink():
        return LINK
    if not SAFE_PART.fullmatch(entry.name):
        return BAD_NAME
    is_folder = entry.is_dir(follow_symlinks=False)
    if is_folder and depth + 1 >= MAX_DEPTH:
        return "This folder lies too deep. A pack has folders of lessons inside modules, and no deeper."
    if not is_folder and not entry.is_file(follow_symlinks=False):
        return NOT_PLAIN
    return None


def _read(root: Path, name: str, found: Folder) -> bytes | None:
    kind = kind_of(name)
    return read_bounded(root / name, kind.limit if kind else 0, name, found)


def read_bounded(path: Path, limit: int, name: str, found: Folder) -> bytes | None:
    """Return a plain file's content if it is within its bound; else tell about it as `name`, and return `None`."""
    try:
        # O_NOFOLLOW: what was a file when it was listed may have become a link since.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        found.tell(name, f"This file can't be opened ({error.strerror}). Make it readable.")
        return None
    with os.fdopen(handle, "rb") as file:
        content = file.read(limit + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    if len(content) > limit:
        found.tell(name, too_large(limit))
        return None
    return content


def shown(name: str) -> str:
    """Return a file's name as it may be printed: whatever is no plain character is spelled out."""
    raw = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in raw)
