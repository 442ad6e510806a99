"""`backup`, `restore`, `audit verify`, `jobs` and `demo`: what they print, their exit codes, and what they refuse."""

import gzip
import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from ashilms.files import services as files
from ashilms.jobs import services as jobs
from ashilms.web import transaction
from tests.cli.conftest import Site
from tests.conftest import NOW
from tests.operations.conftest import place_at
from tests.three_modules import three_modules

PDF = b"%PDF-1.7\nevidence\n%%EOF\n"


@pytest.fixture
def full(site: Site) -> Site:
    """A site with a course, a person who is invited, and a kept file."""
    site.run("packs", "load", three_modules())
    site.run("people", "add", "--email", "ines@school.example", "--name", "Inês")
    files.keep(files.in_folder(site.folder / "files"), PDF)
    return site


@pytest.fixture
def target(tmp_path: Path) -> Site:
    """Another site, with nothing in it; always in a file."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    return Site(folder, "")


def test_a_site_moves_by_backup_and_restore(full: Site, target: Site, tmp_path: Path) -> None:
    """R4: two commands, and the record is proved at the end of the second."""
    saved = full.run("backup", tmp_path / "backup").lines
    assert saved[0].startswith(f"{tmp_path / 'backup'}: ")
    assert saved[0].endswith(" 1 file.")
    assert "Keys and passphrases are not in it" in saved[1]
    back = target.run("restore", tmp_path / "backup").lines
    assert back[0].removeprefix("Back: ") == saved[0].partition(": ")[2]
    assert back[1] == full.run("audit", "verify").lines[0]
    assert target.run("doctor").code == 0
    kept = files.in_folder(target.folder / "files")
    assert files.read(kept, next(files.all_kept(kept))) == PDF


def test_the_record_is_proved_to_people_and_machines(full: Site) -> None:
    """V16.4.2: with the number of links and the last hash, to be written down elsewhere."""
    (line,) = full.run("audit", "verify").lines
    said = json.loads(full.run("audit", "verify", "--json").out)
    assert (
        line
        == f"The audit record is whole: {said['records']} records, the last one's hash is {said['head']}."
    )
    assert (said["whole"], said["broken"]) == (True, None)


def test_a_broken_record_has_another_exit_code_and_is_still_saved(
    full: Site, target: Site, tmp_path: Path
) -> None:
    """T49: what is kept of it may be all that there is to find out by."""
    place = place_at(full.database, full.folder)
    place.unguard()
    place.change("UPDATE ashilms_audit_record SET action = 'other' WHERE number = 2")
    place.engine.dispose()
    assert "Record 2 was changed" in full.run("audit", "verify").error
    machine = full.run("audit", "verify", "--json")
    assert (machine.code, json.loads(machine.out)["whole"]) == (1, False)
    said = full.run("backup", tmp_path / "backup")
    assert (said.code, "Record 2 was changed" in said.err) == (1, True)
    assert "--despite-broken-record" in target.run("restore", tmp_path / "backup").error
    brought = target.run("restore", "--despite-broken-record", tmp_path / "backup")
    assert (brought.code, brought.out.startswith("Back: "), "Record 2" in brought.err) == (1, True, True)


def test_a_damaged_file_is_said_by_the_exit_code_and_all_else_is_saved(full: Site, tmp_path: Path) -> None:
    sha256 = next(files.all_kept(files.in_folder(full.folder / "files")))
    (full.folder / "files" / sha256[:2] / sha256[2:4] / sha256).write_bytes(b"other")
    said = full.run("backup", "--json", tmp_path / "backup")
    saved = json.loads(said.out)
    assert (said.code, saved["files"], saved["damaged"]) == (1, 0, [sha256])
    assert "1 kept file is damaged" in said.err
    assert saved["rows"]["ashilms_person"] == 1


def test_no_backup_overwrites_another_and_none_is_begun_where_it_cannot_be(
    full: Site, tmp_path: Path
) -> None:
    full.run("backup", tmp_path / "backup")
    assert "never overwrites" in full.run("backup", tmp_path / "backup").error
    assert full.run("backup", tmp_path / "no" / "backup").error == f"There is no folder {tmp_path / 'no'}."
    assert full.run("backup", tmp_path).code == 2


def test_a_restore_into_a_site_with_people_is_refused(full: Site, tmp_path: Path) -> None:
    full.run("backup", tmp_path / "backup")
    assert "data in this database already" in full.run("restore", tmp_path / "backup").error


@pytest.mark.parametrize(
    "data", [b"", b"words", gzip.compress(b"words" * 500)], ids=["empty", "words", "packed"]
)
def test_what_is_no_backup_is_refused_in_a_sentence(target: Site, tmp_path: Path, data: bytes) -> None:
    """T50."""
    (tmp_path / "words").write_bytes(data)
    assert "backup" in target.run("restore", tmp_path / "words").error
    assert str(tmp_path / "none") in target.run("restore", tmp_path / "none").error
    assert target.run("audit", "verify").error == "The database isn't set up yet. Run: ashilms upgrade"


def test_no_key_and_no_secret_is_in_a_backup(full: Site, tmp_path: Path) -> None:
    """T50, V13.3.1: neither those that are made at first start nor those that settings hold."""
    secret = {
        "ASHILMS_SECRET_KEY": "canary-secret-key", "ASHILMS_KEY_PASSPHRASE": "canary-passphrase",
        "ASHILMS_SMTP_URL": "smtp://user:canary-mail@127.0.0.1:9",
    }  # fmt: skip
    full.run("keys", "create")
    full.having(**secret).run("keys", "rotate")
    full.having(**secret).run("backup", tmp_path / "backup")
    packed = gzip.decompress((tmp_path / "backup").read_bytes())
    kept = [
        path
        for path in full.folder.rglob("*")
        if path.is_file() and "key" in str(path.relative_to(full.folder))
    ]
    assert {"secret-key", "second-factor-key", "key-passphrase", "keys.json"} <= {path.name for path in kept}
    halves = [path for path in kept if path.name.endswith(".key.pem")]
    assert len(halves) == 4, "two keys, each with one for papers and one for proofs"
    for path in kept:
        lines = [
            line
            for line in path.read_bytes().splitlines()
            if len(line) > 20 and not line.startswith(b"-----")
        ]
        for line in lines:
            assert line not in packed, path.name
        assert path.name.encode() not in packed
    assert b"canary" not in packed
    assert b"PRIVATE KEY" not in packed
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600


def test_jobs_are_done_by_command_where_no_server_does_them(full: Site) -> None:
    app = full.app()
    with app.app_context(), transaction() as db:
        jobs.enqueue(db, "no.such.kind", {}, key="one", now=NOW)
    assert full.run("jobs", "run").lines[0].endswith(" tried.")
    assert full.run("jobs", "retry").lines == ["0 jobs will be tried again."]
    with app.app_context(), transaction() as db:
        db.execute(text("UPDATE ashilms_job SET state = 'failed' WHERE key = 'one'"))
    assert full.run("jobs", "retry").lines == ["1 job will be tried again."]


def test_the_demonstration_is_settled_once_and_its_passwords_can_be_made_anew(site: Site) -> None:
    """V6.3.2: random ones, printed once and kept by nobody."""
    first = site.run("demo").lines
    passwords = [line.split("password ")[1].split()[0] for line in first if "@demo.example" in line]
    assert len(set(passwords)) == len(passwords) == 8
    again = "\n".join(site.run("demo").lines)
    assert "password as printed at the first start" in again
    renewed = "\n".join(site.run("demo", "--new-passwords").lines)
    assert not any(password in again + renewed for password in passwords)


def test_the_demonstration_stays_away_from_real_people(full: Site) -> None:
    assert "There are real people on this site" in full.run("demo").error
    said = full.run("demo", "--new-passwords").error
    assert said == "The demonstration isn't here. Settle it first: ashilms demo"
