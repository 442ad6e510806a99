"""A small sound pack (the folder `small-pack` beside this file), and how a test writes it with something changed."""

from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "small-pack"
SMALL: dict[str, str] = {
    path.relative_to(HERE / NAME).as_posix(): path.read_text("utf-8") for path in (HERE / NAME).rglob("*.*")
}


def write_pack(folder: Path, changes: Mapping[str, str | None] | None = None, name: str = NAME) -> Path:
    """Write the small pack into `folder` with files replaced, or left out where `changes` has `None`."""
    root = folder / name
    for file, text in {**SMALL, **(changes or {})}.items():
        if text is not None:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, "utf-8")
    return root


def swapped(file: str, old: str, new: str) -> dict[str, str | None]:
    """Return the change that replaces `old` in a file of the small pack, which has to be there."""
    assert old in SMALL[file], old
    return {file: SMALL[file].replace(old, new, 1)}
