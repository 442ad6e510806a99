"""A pack in a zip from a stranger: the same checks, bounds on everything it may lie about, and nothing written."""

import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses.models import Course
from ashilms.packs import zipped
from ashilms.packs.rules.files import MAX_FILES, MB
from ashilms.packs.services import PackRefused, check_pack, load_pack
from tests.packs.small import NAME, SMALL, write_pack

Change = Callable[[zipfile.ZipFile], None]


def make_zip(folder: Path, change: Change = lambda _: None, *, top: str = "", leave: str = "") -> Path:
    """Write the small pack into a zip, below the folder `top`, without the file `leave`, and with a change."""
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in SMALL.items():
            if name != leave:
                made.writestr(f"{top}{name}", text)
        change(made)
    return path


def told(path: Path) -> dict[str, str]:
    return {problem.file: problem.message for problem in check_pack(path).problems}


@pytest.mark.parametrize("top", ["", f"{NAME}/"])
def test_a_zip_is_the_same_pack_as_its_folder(tmp_path: Path, db: Session, now: datetime, top: str) -> None:
    path, root = make_zip(tmp_path, top=top), write_pack(tmp_path)
    assert check_pack(path) == check_pack(root)
    assert load_pack(db, machine("cli"), path, now=now).number == 1
    assert load_pack(db, machine("cli"), root, now=now).changes == ()


def test_a_folder_in_the_zip_of_another_name_is_told(tmp_path: Path) -> None:
    assert "Give both the same name" in told(make_zip(tmp_path, top="other/"))["pack.yaml"]


def entry(name: str, content: bytes = b"x", **values: int) -> Change:
    """Return the change that adds an entry of this name with values of its head set so."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in values.items():
        setattr(info, key, value)
    return lambda made: made.writestr(info, content)


SOURCES = "sources.yaml"
HOSTILE: list[tuple[str, str, Change, str]] = [
    ("a way out", "../evil.yaml", entry("../evil.yaml"), "name can't be used"),
    ("a way out from inside", "modules/../../evil.md", entry("modules/../../evil.md"), "name can't be used"),
    ("an absolute name", "/etc/evil.yaml", entry("/etc/evil.yaml"), "name can't be used"),
    ("a drive", "C:/evil.yaml", entry("C:/evil.yaml"), "name can't be used"),
    ("a backslash", r"..\evil.yaml", entry(r"..\evil.yaml"), "name can't be used"),
    ("a name with a line break", r"a\nb.yaml", entry("a\nb.yaml"), "name can't be used"),
    ("a name that no pack has", "evil.php", entry("evil.php"), "no such file"),
    ("a zip in the zip", "more.zip", entry("more.zip", b"PK\x03\x04"), "no such file"),
    ("a link", SOURCES, entry(SOURCES, b"/etc/hostname", external_attr=(stat.S_IFLNK | 0o777) << 16), "a link"),
    ("a device", SOURCES, entry(SOURCES, external_attr=(stat.S_IFCHR | 0o666) << 16), "no plain file"),
    ("a way of packing of its own", SOURCES, entry(SOURCES, compress_type=zipfile.ZIP_LZMA), "not read here"),
    ("a file larger than its sort", SOURCES, entry(SOURCES, bytes(range(256)) * 4100), "larger than 1024 KB"),
    ("a file that unfolds", SOURCES, entry(SOURCES, b"#" * MB), "more than 100 times"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "name", "change", "message"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_what_may_not_be_in_a_zip_is_named_and_not_unpacked(
    tmp_path: Path, db: Session, now: datetime, what: str, name: str, change: Change, message: str
) -> None:
    """T12, T14, V5.2.3: nothing is loaded, and nothing is on the disk that was not there before."""
    path = make_zip(tmp_path, change, leave=SOURCES if name == SOURCES else "")
    before = sorted(tmp_path.parent.rglob("*"))
    assert message in told(path)[name]
    with pytest.raises(PackRefused):
        load_pack(db, machine("cli"), path, now=now)
    assert db.scalar(select(func.count()).select_from(Course)) == 0
    assert sorted(tmp_path.parent.rglob("*")) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """T14: of two files of one name, what was looked at and what is loaded could differ."""
    assert "in the zip twice" in told(make_zip(tmp_path, entry("pack.yaml")))["pack.yaml"]


def patched(path: Path, name: str, offset: int, form: str, value: int) -> Path:
    """Overwrite a field of the entry's head in the zip's list, which is what readers go by."""
    content = bytearray(path.read_bytes())
    at = content.rindex(name.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into(form, content, at + offset, value)
    path.write_bytes(bytes(content))
    return path


@pytest.mark.parametrize(
    ("offset", "form", "value"),
    [(24, "<I", 1), (24, "<I", 900_000), (20, "<I", 3), (16, "<I", 0), (42, "<I", 5), (42, "<I", 2**31),
     (10, "<H", 99)],
    ids=["smaller", "larger", "packed smaller", "checksum", "another's place", "no place", "no such method"],
)  # fmt: skip
def test_a_head_that_lies_gains_nothing(tmp_path: Path, offset: int, form: str, value: int) -> None:
    """T14, V5.2.3: size, packed size, checksum, place and method of an entry are not believed."""
    path = patched(make_zip(tmp_path), SOURCES, offset, form, value)
    assert set(told(path)) in ({SOURCES}, {"pack.zip"})


def test_a_file_locked_with_a_password_is_told(tmp_path: Path) -> None:
    assert "locked with a password" in told(patched(make_zip(tmp_path), SOURCES, 8, "<H", 1))[SOURCES]


def test_too_many_entries_are_refused_before_the_list_is_read(tmp_path: Path) -> None:
    """T14: a list of a million names would fill the memory by itself."""
    path = tmp_path / "pack.zip"
    path.write_bytes(b"PK\x01\x02" * (MAX_FILES + 1) + make_zip(tmp_path).read_bytes())
    assert told(path) == {".": zipped.TOO_MUCH}


def test_a_zip_larger_than_a_pack_may_be_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T14."""
    path = make_zip(tmp_path)
    monkeypatch.setattr(zipped, "MAX_TOTAL", 1_000)
    assert "larger than 0 KB" in told(path)["pack.zip"]


def test_what_unfolds_to_more_than_a_pack_may_hold_stops_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T14: all files together are bounded too."""

    def fill(made: zipfile.ZipFile) -> None:
        for number in range(60):
            made.writestr(f"figures/f{number}.svg", f"<svg>{number}</svg>" * 300)

    path = make_zip(tmp_path, fill)
    monkeypatch.setattr(zipped, "MAX_TOTAL", path.stat().st_size + 1)
    assert told(path)["."] == zipped.TOO_MUCH


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" * 99])
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    assert "pack.yaml" in " ".join([*told(path), *told(path).values()])


def test_a_zip_cut_short_anywhere_is_refused_and_raises_nothing(tmp_path: Path) -> None:
    """T14."""
    path = make_zip(tmp_path)
    content = path.read_bytes()
    for end in range(0, len(content) - 1, 97):
        path.write_bytes(content[:end])
        assert told(path), end


def test_a_zip_with_any_byte_changed_raises_nothing_and_loads_nothing_else(tmp_path: Path) -> None:
    """T14: either it is refused, or what it holds is what was packed."""
    path = make_zip(tmp_path)
    content, sound = path.read_bytes(), check_pack(path)
    for at in range(0, len(content), 53):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        report = check_pack(path)
        assert report.problems or report == sound, at
