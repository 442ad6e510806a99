"""The files of a loaded pack come out again byte for byte; packs are found by name, a plugin's too."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import migrate
from ashilms.actor import machine
from ashilms.errors import Missing, Unacceptable
from ashilms.packs.models import PackFile, PackText
from ashilms.packs.services import check_pack, export_pack, find_place, list_packs, load_pack
from ashilms.plugins import Plugin
from ashilms.resources import resource_dir
from tests.packs.small import NAME, SMALL, swapped, write_pack
from tests.packs.test_services import digest_of_tables

pytestmark = pytest.mark.any_database

CLI = machine("cli")


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_check_load_export_load_changes_nothing(db: Session, now: datetime, tmp_path: Path) -> None:
    """Odd line ends, a byte order mark and letters beyond ASCII come out as they went in."""
    root = write_pack(tmp_path, swapped("pack.yaml", "For tests.", "Für Prüfungen, “足圧” 🦶."))
    pack = root / "pack.yaml"
    pack.write_bytes(b"\xef\xbb\xbf" + pack.read_bytes().replace(b"\n", b"\r\n"))
    assert check_pack(root).problems == ()
    load_pack(db, CLI, root, now=now)
    before = digest_of_tables(db)
    written = export_pack(db, NAME, tmp_path / "out")
    assert written == tmp_path / "out" / NAME
    assert files_of(written) == files_of(root)
    for place in (written, tmp_path / "out"):
        assert load_pack(db, CLI, place, now=now).changes == ()
    assert digest_of_tables(db) == before


def test_the_pack_that_ships_comes_out_as_it_is(db: Session, now: datetime, tmp_path: Path) -> None:
    root = resource_dir("curriculum") / "barefoot-bar-massage"
    load_pack(db, CLI, root, now=now)
    assert files_of(export_pack(db, root.name, tmp_path)) == files_of(root)


def test_the_latest_version_is_written_and_a_text_is_kept_once(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    load_pack(db, CLI, write_pack(tmp_path), now=now)
    root = write_pack(tmp_path, swapped("pack.yaml", "version: 1", "version: 2"))
    load_pack(db, CLI, root, now=now)
    assert files_of(export_pack(db, NAME, tmp_path / "out")) == files_of(root)
    texts, files = (db.scalar(select(func.count()).select_from(table)) for table in (PackText, PackFile))
    assert (texts, files) == (len(SMALL) + 1, 2 * len(SMALL))


def test_a_folder_of_the_packs_own_name_is_written_to_itself(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    load_pack(db, CLI, write_pack(tmp_path / "in"), now=now)
    (tmp_path / NAME).mkdir()
    assert export_pack(db, NAME, tmp_path / NAME) == tmp_path / NAME


def test_nothing_is_written_over_and_what_is_not_loaded_is_said(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    root = write_pack(tmp_path)
    load_pack(db, CLI, root, now=now)
    before = files_of(root)
    with pytest.raises(Unacceptable, match="is there already"):
        export_pack(db, NAME, tmp_path)
    assert files_of(root) == before
    with pytest.raises(Missing, match="No pack"):
        export_pack(db, "other-pack", tmp_path / "out")


@pytest.mark.parametrize("name", ["../evil.yaml", "/etc/evil.yaml", "figures/../../x.svg", "evil.sh"])
def test_a_name_that_no_pack_has_is_never_written(
    db: Session, now: datetime, tmp_path: Path, name: str
) -> None:
    """T12: not even when the database was brought in from elsewhere."""
    load_pack(db, CLI, write_pack(tmp_path / "in"), now=now)
    file = db.scalars(select(PackFile).where(PackFile.name == "glossary.yaml")).one()
    file.name = name
    db.flush()
    with pytest.raises(Unacceptable, match="not written"):
        export_pack(db, NAME, tmp_path / "a" / "b")
    assert not list(tmp_path.rglob("*evil*"))
    assert not list(tmp_path.rglob("x.svg"))


def test_packs_are_listed_and_found_by_name(db: Session, now: datetime, tmp_path: Path) -> None:
    root, lab = write_pack(tmp_path), tmp_path / "lab-pack"
    plugins = (
        Plugin("lab", packs=(lab, root)),
        Plugin("other", packs=(tmp_path / "elsewhere" / "lab-pack",)),
    )
    load_pack(db, CLI, root, now=now)
    assert [pack.told() for pack in list_packs(db, plugins[:1])] == [
        "lab-pack: not loaded, brought by the plugin lab. Load it: ashilms packs load lab-pack",
        "small-pack: version 1, load 1, on 2026-11-24 by cli, brought by the plugin lab.",
    ]
    assert find_place("lab-pack", plugins[:1]) == lab
    assert find_place(str(root), ()) == root
    with pytest.raises(Unacceptable, match="Two plugins bring"):
        find_place("lab-pack", plugins)
    with pytest.raises(Missing, match="no plugin brings"):
        find_place("nothing", plugins)


def test_a_package_that_is_installed_brings_its_pack(tmp_path: Path, blank_database_url: str) -> None:
    """A real distribution with an entry point, and the real command."""
    site = tmp_path / "site"
    write_pack(site / "anatomy_lab", swapped("pack.yaml", f"id: {NAME}", "id: lab-pack"), name="lab-pack")
    (site / "anatomy_lab" / "__init__.py").write_text(
        "from pathlib import Path\nfrom ashilms.plugins import Plugin\n"
        'plugin = Plugin("anatomy-lab", packs=(Path(__file__).parent / "lab-pack",))\n'
    )
    info = site / "anatomy_lab-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: anatomy-lab\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ashilms.plugins]\nanatomy = anatomy_lab:plugin\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASHILMS_")} | {
        "PYTHONPATH": str(site), "ASHILMS_DATA_DIR": str(tmp_path / "data"), "ASHILMS_DATABASE_URL": blank_database_url,
    }  # fmt: skip

    def run(*words: str) -> str:
        done = subprocess.run(
            [Path(sys.executable).parent / "ashilms", *words], env=environment, cwd=tmp_path, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert migrate.head() in run("upgrade")
    assert "lab-pack: not loaded, brought by the plugin anatomy-lab." in run("packs", "list")
    assert "Course: “A small pack” is new, version 1." in run("packs", "load", "lab-pack")
    assert "lab-pack: version 1, load 1" in run("packs", "list")
    assert run("packs", "load", "lab-pack") == "Nothing has changed since it was loaded last.\n"
