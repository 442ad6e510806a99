"""Drawings that are one path of level strokes, such as a QR code: what WeasyPrint writes for them."""

import re

_PATH = re.compile(r"""(?<=\sd=)(["'])([^"']*)\1""")
_STROKE = re.compile(r"M(-?\d+) (-?\d+(?:\.5)?)h(\d+)")
"""In halves of a unit, which are written the same by everybody."""


def path_of(drawing: str) -> tuple[str, str]:
    """Return an SVG document without its one path, and that path; no path where there isn't exactly one."""
    found = _PATH.findall(drawing)
    return (_PATH.sub("", drawing), found[0][1]) if len(found) == 1 else (drawing, "")


def strokes(path: str) -> bytes | None:
    """Return the operators of a path, or `None` for one of anything but strokes, each after a move."""
    if not path or _STROKE.sub("", path):
        return None
    written = [f"{x} {y} m\n{int(x) + int(length)} {y} l" for x, y, length in _STROKE.findall(path)]
    return "\n".join(("0 0 m", *written)).encode()
