"""A pack folder from a stranger: nothing outside it is opened, and nothing in it is larger than it may be."""

import os
from pathlib import Path

import pytest

from ashilms.packs import folder
from ashilms.packs.folder import read_folder, shown
from ashilms.packs.rules.files import MB
from ashilms.packs.services import check_pack
from tests.packs.small import write_pack


def told(root: Path) -> dict[str, str]:
    return {problem.file: problem.message for problem in read_folder(root).problems}


@pytest.mark.parametrize("target", ["/etc/hostname", "pack.yaml", "nowhere"])
def test_a_link_is_refused_and_not_followed(tmp_path: Path, target: str) -> None:
    """T12, T14: a symbolic link opens nothing, wherever it points."""
    root = write_pack(tmp_path, {"sources.yaml": None})
    (root / "sources.yaml").symlink_to(target)
    assert "This is a link" in told(root)["sources.yaml"]
    assert "sources.yaml" not in read_folder(root).files


def test_a_linked_folder_is_refused_and_not_entered(tmp_path: Path) -> None:
    """T14."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.svg").write_text("<svg/>")
    root = write_pack(tmp_path, {"figures/foot.svg": None})
    (root / "figures").symlink_to(tmp_path / "outside")
    read = read_folder(root)
    assert not any("figures" in name for name in read.files)
    assert [problem.file for problem in read.problems] == ["figures"]


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    """T12: opening refuses links by itself, so swapping a file between listing and reading gains nothing."""
    root, found = write_pack(tmp_path), folder.Folder()
    (root / "pack.yaml").unlink()
    (root / "pack.yaml").symlink_to("/etc/hostname")
    assert folder._read(root, "pack.yaml", found) is None
    assert "can't be opened" in found.problems[0].message


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    root = write_pack(tmp_path, {"sources.yaml": None})
    os.mkfifo(root / "sources.yaml")
    assert "no plain file" in told(root)["sources.yaml"]


@pytest.mark.parametrize(
    "name",
    [
        "..yaml",
        "PACK.YAML",
        "pack.yaml ",
        "a b.yaml",
        "-rf",
        "ünï.yaml",
        "x\ny.yaml",
        ".git",
        "x" * 101,
        "\x1b[31m",
    ],
)
def test_an_odd_name_is_refused_and_printed_plainly(tmp_path: Path, name: str) -> None:
    """T12: what is printed about it holds no control character."""
    root = write_pack(tmp_path)
    (root / name).write_text("x")
    problems = read_folder(root).problems
    assert len(problems) == 1
    assert problems[0].file == shown(name)
    assert str(problems[0]).isprintable()


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    Path(os.fsdecode(os.fsencode(root) + b"/\xff\xfe.yaml")).write_text("x")
    assert [problem.file for problem in read_folder(root).problems] == [r"\udcff\udcfe.yaml"]


def test_a_file_larger_than_its_bound_is_read_no_further(tmp_path: Path) -> None:
    """T14: sizes are bounded."""
    root = write_pack(tmp_path, {"sources.yaml": "#" * (MB + 1)})
    assert "larger than 1024 KB" in told(root)["sources.yaml"]


def test_too_many_files_or_bytes_stop_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T14: count and total are bounded."""
    root = write_pack(tmp_path)
    for name, bound in (("MAX_FILES", 3), ("MAX_TOTAL", 100)):
        with monkeypatch.context() as patch:
            patch.setattr(folder, name, bound)
            assert "Make it smaller" in told(root)["."]


def test_a_folder_too_deep_is_not_entered(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    deep = root / "modules" / "01-bars" / "more" / "and-more"
    deep.mkdir(parents=True)
    assert "too deep" in told(root)["modules/01-bars/more"]


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_pack(tmp_path / "nothing").problems] == [
        "nothing:1: There is no such folder. Name the folder that holds pack.yaml."
    ]
