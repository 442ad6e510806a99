"""A backup that was cut, changed or made by others is refused in a sentence, and the place stays as it was."""

import gzip
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from ashilms.errors import Refusal, Unacceptable
from ashilms.operations.archive import open_backup
from ashilms.resources import PACKAGE
from tests.grounds import Grounds
from tests.operations.conftest import GROUNDS, Place, copy_in_file
from tests.operations.forging import (
    Forge,
    again,
    both,
    cell,
    claim,
    count,
    head,
    kept,
    member,
    padded_head,
    taken_apart,
    without,
)

PERSON, RECORD, STEP, VALUE = (
    f"ashilms_{name}" for name in ("person", "audit_record", "answer_step", "audit_value")
)
PEOPLE, STEPS, X = f"tables/{PERSON}.jsonl", f"tables/{STEP}.jsonl", "tables/x.jsonl"
DEEP = b"[" * 100_000 + b"]" * 100_000

FOREIGN: dict[str, Forge] = {
    "a path out of the folder": member("../../etc/cron.d/x", b"x"),
    "a path from the root": member("/etc/cron.d/x", b"x"),
    "a path that turns back": member("tables/../keys/x.jsonl"),
    "a file of keys": member("keys/keys.json", b"[]"),
    "a name with an escape": member("tables/\x1b[2J.jsonl"),
    "a name that is too long": member(f"tables/{'x' * 300}.jsonl"),
    "a symbolic link": head(X, kind=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": head(X, kind=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "a device": head(X, kind=tarfile.CHRTYPE, devmajor=1, devminor=5),
    "a pipe": head(X, kind=tarfile.FIFOTYPE),
    "a folder": head("tables", kind=tarfile.DIRTYPE),
    "a sparse file": head(X, kind=tarfile.GNUTYPE_SPARSE),
    "a member twice": head(PEOPLE, 2),
    "a manifest twice": head("manifest.json", 2),
}
CLAIMS: dict[str, Forge] = {
    "no manifest": without("manifest.json", seal=False),
    "a manifest of nothing": member("manifest.json", b"", seal=False),
    "a manifest that is a list": member("manifest.json", b"[]", seal=False),
    "a manifest without an end": member("manifest.json", DEEP, seal=False),
    "a manifest that isn't text": member("manifest.json", b"\xff\xfe", seal=False),
    "another form": claim(format=2),
    "a form that is none": claim(format={"a": 1}),
    "another version": claim(revision="20250101_00_old"),
    "rows that are no number": count(PERSON, "many"),
    "too few rows": count(PERSON, 1),
    "too many rows": count(PERSON, 1_000_000),
    "less than no rows": count(PERSON, -1),
    "a table too many": both(count("ashilms_x", 0), member("tables/ashilms_x.jsonl")),
    "a table of the host": both(count("user", 1), member("tables/user.jsonl", b"{}")),
    "a table too few": both(count(STEP, None), without(STEPS)),
    "rows without a member": without(STEPS),
    "a member that nobody names": member(f"files/{'a' * 64}", b"x", seal=False),
    "a member that is lost": without(STEPS, seal=False),
    "a member that was changed": member(PEOPLE, b"{}\n", seal=False),
}
ROWS: dict[str, Forge] = {
    "a line that is no JSON": member(PEOPLE, b"import os\n"),
    "a line that is no row": member(PEOPLE, b"[1]\n"),
    "a line without an end": member(PEOPLE, DEEP + b"\n"),
    "a line that isn't text": member(PEOPLE, b"\xff\xfe\n"),
    "a number without an end": member(PEOPLE, b'{"id":' + b"9" * 5000 + b"}\n"),
    "a column too many": cell(PERSON, "admin", True),
    "a column too few": member(PEOPLE, b'{"id": 1}\n'),
    "a kind that we don't write": cell(PERSON, "name", {"pickle": "gASVIAAAAAAAAAB9lC4="}),
    "two kinds at once": cell(PERSON, "name", {"json": 1, "day": "2026-11-24"}),
    "a list for a text": cell(PERSON, "name", ["Ana"]),
    "a number for a text": cell(PERSON, "name", 7),
    "a text for a number": cell(PERSON, "id", "1 OR 1=1"),
    "nothing where something must be": cell(PERSON, "name", None),
    "a text that is too long": cell(PERSON, "zone", "x" * 65),
    "half a character": cell(PERSON, "name", "\ud800"),
    "a number that is too large": cell(PERSON, "id", 2**80),
    "a moment without a zone": cell(PERSON, "created_at", {"moment": "2026-11-24T12:00:00"}),
    "a moment that is none": cell(PERSON, "created_at", {"moment": "yesterday"}),
    "a moment as text": cell(PERSON, "created_at", "2026-11-24T12:00:00+00:00"),
    "bytes that are none": cell(VALUE, "salt", {"bytes": "***"}),
    "somebody twice": again(PERSON),
    "a key that is taken": again(PERSON, id=99),
    "a state that is none": cell("ashilms_attempt", "state", "perfect"),
    "an answer to no attempt": cell(STEP, "attempt_id", 9999),
    "a record that was changed": cell(RECORD, "action", "other", at=7),
    "a record that was swapped": cell(RECORD, "number", 99, at=7),
    "a personal value that was swapped": cell(VALUE, "value", "Somebody Else"),
}
FILES: dict[str, Forge] = {
    "a file under another's name": kept(b"%PDF-1.7\n%%EOF\n", name="a" * 64),
    "a file that is no PDF": kept(b"<script>alert(1)</script>"),
}
CASES = FOREIGN | CLAIMS | ROWS | FILES


@pytest.fixture(scope="module")
def backup(grounds: Grounds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the school in a file, whatever database it is then brought into."""
    folder = tmp_path_factory.mktemp("school")
    school = copy_in_file(grounds.drawn(GROUNDS["small"]), folder)
    school.back_up(folder / "backup")
    school.engine.dispose()
    return folder / "backup"


def refused(place: Place, path: Path) -> str:
    """Return the sentence with which a backup is refused; the place must be as it was."""
    with pytest.raises(Refusal) as refusal:
        place.restore(path)
    said = str(refusal.value)
    assert len(said) < 400
    assert said.isprintable()
    assert place.is_untouched()
    return said


@pytest.mark.parametrize("case", CASES)
def test_a_forged_backup_is_refused_and_nothing_is_changed(
    backup: Path, empty_place: Place, tmp_path: Path, case: str
) -> None:
    """T50: crafted archives; none unpacks, runs or reads anything, and no table, row or file is left of it."""
    forged = taken_apart(backup)
    CASES[case](forged)
    refused(empty_place, forged.write(tmp_path / "forged"))


def test_putting_one_together_again_is_no_forgery(backup: Path, empty_place: Place, tmp_path: Path) -> None:
    """The forger's own tools change nothing: what is refused above is refused for what was put in."""
    empty_place.restore(taken_apart(backup).write(tmp_path / "again"))
    assert len(empty_place.rows()[PERSON]) == 5


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
def test_a_cut_backup_is_refused(backup: Path, empty_place: Place, tmp_path: Path, part: float) -> None:
    """T50: as a full disk or a broken line leaves it."""
    whole = backup.read_bytes()
    (tmp_path / "cut").write_bytes(whole[: int(len(whole) * part)])
    refused(empty_place, tmp_path / "cut")


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.9999])
def test_a_backup_that_was_cut_and_packed_again_is_refused(
    backup: Path, empty_place: Place, tmp_path: Path, part: float
) -> None:
    """T50: by somebody who wanted some of it not to come back."""
    plain = gzip.decompress(backup.read_bytes()).rstrip(b"\0")  # an archive ends in zeros, which say nothing
    (tmp_path / "cut").write_bytes(gzip.compress(plain[: int(len(plain) * part)], 1))
    refused(empty_place, tmp_path / "cut")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 10_240,
        b"PK\x03\x04",
        b"SQLite format 3\0" + b"\0" * 512,
        b"%PDF-1.7\n%%EOF\n",
        b"\x1f\x8b\x08",
    ],
    ids=["nothing", "zeros", "a zip", "a database", "a PDF", "a head alone"],
)
def test_another_file_is_no_backup(empty_place: Place, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other").write_bytes(data)
    refused(empty_place, tmp_path / "other")
    (tmp_path / "packed").write_bytes(gzip.compress(data))
    refused(empty_place, tmp_path / "packed")


def test_a_file_that_is_not_there_is_named(empty_place: Place, tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in refused(empty_place, tmp_path / "nowhere")


def test_no_flipped_byte_goes_unseen(backup: Path, tmp_path: Path) -> None:
    """T50: anywhere in it, in what is packed; what isn't refused says the same as before."""
    whole = bytearray(gzip.decompress(backup.read_bytes()))
    said = taken_apart(backup).members
    for place in range(0, len(whole), len(whole) // 97):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        (tmp_path / "changed").write_bytes(gzip.compress(changed, 1))
        try:
            with open_backup(tmp_path / "changed") as opened:
                assert {name for name in opened.manifest.members} == set(said) - {"manifest.json"}
        except Unacceptable:
            continue
        assert taken_apart(tmp_path / "changed").members == said, place


HUNGRY = """
import resource, sys
from pathlib import Path
from ashilms.errors import Unacceptable
from ashilms.operations.archive import open_backup
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_backup(Path(sys.argv[1])) as backup:
        for name in backup.manifest.members:
            for line in backup.lines(name):
                pass
except Unacceptable as refusal:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def megabytes_to_refuse(path: Path) -> int:
    """Return how much more memory a process takes to refuse a backup."""
    done = subprocess.run(
        [sys.executable, "-c", HUNGRY, path], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return int(done.stdout)


def test_a_small_archive_of_something_vast_takes_no_memory(backup: Path, tmp_path: Path) -> None:
    """T14, T50: an extended head of 400 MB, and a row of 200, each packed into a few megabytes."""
    (tmp_path / "head").write_bytes(padded_head(400 * 1024**2))
    assert (tmp_path / "head").stat().st_size < 10 * 1024**2
    assert megabytes_to_refuse(tmp_path / "head") < 50
    forged = taken_apart(backup)
    forged.members[PEOPLE] = b"9" * 200 * 1024**2
    assert megabytes_to_refuse(forged.write(tmp_path / "row")) < 150
