"""The project names no package host: where packages come from is a matter of the machine."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare"),
        ("deb", "debian"),
        ("security", "debian"),
        ("snapshot", "debian"),
        ("archive", "ubuntu"),
        ("ports", "ubuntu"),
        ("crates", "io"),
        ("ghcr", "io"),
    )
)


def tracked_files() -> list[str]:
    """Return every file of the project, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def hosts_in(text: str) -> list[str]:
    """Return the package hosts that a text names."""
    return [host for host in HOSTS if host in text.lower()]


def test_no_file_names_a_package_host() -> None:
    found = {name: hosts_in((ROOT / name).read_text("utf-8", "replace")) for name in tracked_files()}
    assert {name: hosts for name, hosts in found.items() if hosts} == {}


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_would_be_found(host: str) -> None:
    assert hosts_in(f"from https://files.{host.upper()}/x") == [host]
