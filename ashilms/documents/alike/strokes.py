"""Drawings that are one path of moves and level strokes, such as a QR code: what WeasyPrint writes for them."""

import re

_PATH = re.compile(r"""(?<=\sd=)(["'])([^"']*)\1""")
_STEP = re.compile(r"([Mmh])(-?\d+(?:\.5)?)(?: (-?\d+(?:\.5)?))?")
"""In halves of a unit, which are written the same by everybody."""


def path_of(drawing: str) -> tuple[str, str]:
    """Return an SVG document without its one path, and that path; no path where there isn't exactly one."""
    found = _PATH.findall(drawing)
    return (_PATH.sub("", drawing), found[0][1]) if len(found) == 1 else (drawing, "")


def strokes(path: str) -> bytes | None:
    """Return the operators of a path, or `None` for one of other steps than `M`, `m` and `h`."""
    written, x, y, end = ["0 0 m"], 0.0, 0.0, 0
    for step in _STEP.finditer(path):
        letter, first, second = step.groups()
        if step.start() != end or (second is None) != (letter == "h"):
            return None
        end = step.end()
        if letter == "M":
            x = y = 0.0
        x, y = x + float(first), y + float(second or 0)
        written.append(f"{x:.7g} {y:.7g} {'l' if letter == 'h' else 'm'}")
    return "\n".join(written).encode() if path and end == len(path) else None
