"""Fonts that the machine has besides those that ship, found by the names of their files where systems keep fonts."""

from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from ashilms.documents.glyphs import Font

PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
)
"""Where Debian's packages, an administrator, a person without root, and macOS put fonts."""
_COLLECTION = ".ttc"


def find_installed(name: str) -> Path | None:
    """Return the font file called `name`, such as `NotoSerifThai-Regular.ttf`, or `None`.

    Looked for once in the life of a process: whoever installs a font starts the site anew.
    """
    return _shelf().get(name)


def content_of(font: Font) -> bytes:
    """Return a font as a file of its own; one of several in a file is copied out of it, its tables as they are."""
    if font.path.suffix != _COLLECTION:
        return font.path.read_bytes()
    made = BytesIO()
    with TTFont(font.path, fontNumber=font.number, lazy=True, recalcTimestamp=False) as opened:
        opened.save(made, reorderTables=None)
    return made.getvalue()


@cache
def _shelf() -> dict[str, Path]:
    folders = [Path(place).expanduser() for place in PLACES]
    return {
        path.name: path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("Noto*.tt[cf]"))
    }
