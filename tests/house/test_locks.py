"""The locks hold what pyproject.toml asks for: pinned, hashed, complete, and without addresses."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
RUN = [*PROJECT["project"]["dependencies"], *EXTRAS["standalone"], *EXTRAS["postgresql"], *GROUPS["build"]]
WANTED = {"uv": GROUPS["uv"], "run": RUN, "test": [*RUN, *GROUPS["test"]]}


def imported(path: Path) -> set[str]:
    """Return the names of the packages that a file imports, at its top or anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"ashilms"}


def entries(lock: str) -> list[str]:
    """Return the entries of a lock file, each with its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines).strip())


def pins(lock: str) -> dict[str, set[str]]:
    """Return each library in a lock with its versions; more than one where Python's version decides."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        pinned = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", entry)
        assert pinned, f"not pinned: {entry.splitlines()[0]}"
        found.setdefault(canonicalize_name(pinned[1]), set()).add(pinned[2])
    return found


def needed_by(wanted: list[str]) -> set[str]:
    """Return the names of all libraries that these need on this machine, as the installed ones say."""
    seen: set[tuple[str, str]] = set()
    ahead = [Requirement(text) for text in wanted]
    while ahead:
        requirement = ahead.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                asked = map(Requirement, requires(name) or ())
                ahead += [found for found in asked if applies(found, extra)]
    return {name for name, _ in seen}


def applies(requirement: Requirement, extra: str) -> bool:
    """Return whether a requirement holds on this machine when its parent was asked for with `extra`."""
    environment = {key: str(value) for key, value in default_environment().items()}
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})


def test_every_library_that_the_code_imports_is_a_dependency() -> None:
    known = packages_distributions()
    declared = {canonicalize_name(Requirement(text).name) for text in RUN}
    for path in (ROOT / "ashilms").rglob("*.py"):
        for name in imported(path):
            owners = {canonicalize_name(owner) for owner in known[name]}
            assert owners & declared, f"{path.relative_to(ROOT)} imports {name}"


def test_every_dependency_is_imported() -> None:
    libraries = {name for path in (ROOT / "ashilms").rglob("*.py") for name in imported(path)}
    known = packages_distributions()
    used = {canonicalize_name(owner) for name in libraries for owner in known.get(name, ())}
    asked = [*PROJECT["project"]["dependencies"], *EXTRAS["standalone"]]
    declared = {canonicalize_name(Requirement(text).name) for text in asked}
    assert declared - used == {"email-validator"}, "WTForms imports that one for us"


@pytest.mark.parametrize("lock", WANTED)
def test_every_dependency_is_locked_at_a_version_that_fits(lock: str) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, WANTED[lock]):
        versions = locked.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement} is not in requirements/{lock}.txt: run script/lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


@pytest.mark.parametrize("lock", WANTED)
def test_what_dependencies_need_is_locked_too(lock: str) -> None:
    try:
        needed = needed_by(WANTED[lock])
    except PackageNotFoundError as missing:
        pytest.fail(f"{missing}: run script/bootstrap --test")
    assert needed - set(pins(lock)) == set()


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    for entry in entries(lock):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]
        assert "://" not in entry
        assert " @ " not in entry


def test_tests_run_on_the_versions_that_people_run() -> None:
    tested, run = pins("test"), pins("run")
    assert {name: tested.get(name) for name in run} == run
