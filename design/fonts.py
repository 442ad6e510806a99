"""Cut the web fonts from the published variable fonts: `python design/fonts.py FOLDER`.

FOLDER holds the unpacked npm packages `@fontsource-variable/newsreader` and
`@fontsource-variable/atkinson-hyperlegible-next` (5.3.0), under any names. The weights and optical sizes that
the stylesheet never asks for are cut away, and so are the OpenType features that it never switches on.
"""

import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIC = Path(__file__).resolve().parent.parent / "ashilms" / "static" / "fonts"
FEATURES = ["calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "tnum"]
Axes = dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Cut:
    """One file to make: where from, under what name, the part of each axis to keep (least, usual, most)."""

    source: str
    target: str
    axes: Axes = field(default_factory=dict)


TEXT: Axes = {"wght": (400, 400, 700)}
SERIF: Axes = {"wght": (400, 400, 700), "opsz": (16, 16, 48)}
CUTS = (
    Cut("atkinson-hyperlegible-next-latin-wght-normal.woff2", "ashi-text.woff2", TEXT),
    Cut("atkinson-hyperlegible-next-latin-ext-wght-normal.woff2", "ashi-text-ext.woff2", TEXT),
    Cut("atkinson-hyperlegible-next-latin-wght-italic.woff2", "ashi-text-italic.woff2", TEXT),
    Cut("newsreader-latin-opsz-normal.woff2", "ashi-serif.woff2", SERIF),
    Cut("newsreader-latin-ext-opsz-normal.woff2", "ashi-serif-ext.woff2", SERIF),
    Cut("newsreader-latin-wght-italic.woff2", "ashi-serif-italic.woff2", TEXT),
)


def find_source(folder: Path, name: str) -> Path:
    """Return the one file called `name` anywhere under `folder`; or raise `FileNotFoundError`."""
    found = sorted(folder.rglob(name))
    if not found:
        raise FileNotFoundError(f"{name} is not under {folder}")
    return found[0]


def reread(font: TTFont) -> TTFont:
    """Return `font` as if freshly opened: the instancer leaves tables that the subsetter can't walk."""
    buffer = BytesIO()
    font.flavor = None
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer, recalcTimestamp=False)


def cut(source: Path, target: Path, axes: Axes) -> tuple[int, int]:
    """Write `source` to `target` with less of each axis, and return the sizes before and after, in bytes."""
    font = TTFont(source, recalcTimestamp=False)
    limits = {tag: axes[tag] for tag in axes if tag in {axis.axisTag for axis in font["fvar"].axes}}
    font = reread(instancer.instantiateVariableFont(font, limits))
    options = Options(layout_features=FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    return source.stat().st_size, target.stat().st_size


def main(folder: Path) -> None:
    """Make every file of `CUTS` and say what it weighs."""
    STATIC.mkdir(parents=True, exist_ok=True)
    for job in CUTS:
        before, after = cut(find_source(folder, job.source), STATIC / job.target, job.axes)
        print(f"{job.target:24} {before:>8} -> {after:>7} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
