"""A course of three modules, cut out of the one that ships: the same lessons and pools, and quizzes soon sat.

What tests say of it stays true while the course that ships grows; that one is held to its own promises in
tests/curriculum, and walked in a real browser.
"""

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ashilms.resources import resource_dir
from tests.courses.recordings import MP3, PAGE, SHOWN, VTT

SLUG = "barefoot-bar-massage"
KEPT = ("m02", "m05", "m06")
EXAM = """  - id: final-exam
    pool: m02
    title: Final theory examination
    proctored: true
    draw: 2
    critical: 1
    pass_percent: 80
    minutes: 20
    attempts: 3
    waits_hours: [24, 72]
    requires: [{quiz: quiz-m06}]
"""
HERE = Path(__file__).parent


FOLDER = TemporaryDirectory(prefix="ashilms-three-modules-")  # goes with the process


@cache
def three_modules() -> Path:
    """Return the folder of the course; it is called what the one that ships is called."""
    root = Path(FOLDER.name) / SLUG
    shutil.copytree(resource_dir("curriculum") / SLUG, root)
    _drop(root)
    _rewire(root)
    return root


@cache
def with_a_recording() -> Path:
    """Return the same course with a recording that nobody has to play, and an examination that is proctored."""
    root = Path(FOLDER.name) / "recorded" / SLUG
    shutil.copytree(three_modules(), root)
    (root / "media").mkdir()
    (root / "media/looking-up.mp3").write_bytes(MP3)
    (root / "media/looking-up.vtt").write_text(VTT)
    (root / "media/looking-up.md").write_text(PAGE)
    (lesson,) = root.glob("modules/02-*/02-*.md")
    lesson.write_text(lesson.read_text("utf-8") + SHOWN, "utf-8")
    with (root / "quizzes.yaml").open("a", encoding="utf-8") as quizzes:
        quizzes.write(EXAM)
    return root


def _drop(root: Path) -> None:
    for module in root.glob("modules/*"):
        if not any(module.name.startswith(f"{key[1:]}-") for key in KEPT):
            shutil.rmtree(module)
    for pool in root.glob("questions/*.yaml"):
        if pool.stem.removeprefix("practice-") not in KEPT:
            pool.unlink()
    for program in root.glob("programs/*.yaml"):
        program.unlink()


def _rewire(root: Path) -> None:
    """Let each module wait for the quiz of the one before, and practice for all three."""
    shutil.copy(HERE / "quizzes.yaml", root)
    shutil.copy(HERE / "level-1-foundation.yaml", root / "programs")
    before: list[str] = []
    for path in sorted(root.glob("modules/*/module.yaml")):
        _replace(path, r"requires:(?: \[\]\n|\n(?:  - .*\n)+)", _gates(before[-1:], "requires:\n", "  "))
        before.append(f"quiz-m{path.parent.name[:2]}")
    _replace(
        root / "practicum.yaml",
        r"(    requires:  # before.*\n)(?:      - .*\n)+",
        _gates(before, r"\1", "      "),
    )
    _drop_gates(root / "practicum.yaml", before)


def _drop_gates(path: Path, kept: list[str]) -> None:
    """Let no category wait for a quiz that is gone."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    gone = [line for line in lines if line.startswith("      - quiz: ") and line.split()[-1] not in kept]
    path.write_text("".join(line for line in lines if line not in gone), "utf-8")


def _gates(quizzes: list[str], head: str, indent: str) -> str:
    return head + "".join(f"{indent}- quiz: {quiz}\n" for quiz in quizzes) if quizzes else "requires: []\n"


def _replace(path: Path, pattern: str, by: str) -> None:
    text, count = re.subn(pattern, by, path.read_text("utf-8"), count=1)
    assert count == 1, f"{path}: {pattern}"
    path.write_text(text, "utf-8")
