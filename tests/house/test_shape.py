"""The shape of the house: small files, few names, every room under contract."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ashilms"
CODE = ("ashilms", "bench", "design", "examples", "migrations")
LIMIT, TEST_LIMIT = 300, 500
NO_NAMES = {"utils", "util", "helpers", "common", "manager", "misc", "services2", "shared", "base"}
"""Names that say nothing about what is inside."""

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
ANSWERS = ("Content-Disposition", "as_attachment")
"""What a file that a browser keeps is answered with."""
NOT_ROOMS = {"cli", "demo"}
"""Packages that are no rooms: a file per group of commands, and the cast's doings."""


def sources(*folders: str) -> list[Path]:
    """Return the Python files below these folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def too_long(limit: int, *folders: str) -> dict[str, int]:
    """Return the files of `limit` lines and more."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources(*folders)}
    return {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines >= limit}


def rooms() -> set[str]:
    """Return the names of the packages below `ashilms` that are rooms."""
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - NOT_ROOMS


def test_no_file_is_too_long() -> None:
    assert too_long(LIMIT, *CODE) == {}


def test_no_test_is_too_long() -> None:
    assert too_long(TEST_LIMIT, "tests") == {}


def test_no_name_says_nothing() -> None:
    assert [path for path in sources(*CODE, "tests") if {path.stem, path.parent.name} & NO_NAMES] == []


def test_every_module_begins_with_a_sentence_that_says_what_is_in_it() -> None:
    for path in sources(*CODE, "tests"):
        source = path.read_text("utf-8")
        if path.name == "__init__.py" and "tests" in path.parts and not source.strip():
            continue
        text = ast.get_docstring(ast.parse(source)) or ""
        first = text.split("\n\n")[0].rstrip()
        assert first.endswith((".", "?", "!", ")")), f"{path.relative_to(ROOT)}: {first!r}"


def test_every_room_is_under_contract() -> None:
    inside = CONTRACTS["inside"]
    assert inside["exhaustive"]
    assert {container.removeprefix("ashilms.") for container in inside["containers"]} == rooms()


@pytest.mark.parametrize("contract", ["rooms", "inside"])
def test_contracts_are_closed_lists(contract: str) -> None:
    assert CONTRACTS[contract]["exhaustive"] is True


def test_every_room_has_its_tests_in_a_folder_of_its_name() -> None:
    tested = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert rooms() - tested == set()


def test_files_to_keep_are_answered_in_two_places() -> None:
    """What is made for the asking by `web.saved`, what is kept by `files.sending`: both seal it."""
    said = {path for path in sources("ashilms") for word in ANSWERS if word in path.read_text("utf-8")}
    assert {str(path.relative_to(PACKAGE)) for path in said} == {"web.py", "files/sending.py"}
