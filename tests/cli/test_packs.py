"""`packs check` and `packs load`: what is wrong is named by file and line, and a broken pack changes nothing."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ashilms.audit.models import AuditRecord
from ashilms.cli.courses import shipped_pack
from ashilms.web import session
from tests.cli.conftest import Site
from tests.three_modules import three_modules


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A pack with a file that can't be read."""
    pack = Path(shutil.copytree(three_modules(), tmp_path / three_modules().name))
    (pack / "glossary.yaml").write_text("terms: [\n  - {\n")
    return pack


def records(site: Site) -> int:
    app = site.app()
    with app.app_context():
        return session().scalar(select(func.count()).select_from(AuditRecord)) or 0


def test_the_pack_that_ships_has_nothing_wrong_with_it(new_site: Site) -> None:
    """And of each question that is answered on a drawing it says how much of that is right."""
    first, *shares, last = new_site.run("packs", "check").lines
    assert first.endswith("so much earns full marks:")
    assert last.endswith("Nothing is wrong with it.")
    said = json.loads(new_site.run("packs", "check", "--json").out)
    assert said["problems"] == []
    assert len(said["shares"]) == len(shares) == said["questions"]["placement"] + said["questions"]["hotspot"]
    assert all(0 < share < 0.1 for share in said["shares"].values())


def test_loading_says_what_changed_and_a_second_time_that_nothing_has(site: Site) -> None:
    assert len(site.run("packs", "load").lines) > 3
    for same in ([], [shipped_pack()]):
        assert site.run("packs", "load", *same).lines == ["Nothing has changed since it was loaded last."]


def test_a_broken_pack_is_told_by_file_and_line(new_site: Site, broken: Path) -> None:
    said = new_site.run("packs", "check", broken)
    assert (said.code, said.err) == (1, "")
    assert any(line.startswith("glossary.yaml:") for line in said.out.splitlines())
    assert "It can't be loaded yet" in said.out.splitlines()[-1]
    machine = new_site.run("packs", "check", "--json", broken)
    assert machine.code == 1
    assert {problem["file"] for problem in json.loads(machine.out)["problems"]} >= {"glossary.yaml"}


def test_a_broken_pack_is_not_loaded_and_changes_nothing(site: Site, broken: Path) -> None:
    site.run("packs", "load", three_modules())
    before = records(site)
    said = site.run("packs", "load", broken)
    first, *problems = said.err.splitlines()
    assert (said.code, said.out) == (1, "")
    assert first == "Error: The pack was not loaded, because of these problems:"
    assert any(line.startswith("glossary.yaml:") for line in problems)
    assert records(site) == before


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_that_is_none_is_said_to_be_none(site: Site, command: str) -> None:
    for wrong in ("/nowhere", __file__):
        said = site.run("packs", command, wrong)
        assert said.code == 1
        assert "pack.yaml" in said.out + said.err
