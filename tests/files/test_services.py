"""A kept file is whole or not there, is found by its hash alone, and is what its content says."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ashilms.errors import Missing, Unacceptable, Unavailable
from ashilms.files.rules import PDF, kind_of, place_of
from ashilms.files.services import forget, in_folder, keep, read

PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SHA = hashlib.sha256(PDF_BYTES).hexdigest()


def files_in(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_a_file_is_kept_by_its_hash_and_read_back_as_it_was(tmp_path: Path) -> None:
    kept = keep(in_folder(tmp_path), PDF_BYTES)
    assert (kept.sha256, kept.size, kept.type) == (SHA, len(PDF_BYTES), PDF)
    assert read(in_folder(tmp_path), SHA) == PDF_BYTES
    assert files_in(tmp_path) == [tmp_path / SHA[:2] / SHA[2:4] / SHA]


def test_the_same_content_twice_is_one_file_and_is_not_written_again(tmp_path: Path) -> None:
    keep(in_folder(tmp_path), PDF_BYTES)
    before = files_in(tmp_path)[0].stat().st_ino
    keep(in_folder(tmp_path), PDF_BYTES)
    assert [path.stat().st_ino for path in files_in(tmp_path)] == [before]


def test_only_the_owner_may_read_what_is_kept(tmp_path: Path) -> None:
    keep(in_folder(tmp_path / "files"), PDF_BYTES)
    for path in (tmp_path / "files").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


TRAVERSAL = [
    "", ".", "..", "../", "/etc/passwd", "../../../etc/passwd", "..\\..\\windows", "%2e%2e%2f", "..%00", "\x00" * 64,
    SHA + "\n", SHA + "/..", SHA.upper(), SHA[:-1], SHA + "0", " " + SHA[1:], "g" * 64, "../" + SHA[3:],
    "\u0661" * 64, "//" + SHA[2:], "~root", "file:///etc/passwd", "CON", "nul.txt", ("../" * 22)[:64], ".\u2024/" * 21,
    "%c0%ae%c0%ae/" * 5, "\uff0e\uff0e/etc", "\r\n" * 32, "-" * 64, "*" * 64, "${HOME}", "`id`", "0x" + SHA[2:],
]  # fmt: skip


@pytest.mark.parametrize("name", TRAVERSAL)
def test_a_name_that_is_no_hash_names_nothing(tmp_path: Path, name: str) -> None:
    """T12: no path is ever made of anything but 64 hexadecimal digits."""
    keep(in_folder(tmp_path / "files"), PDF_BYTES)
    with pytest.raises(ValueError, match="64 hexadecimal"):
        place_of(name)
    with pytest.raises(Missing):
        read(in_folder(tmp_path / "files"), name)


def test_a_hash_that_nothing_is_kept_under_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        read(in_folder(tmp_path), "0" * 64)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF_BYTES, PDF),
        (b"", None),
        (b"%PDF-1.7\n", None),
        (PDF_BYTES[:-6], None),
        (b"\n" + PDF_BYTES, None),
        (b"MZ" + PDF_BYTES, None),
        (b"<html><script>1</script>" + PDF_BYTES, None),
        (b"PK\x03\x04" + PDF_BYTES, None),
        (b"GIF89a" + PDF_BYTES, None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"\xef\xbb\xbf" + PDF_BYTES, None),
        (PDF_BYTES + b"x" * 2000, None),
    ],
)
def test_what_a_file_is_is_told_by_its_content(tmp_path: Path, data: bytes, kind: str | None) -> None:
    """T13: a name or a header says nothing; a file of two kinds at once is none."""
    assert kind_of(data) == kind
    if kind is None:
        with pytest.raises(Unacceptable, match="not a whole PDF"):
            keep(in_folder(tmp_path), data)
        assert list(tmp_path.iterdir()) == []


def test_a_file_over_the_limit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Unacceptable, match="larger than 1 MB"):
        keep(in_folder(tmp_path), PDF_BYTES + b" " * 1024 * 1024, largest=1024 * 1024)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_damaged_is_found_out_and_mended_by_keeping_it_again(tmp_path: Path) -> None:
    keep(in_folder(tmp_path), PDF_BYTES)
    path = files_in(tmp_path)[0]
    path.write_bytes(PDF_BYTES[:10])
    with pytest.raises(Unavailable, match="not as it was kept"):
        read(in_folder(tmp_path), SHA)
    keep(in_folder(tmp_path), PDF_BYTES)
    assert read(in_folder(tmp_path), SHA) == PDF_BYTES


LIMITED = """
import resource, signal, sys
from pathlib import Path
from ashilms.errors import Unavailable
from ashilms.files.services import in_folder, keep
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
data = b"%PDF-1.7\\n" + b" " * 100_000 + b"\\n%%EOF\\n"
try:
    keep(in_folder(Path(sys.argv[1])), data)
except Unavailable as refused:
    print(refused)
"""


def test_a_disk_that_fills_up_mid_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """A real write cut by the system at 4,096 bytes: a sentence, and no part of a file."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "files")], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert "couldn't be kept" in done.stdout
    assert files_in(tmp_path) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from ashilms.files.services import in_folder, keep
real = os.replace
os.replace = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
keep(in_folder(Path(sys.argv[1])), b"%PDF-1.7\\n%%EOF\\n")
"""


def test_a_process_killed_before_the_rename_leaves_no_file_under_the_name(tmp_path: Path) -> None:
    """The half is beside the place, under a name that nothing reads; keeping it again works."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == -9
    data = b"%PDF-1.7\n%%EOF\n"
    with pytest.raises(Missing):
        read(in_folder(tmp_path), hashlib.sha256(data).hexdigest())
    assert [path.suffix for path in files_in(tmp_path)] == [".part"]
    keep(in_folder(tmp_path), data)
    assert read(in_folder(tmp_path), hashlib.sha256(data).hexdigest()) == data


def test_forgetting_a_file_twice_is_forgetting_it_once(tmp_path: Path) -> None:
    keep(in_folder(tmp_path), PDF_BYTES)
    forget(in_folder(tmp_path), SHA)
    forget(in_folder(tmp_path), SHA)
    with pytest.raises(Missing):
        read(in_folder(tmp_path), SHA)
