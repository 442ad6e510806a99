"""The wheel: it holds all that the application needs and nothing beside it, and alone it serves a page."""

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("ashilms/", "migrations/", "templates/")

SERVE_A_PAGE = """
import re
import sys
from pathlib import Path

import ashilms

assert Path(sys.prefix) in Path(ashilms.__file__).parents, ashilms.__file__
client = ashilms.create_app().test_client()
page = client.get("/", follow_redirects=True)
assert page.status_code == 200, page.status
assert "AshiLMS" in page.text
style = client.get(re.search(r'href="([^"]+ashilms\\.css[^"]*)"', page.text)[1])
assert style.status_code == 200, style.status
print("served")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel in it; only the libraries are borrowed from the tests' own."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", ask], text=True).strip())
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    uv = Path(sys.executable).with_name("uv")
    install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel]
    subprocess.run(install, check=True)
    return python


def shipped_files() -> set[str]:
    """Return the tracked files that must be in the wheel, at the place where they are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *SHIPPED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    return {name if name.startswith("ashilms/") else f"ashilms/{name}" for name in names}


def test_the_wheel_holds_everything_that_ships(wheel: Path) -> None:
    missing = shipped_files() - set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in missing if not name.endswith(".gitkeep")} == set()


def test_the_wheel_puts_nothing_beside_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ashilms"}


TESTS = re.compile(r"(?<![a-z])(conf)?tests?(?![a-z])")
"""What a file of tests is called; a re-test of a quiz and an attestation are none."""
DEVELOPMENT = (
    "fixture",
    "bench",
    "example",
    ".git",
    ".env",
    "secret",
    ".db",
    ".pem",
    "design/build",
)


def test_the_wheel_holds_nothing_for_development(wheel: Path) -> None:
    """V15.2.3, V13.4.1: no test, fixture, key, database or file that begins with a dot."""
    names = zipfile.ZipFile(wheel).namelist()
    held = [
        name
        for name in names
        if TESTS.search(name.lower()) or any(word in name.lower() for word in DEVELOPMENT)
    ]
    assert held == []
    assert [name for name in names if Path(name).name.startswith(".")] == []


def test_the_wheel_in_a_clean_environment_serves_a_page(python: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "ASHILMS_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": ""}
    environment.pop("ASHILMS_TEST_DATABASE", None)
    upgrade = [python.with_name("ashilms"), "upgrade"]
    subprocess.run(upgrade, cwd=tmp_path, env=environment, check=True, capture_output=True)
    page = subprocess.run(
        [python, "-c", SERVE_A_PAGE], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert page.returncode == 0, page.stderr
    assert page.stdout.strip() == "served"
