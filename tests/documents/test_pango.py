"""What is said where the drawing libraries are missing, in a process that really cannot load them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITHOUT_PANGO = """
import cffi
cffi.FFI.dlopen = lambda self, name, flags=0: (_ for _ in ()).throw(OSError(f"cannot load library {name!r}"))
from ashilms.documents.pango import PangoMissing, load_weasyprint, problem_with_pango
for attempt in range(2):
    try:
        load_weasyprint()
    except PangoMissing as problem:
        print(problem)
print(problem_with_pango())
"""


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin"} | environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_missing_libraries_are_one_sentence_with_the_line_that_mends_it() -> None:
    said = run(WITHOUT_PANGO).splitlines()
    assert len(said) == 3, "nothing beside our own sentences is printed"
    assert set(said) == {said[0]}
    assert "apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0" in said[0]


def test_a_folder_without_the_libraries_is_named(tmp_path: Path) -> None:
    (tmp_path / "libbroken.so.1").write_text("no library")
    assert f"ASHILMS_PANGO_DIR={tmp_path} holds none that fit" in run(
        WITHOUT_PANGO, ASHILMS_PANGO_DIR=str(tmp_path)
    )


def test_libraries_from_a_private_folder_are_loaded_before_all_else(tmp_path: Path) -> None:
    """Real libraries, linked from where the system has them; they are found in the folder, in any order."""
    found = run(
        "import ctypes.util as u; print(*[u.find_library(n) for n in ('pango-1.0', 'pangoft2-1.0')])"
    ).split()
    for name in found:
        [real] = [path for folder in ("/usr/lib", "/lib") for path in Path(folder).glob(f"*/{name}")][:1]
        (tmp_path / name).symlink_to(real)
    said = run(
        "import os\n"
        "from ashilms.documents.pango import load_weasyprint, _preload\n"
        "load_weasyprint()\n"
        "print(os.environ['FONTCONFIG_FILE'])\n"
        "print(sum('libpangoft2' in line for line in open('/proc/self/maps')) > 0)\n",
        ASHILMS_PANGO_DIR=str(tmp_path),
    ).split()
    assert said == [str(ROOT / "ashilms" / "documents" / "fonts.conf"), "True"]


def test_a_private_folder_may_bring_its_own_fonts_file(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    said = run(
        "import os\nfrom ashilms.documents.pango import _preload\nfrom pathlib import Path\n"
        f"_preload(Path({str(tmp_path)!r}))\nprint(os.environ['FONTCONFIG_FILE'])"
    )
    assert said.strip() == str(tmp_path / "fonts.conf")


def test_nothing_is_wrong_where_the_tests_run() -> None:
    from ashilms.documents.pango import problem_with_pango

    assert problem_with_pango() is None
